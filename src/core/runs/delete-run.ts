import { rm } from 'node:fs/promises';
import { runFolder } from '../data-folder.ts';
import { folderSizeBytes } from '../doctor/disk.ts';
import { StudioError } from '../errors.ts';
import { deleteRun, failOrphanedRuns, findRun, listRuns } from '../store/runs.ts';
import type { Run } from '../store/runs.ts';
import { mayPass } from '../store/sqlite-errors.ts';
import { trainerLockOwner } from '../store/trainer-lock.ts';
import type { Studio } from '../studio.ts';

/** Runs that say "running" although nobody trains them any more become failed, resumable; returns those. */
export function settleOrphans({ db }: Studio): Run[] {
  const isAlive = (run: Pick<Run, 'id'>): boolean => run.id === trainerLockOwner(db)?.runId;
  // Looked at first without the write lock, which another program may hold for long.
  if (listRuns(db, { states: ['running'] }).every(isAlive)) return [];
  try {
    // The lock is read again inside the transaction: a run that begins meanwhile is not taken for an orphan.
    return failOrphanedRuns(db, isAlive);
  } catch (error) {
    // Whoever looks gets to see the runs as they are stored; the next look settles them.
    if (mayPass(error)) return [];
    throw error;
  }
}

/**
 * Deletes a run with its checkpoints, weights and predictions; its exports stay where they are.
 * @returns its number and the disk space given back
 * @throws StudioError `not-found` | `busy` (it is being trained)
 */
export async function removeRun(studio: Studio, reference: string | number): Promise<{ run: number; freedBytes: number }> {
  const { id } = findRun(studio.db, reference);
  if (trainerLockOwner(studio.db)?.runId === id) {
    throw new StudioError('busy', `Run ${id} is being trained`, { hint: 'Stop it first (Ctrl-C where it runs).' });
  }
  const folder = runFolder(studio.folder, id);
  const freedBytes = await folderSizeBytes(folder);
  deleteRun(studio.db, id);
  await rm(folder, { recursive: true, force: true });
  return { run: id, freedBytes };
}
