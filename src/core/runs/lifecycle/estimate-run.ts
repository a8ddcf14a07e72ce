import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import { workAround } from '../../nets/figures.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import type { Studio } from '../../open-studio.ts';
import type { PlanNotice } from '../../../shared/contract/plan-view.ts';
import type { Phase, RunPlan } from '../../../shared/run-spec.ts';
import type { ProbeResult } from '../../../shared/trainer-protocol.ts';
import { secondsAnEpoch } from '../../training/checkpoint-pace.ts';
import { passedBy } from '../../training/passed-phases.ts';
import { keptSizes, keptViews } from '../../training/phase-views.ts';
import { solveSeconds } from '../../training/solve-seconds.ts';
import { endOnAbort, startEngine } from '../executors/engine-process.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import type { Estimate } from './estimate.ts';
import { trainJob } from './train.ts';

/** A probe is of no run. */
const nobody = { id: 0, createdAtMs: 0 };

/** The estimate follows from the rates a probe measured: images / rate, added up. */
export function estimateFrom(plan: RunPlan, dataset: TrainingDataset, probe: ProbeResult): Estimate {
  const count = (split: string) => dataset.images.filter((image) => image.split === split).length;
  const [train, validation, held] = [count('train'), count('val'), count('val') + count('test')];
  const perImage = (rate: number | null) => (rate === null ? 0 : 1 / rate);
  const net = planNet(plan.net);
  /** Work before a cut or from it on, of a picture of a size, in parts of that of the size that the probe measured at. */
  const workAt = (imageSize: number, cut: string, side: 'before' | 'behind'): number => {
    const whole = plan.preprocessing.imageSize;
    const of = (size: number) => workAround(net, size, dataset.classes.length, cut)[side];
    // Before the stem there is no work, nor a rate to scale.
    return imageSize === whole || of(whole) === 0 ? 1 : of(imageSize) / of(whole);
  };
  const meanSize = ({ sizes, epochs, cut }: Phase): number => (sizes ? sizes.reduce((sum, size) => sum + size.epochs * workAt(size.imageSize, cut, 'behind'), 0) / epochs : 1);
  const featureSeconds: number[] = [];
  const secondsPerEpoch: number[] = [];
  for (const [i, phase] of plan.phases.entries()) {
    const { prefixImagesPerSecond, trainImagesPerSecond, evaluationImagesPerSecond, checkpointSeconds } = probe.phases[i]!;
    const plain = passedBy(net, plan.phases, i) === undefined ? 0 : 1;
    const sizes = keptSizes(plan, phase);
    const viewsOf = (at: number): number => sizes[at]!.views - (at === sizes.length - 1 ? plain : 0);
    const read = sizes.reduce((sum, { imageSize }, at) => sum + train * viewsOf(at) * (perImage(prefixImagesPerSecond) * workAt(imageSize, phase.cut, 'before') + perImage(probe.decodeImagesPerSecond)), 0);
    featureSeconds.push(read + validation * (1 - plain) * (perImage(prefixImagesPerSecond) + perImage(probe.decodeImagesPerSecond)));
    const learning =
      phase.solver === 'exact'
        ? solveSeconds(train * keptViews(plan, phase), net.classifier.inFeatures, dataset.classes.length, phase.l2 !== null)
        : train * perImage(trainImagesPerSecond) * meanSize(phase);
    secondsPerEpoch.push(secondsAnEpoch(learning + validation * perImage(evaluationImagesPerSecond), checkpointSeconds, phase.epochs));
  }
  const finalSeconds = held * (perImage(probe.predictImagesPerSecond) + perImage(probe.decodeImagesPerSecond));
  const total = plan.phases.reduce(
    (sum, phase, i) => sum + featureSeconds[i]! + phase.epochs * secondsPerEpoch[i]!,
    probe.fixedSeconds + finalSeconds,
  );
  return { minutes: total / 60, secondsPerEpoch, featureSeconds, peakMemoryBytes: probe.peakMemoryBytes };
}

/** Runs a short probe of the plan in an engine process. @throws StudioError as `startEngine`; `cancelled` where `signal` aborts */
export async function estimateRun(
  studio: Studio,
  dataset: TrainingDataset,
  { plan, backbone }: PlannedRun,
  signal?: AbortSignal,
): Promise<Estimate> {
  const probed = trainJob(studio, dataset, plan, backbone, nobody, false);
  const { runFolder: _folder, run: _run, resume: _resume, verifyPictures: _verify, ...job } = probed;
  throwIfAborted(signal);
  const engine = startEngine({ ...job, kind: 'probe' }, plan.threads, () => undefined);
  const letGo = endOnAbort(engine, signal);
  try {
    return estimateFrom(plan, dataset, (await engine.finished) as ProbeResult);
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  } finally {
    letGo();
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new StudioError('cancelled', 'The measurement of time and memory made way for a training', {
    values: { kind: 'estimate-made-way' },
    hint: 'Measure again when the training has ended.',
  });
}

/** The plan with as many epochs in its last phase as fit the budget, never below one, and what to tell about it. */
export function fitTimeBudget(plan: RunPlan, estimate: Estimate, budgetSeconds: number): { plan: RunPlan; notice: PlanNotice } {
  const last = plan.phases.length - 1;
  const spent = estimate.minutes * 60 - plan.phases[last]!.epochs * estimate.secondsPerEpoch[last]!;
  const fitting = Math.floor((budgetSeconds - spent) / estimate.secondsPerEpoch[last]!);
  const epochs = Math.max(1, Math.min(plan.phases[last]!.epochs, fitting));
  const phases = plan.phases.map((phase, i) => (i === last ? { ...phase, epochs } : phase));
  const askedEpochs = plan.phases[last]!.epochs;
  const seconds = Math.round(spent + epochs * estimate.secondsPerEpoch[last]!);
  return { plan: { ...plan, phases }, notice: { about: 'budget', budgetSeconds, epochs, askedEpochs, seconds } };
}
