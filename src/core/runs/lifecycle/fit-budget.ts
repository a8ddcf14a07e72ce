import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import { moveRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import type { Studio } from '../../open-studio.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { planWithBudget } from './plan-with-budget.ts';

/**
 * Fits the epochs of a queued run to its time budget: measured when its turn has come, because beside another training everything takes longer.
 * @returns the plan, or null where it has no budget, has begun before, was given up meanwhile, or another program has taken it
 * @throws StudioError as `planWithBudget`
 */
export async function fitBudget(studio: Studio, run: Run, isGivenUp: () => boolean): Promise<PlannedRun | null> {
  if (run.spec.timeBudgetSeconds === undefined || run.startedAtMs !== null) return null;
  const dataset = datasetOfRun(studio.db, run);
  const { planned } = await planWithBudget(studio, dataset, { ...run.spec, ...(run.backboneId !== null && run.spec.from === undefined && { backbone: run.backboneId }) });
  if (isGivenUp()) return null;
  // A plan does not change under a training.
  return moveRun(studio.db, run.id, ['queued'], 'queued', { plan: planned.plan, reasons: [...planned.reasons] }) ? planned : null;
}
