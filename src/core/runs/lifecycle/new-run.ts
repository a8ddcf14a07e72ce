import { mkdirSync, rmdirSync } from 'node:fs';
import { ensureFolder, runFolder } from '../../data-folder.ts';
import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import { keepReserve } from '../../files/reserve.ts';
import { namedWriteError } from '../../files/write-error.ts';
import { inTransaction } from '../../store/database.ts';
import { createRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import type { Studio } from '../../studio.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { needRoom } from '../plan/disk-need.ts';
import { runName } from './run-name.ts';

/**
 * Stores a planned run as `queued` with an empty folder of its own, or nothing of either.
 * @param then what else belongs to the same transaction
 * @throws StudioError `out-of-disk` where the run cannot fit, `already-exists` where the folder is there, what `then` throws
 */
export function storeRun(
  { db, folder }: Studio,
  dataset: TrainingDataset,
  { plan, backbone, disk }: PlannedRun,
  spec: RunSpec,
  then: (run: Run) => Run = (run) => run,
): Run {
  needRoom(disk);
  ensureFolder(folder.runs);
  keepReserve(folder.root);
  let made: string | null = null;
  try {
    return inTransaction(db, () => {
      const run = createRun(db, {
        datasetVersionId: dataset.version.id,
        backboneId: backbone?.id ?? null,
        spec,
        plan,
        name: runName(spec.name),
      });
      made = makeRunFolder(runFolder(folder, run.id));
      return then(run);
    });
  } catch (error) {
    if (made !== null) rmdirSync(made);
    throw error;
  }
}

/** A folder that is there already holds something of another run. */
function makeRunFolder(folder: string): string {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw namedWriteError(error, folder);
    throw new StudioError('already-exists', `The folder of a new run, ${folder}, is there already`, {
      hint: 'Move it away, then start again; nothing in it was changed.',
      cause: error,
    });
  }
}
