import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { datasetOfRun } from '../../src/core/datasets/scanning/dataset-for-training.ts';
import { openStudio } from '../../src/core/open-studio.ts';
import { headlinesOf } from '../../src/core/store/headlines.ts';
import { listPredictions } from '../../src/core/store/predictions.ts';
import { getRun } from '../../src/core/store/runs.ts';
import { graftEvents } from '../graft-events.ts';
import type { Trained } from './table.ts';

const graft = join(import.meta.dirname, '..', '..', 'graft');

/** Trained by `graft train` and nothing but a seed (and a limit of time), in a data folder of its own, scan and all. */
export async function trainOurs(scratch: string, folder: string, seed: number, budgetSeconds: number | null): Promise<Trained> {
  const dataDir = await mkdtemp(join(scratch, 'graft-'));
  const limit = budgetSeconds === null ? [] : ['--time-budget', `${Math.max(1, Math.floor(budgetSeconds))}s`];
  const beganMs = performance.now();
  const finished = (await graftEvents(['train', folder, '--seed', String(seed), ...limit, '--data-dir', dataDir, '--json'])).at(-1) as { status: string; run: number; peakMemoryBytes: number };
  const seconds = (performance.now() - beganMs) / 1000;
  if (finished.status !== 'done') throw new Error(`graft train did not end as done: ${JSON.stringify(finished)}`);
  return { right: rightOf(dataDir, finished.run), seconds, peakMemoryBytes: finished.peakMemoryBytes };
}

/** Which test pictures a run has right, by their files. */
export function rightOf(dataDir: string, id: number): Map<string, boolean> {
  const studio = openStudio({ dataDir });
  try {
    const run = getRun(studio.db, id);
    const fileOf = new Map(datasetOfRun(studio.db, run).images.filter(({ split }) => split === 'test').map((image) => [image.id, image.file]));
    const headline = headlinesOf(studio.db, [id]).get(id)!;
    return new Map(listPredictions(studio.db, headline.evaluation).flatMap(({ imageId, label, predicted }) => (imageId !== null && fileOf.has(imageId) ? [[fileOf.get(imageId)!, label === predicted] as const] : [])));
  } finally {
    studio.close();
  }
}

/** Pooled features of pictures by the weights that come with the program; a file of float32 `[files, dimensions]`. */
export async function ourFeatures(scratch: string, files: readonly string[]): Promise<string> {
  const out = join(scratch, 'features.npy');
  await promisify(execFile)(graft, ['features', 'resnet18.graft_starter', ...files, '--out', out, '--data-dir', join(scratch, 'features-data'), '--json']);
  return out;
}
