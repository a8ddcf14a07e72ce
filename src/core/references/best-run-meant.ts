import type { BestRun } from '../../shared/best-run.ts';
import { StudioError } from '../errors.ts';
import { bestRuns } from '../store/best-runs.ts';
import type { Database } from '../store/database.ts';
import type { DatasetRow } from '../store/datasets.ts';
import { datasetMeant } from './dataset-meant.ts';

/** The run that stands for a data set. */
export interface BestMeant extends BestRun {
  readonly dataset: DatasetRow;
}

/**
 * The pinned or best run of the data set that is meant by an id, a name or its folder; null where no data set is meant that is known,
 * so that whoever asks says what else is not there.
 * @throws StudioError `not-found` where the data set has no finished run, `bad-usage` where several data sets have the name
 */
export function bestRunMeant(db: Database, text: string, cwd = process.cwd()): BestMeant | null {
  const dataset = knownDataset(db, text, cwd);
  if (dataset === null) return null;
  const best = bestRuns(db, dataset.id).get(dataset.id);
  if (best) return { ...best, dataset };
  throw new StudioError('not-found', `The data set ${dataset.name} has no finished run`, {
    field: 'run',
    hint: `Train on it first: graft train id:${dataset.id}; "graft runs list" shows all.`,
  });
}

function knownDataset(db: Database, text: string, cwd: string): DatasetRow | null {
  try {
    const meant = datasetMeant(db, text, { cwd });
    return 'known' in meant ? meant.known : null;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'not-found') return null;
    throw error;
  }
}
