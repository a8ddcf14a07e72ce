import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import type { Studio } from '../../open-studio.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import { estimateRun, fitTimeBudget } from './estimate-run.ts';
import type { Estimate } from './estimate.ts';
import { planHere } from './plan-here.ts';
import type { PlannedRun } from '../plan/plan-run.ts';

export interface PlannedWithBudget {
  readonly planned: PlannedRun;
  /** Made where the time budget needed it. */
  readonly estimate: Estimate | null;
}

/**
 * The plan of a spec; with a time budget a probe says how many epochs fit.
 * @param estimateOf the probe, for a caller that may know its result already
 * @throws StudioError as `planRun` and `estimateRun`
 */
export async function planWithBudget(
  studio: Studio,
  data: TrainingDataset,
  spec: RunSpec,
  estimateOf: (planned: PlannedRun) => Promise<Estimate> = (planned) => estimateRun(studio, data, planned),
): Promise<PlannedWithBudget> {
  const planned = await planHere(studio, data, spec);
  if (spec.timeBudgetSeconds === undefined) return { planned, estimate: null };
  const estimate = await estimateOf(planned);
  const { plan: fitting, notice } = fitTimeBudget(planned.plan, estimate, spec.timeBudgetSeconds);
  const [asked, epochs] = [planned.plan, fitting].map((plan) => plan.phases.at(-1)!.epochs) as [number, number];
  // Planned anew, because learning rates depend on the number of steps.
  const fitted = epochs < asked ? await planHere(studio, data, { ...spec, epochs }) : planned;
  const reason = { because: 'fits-time-budget' } as const;
  const reasons = fitted.reasons.map((row) =>
    row.setting === 'epochs' && epochs < asked ? { ...row, reason } : row,
  );
  // The estimate was for the epochs asked; the shorter plan saves its last phase's epochs.
  const savedSeconds = (asked - epochs) * estimate.secondsPerEpoch.at(-1)!;
  return {
    planned: { ...fitted, reasons, notices: [...fitted.notices, notice] },
    estimate: { ...estimate, minutes: estimate.minutes - savedSeconds / 60 },
  };
}
