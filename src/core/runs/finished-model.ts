import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runFolder } from '../data-folder.ts';
import { StudioError } from '../errors.ts';
import { getRun } from '../store/runs.ts';
import type { Studio } from '../studio.ts';

export interface FinishedModel {
  readonly folder: string;
  /** Tells one state of the model's files from another: a run that was resumed has other weights. */
  readonly stamp: string;
}

/** Where a run's model lies. @throws StudioError `not-found` (no such run, or it has no model yet) */
export async function finishedModel(studio: Studio, run: number): Promise<FinishedModel> {
  const { state } = getRun(studio.db, run);
  const folder = runFolder(studio.folder, run);
  try {
    const stats = await Promise.all(['model.json', 'model.safetensors'].map((name) => stat(join(folder, name))));
    return { folder, stamp: stats.map(({ mtimeMs, size, ino }) => `${mtimeMs}/${size}/${ino}`).join() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new StudioError('not-found', `Run ${run} has no finished model: it is ${state}`, {
      field: 'run',
      hint: 'Wait until it is done, or choose another run.',
      cause: error,
    });
  }
}
