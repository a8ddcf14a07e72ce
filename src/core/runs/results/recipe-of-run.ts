import type { RunRecipe } from '../../../shared/run-recipe.ts';
import { runSpecSchema } from '../../../shared/run-spec.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import type { Database } from '../../store/database.ts';
import { classNames, getVersion } from '../../store/datasets.ts';
import { getRunSummary } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';

/**
 * What was asked of a run, and what the program then chose that would be another one elsewhere: the base model and how deep it was trained.
 * Without the run it went on from, which has that number in this data folder alone, and without its name. Null of a run that was never planned, and
 * of an older version whose settings are none any more.
 */
export function specThatTravels({ spec, plan }: Pick<Run, 'spec' | 'plan'>): RunSpec | null {
  if (!plan) return null;
  const { name: _, from, ...asked } = spec;
  const parsed = runSpecSchema.safeParse({ ...asked, freeze: plan.freeze, ...(plan.start.from === 'weights' && from === undefined && { backbone: plan.start.id }) });
  return parsed.success ? parsed.data : null;
}

/** @throws StudioError `not-found` */
export function recipeOfRun(db: Database, id: number): RunRecipe | null {
  const run = getRunSummary(db, id);
  const spec = specThatTravels(run);
  if (!spec || !run.plan) return null;
  const { start } = run.plan;
  return {
    recipeVersion: 1,
    run: run.id,
    spec,
    dataset: { name: run.datasetName, version: run.datasetVersion, fingerprint: getVersion(db, run.datasetVersionId).fingerprint },
    classes: classNames(db, run.datasetVersionId),
    backbone: start.from === 'weights' ? { id: start.id, sha256: start.sha256 } : null,
    wentOnFrom: (start.from === 'weights' && start.run) || null,
  };
}
