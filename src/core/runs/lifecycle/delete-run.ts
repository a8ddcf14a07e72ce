import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { runFolder } from '../../data-folder.ts';
import { folderSizeBytes } from '../../files/folder-size.ts';
import { StudioError } from '../../errors.ts';
import { markDeleted, unmarkDeleted } from '../../run-remains.ts';
import { isLeased, removeUnleased } from '../../files/lease.ts';
import { isUnwritable, namedWriteError } from '../../files/write-error.ts';
import { runCalled, saidRun } from '../../store/run-called.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { listExports } from '../../store/exports.ts';
import { freeReserve, keepReserve } from '../../files/reserve.ts';
import { deleteRun, failOrphanedRuns, getRun, getRunSummary, listRuns } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import { mayPass } from '../../store/sqlite-errors.ts';
import { trainerLease } from '../../store/trainer-lease.ts';
import type { Studio } from '../../open-studio.ts';
import type { RunState } from '../../../shared/run-state.ts';

/** Runs that say "running" although nobody trains them any more become failed, resumable; returns those. */
export function settleOrphans(studio: Studio): Run[] {
  const { db } = studio;
  dropUnkept(studio);
  const isAlive = (run: Pick<Run, 'id'>): boolean => run.id === trainerLease(db)?.runId;
  // Looked at first without the write lock, which another program may hold for long.
  if (listRuns(db, { states: ['running'] }).every(isAlive)) return [];
  try {
    // The lease is read again inside the transaction: a run that begins meanwhile is not taken for an orphan.
    return failOrphanedRuns(db, isAlive);
  } catch (error) {
    // Whoever looks gets to see the runs as they are stored; the next look settles them.
    if (mayPass(error)) return [];
    throw error;
  }
}

/** Removes what programs that died were making of an adapted model: it was no run yet, nobody has heard of it, and there is nothing to go on from. */
function dropUnkept({ db, folder }: Studio): void {
  const unkept = listRuns(db, { states: ['paused'] }).filter(({ plan }) => plan?.adapted);
  for (const { id } of unkept) {
    const own = runFolder(folder, id);
    // A living program has its model beside the runs, and from the moment it is a run's in the run's folder: looked at in this order, one of them is there.
    if (isLeased(folder.runs) || isLeased(own)) continue;
    try {
      if (existsSync(own) && !removeUnleased(own)) continue;
      deleteRun(db, id);
    } catch (error) {
      // Nothing can be changed here; the next look settles it.
      if (!mayPass(error) && !isUnwritable(namedWriteError(error, own))) throw error;
    }
  }
}

/** What would go with a run. */
export interface RunToRemove {
  readonly run: number;
  readonly name: string | null;
  readonly dataset: string;
  readonly state: RunState;
  readonly folder: string;
  readonly sizeBytes: number;
  /** Exports that stay. */
  readonly exports: number;
}

/** @throws StudioError `not-found` */
export async function runToRemove({ db, folder: data }: Studio, run: number): Promise<RunToRemove> {
  const { name, state, datasetName } = getRunSummary(db, run);
  const folder = runFolder(data, run);
  const sizeBytes = await folderSizeBytes(folder);
  return { run, name, dataset: datasetName, state, folder, sizeBytes, exports: listExports(db, run).length };
}

/**
 * Deletes a run with its checkpoints, weights and predictions; its exports stay where they are.
 * @returns its number and the disk space given back
 * @throws StudioError `not-found` | `busy` (it is being trained, exported or evaluated; a model that answers is in memory and hinders nothing)
 */
export async function removeRun(studio: Studio, run: number): Promise<{ run: number; freedBytes: number }> {
  const called = getRun(studio.db, run);
  const { id } = called;
  needUntrained(studio.db, called);
  const folder = runFolder(studio.folder, id);
  if (isLeased(folder)) {
    throw new StudioError('busy', `Run ${runCalled(called)} is being exported or evaluated`, { values: { kind: 'run-in-use', ...saidRun(called) }, hint: 'Wait until that has ended.' });
  }
  const freedBytes = await folderSizeBytes(folder);
  markDeleted(folder);
  freeReserve(studio.folder.root);
  // Its turn may have come while its files were counted.
  const forget = (): void =>
    inTransaction(studio.db, () => {
      needUntrained(studio.db, called);
      deleteRun(studio.db, id);
    });
  try {
    forget();
  } catch (error) {
    // A full disk without a reserve: the files, which are to go anyway, make the room for it.
    if (!(error instanceof StudioError && error.code === 'out-of-disk')) {
      unmarkDeleted(folder);
      throw error;
    }
    await rm(folder, { recursive: true, force: true });
    forget();
  }
  await rm(folder, { recursive: true, force: true });
  keepReserve(studio.folder.root);
  return { run: id, freedBytes };
}

function needUntrained(db: Database, run: Run): void {
  if (trainerLease(db)?.runId !== run.id) return;
  throw new StudioError('busy', `Run ${runCalled(run)} is being trained`, { values: { kind: 'run-being-trained', ...saidRun(run) }, hint: 'Stop it first (Ctrl-C where it runs).' });
}
