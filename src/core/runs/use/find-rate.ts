import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import type { Studio } from '../../open-studio.ts';
import type { RatesResult } from '../../../shared/rates-result.ts';
import type { FromEngine } from '../../../shared/trainer-protocol.ts';
import { endOnAbort, startEngine } from '../executors/engine-process.ts';
import { trainJob } from '../lifecycle/train.ts';
import type { PlannedRun } from '../plan/plan-run.ts';

/** A test is of no run. */
const nobody = { id: 0, createdAtMs: 0 };

/** The setting that a tested rate is for: of two phases the second has one of its own. */
const ratedSetting = ({ phases }: PlannedRun['plan']): 'learningRate' | 'fineTuneLearningRate' => (phases.length > 1 ? 'fineTuneLearningRate' : 'learningRate');

export interface FoundRate extends Omit<RatesResult, 'kind'> {
  readonly setting: ReturnType<typeof ratedSetting>;
}

/**
 * A learning rate range test of what a plan trains last, in an engine process; no run is made, and the next one is what it would have been.
 * @throws StudioError `bad-usage` where the head alone is solved at once; `cancelled`; as `startEngine`
 */
export async function findRate(studio: Studio, dataset: TrainingDataset, { plan, backbone }: PlannedRun, onEvent: (event: FromEngine) => void, signal?: AbortSignal): Promise<FoundRate> {
  if (plan.phases.at(-1)!.solver === 'exact') {
    throw new StudioError('bad-usage', 'A head that is solved at its optimum at once has no learning rate', {
      field: 'solver',
      values: { kind: 'no-rate-to-find' },
      hint: 'Use --solver iterative, or train more than the head.',
    });
  }
  const { runFolder: _folder, run: _run, resume: _resume, verifyPictures: _verify, ...job } = trainJob(studio, dataset, plan, backbone, nobody, false);
  const engine = startEngine({ ...job, kind: 'rates' }, plan.threads, onEvent);
  const letGo = endOnAbort(engine, signal);
  try {
    const { suggestion, curve } = (await engine.finished) as RatesResult;
    return { suggestion, curve, setting: ratedSetting(plan) };
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new StudioError('cancelled', 'The search for a learning rate was stopped', { values: { kind: 'rate-stopped' }, cause: error });
  } finally {
    letGo();
  }
}
