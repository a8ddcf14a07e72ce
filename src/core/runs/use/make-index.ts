import { setImmediate as nextTurn } from 'node:timers/promises';
import { datasetOfRun, type LocatedImage } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import { familiarOf } from '../../evaluation/familiar-of.ts';
import { familiarityIndex, keptPlaces } from '../../evaluation/familiarity-index.ts';
import { neighbourOf } from '../../evaluation/familiarity.ts';
import { withLease } from '../../files/lease.ts';
import type { Studio } from '../../open-studio.ts';
import { runCalled, saidRun, type CalledRun } from '../../store/run-called.ts';
import { getRun } from '../../store/runs.ts';
import { loadModelCard } from '../../training/model-folder.ts';
import { saveFamiliarity } from '../../weights/familiarity-file.ts';
import { finishedModel } from './finished-model.ts';
import { featuresByRun } from './run-features.ts';
import { stopped, type FeatureWork } from './picture-features.ts';

/** Pictures that are scored in one go, a few milliseconds of them: who answers people waits no longer. */
const scoredAtOnce = 16;

export interface MadeIndex {
  /** Training pictures that it holds. */
  readonly pictures: number;
  /** Validation pictures that a threshold is chosen on. */
  readonly known: number;
  /** Training and validation pictures that are not what the run saw any more. */
  readonly missing: number;
}

/**
 * The index of a run that has none, from the files of its training and validation pictures, beside its model. What is there already is replaced when all is done.
 * @throws StudioError as `finishedModel`; `bad-data-set` where no training picture can be read; `bad-weights` where the model's sha256 cannot be kept; `cancelled`
 */
export async function makeIndex(studio: Studio, runId: number, work: FeatureWork = {}): Promise<MadeIndex> {
  const run = getRun(studio.db, runId);
  const { folder } = await finishedModel(studio, run.id);
  const { sha256 } = loadModelCard(folder);
  if (sha256 === null) throw unproved(run);
  const { images } = datasetOfRun(studio.db, run);
  const training = images.filter(({ split }) => split === 'train');
  const validation = images.filter(({ split }) => split === 'val');
  return withLease(folder, async () => {
    const asked = [...training, ...validation];
    const { features, dimensions, read } = await featuresByRun(studio, run.id, asked, work);
    const trained = read.filter(({ split }) => split === 'train');
    if (trained.length === 0) throw noPictures(run);
    const kept = keptPlaces(trained.length, dimensions);
    const rows = new Float32Array(kept.length * dimensions);
    for (const [at, place] of kept.entries()) rows.set(features.subarray(place * dimensions, (place + 1) * dimensions), at * dimensions);
    const pictures = kept.map((place) => trained[place]!);
    const index = familiarityIndex(rows, dimensions, neighbourOf(sizesOf(pictures)));
    const scoresOf = familiarOf(index);
    const known = new Float32Array(read.length - trained.length);
    for (let at = 0; at < known.length; at += scoredAtOnce) {
      const row = trained.length + at;
      const scored = scoresOf(features.subarray(row * dimensions, Math.min(read.length, row + scoredAtOnce) * dimensions));
      known.set(scored.map(({ score }) => score), at);
      await nextTurn();
      if (work.signal?.aborted) throw stopped();
    }
    await saveFamiliarity(folder, sha256, { index, pictures: pictures.map((image) => image.sha256), known });
    return { pictures: pictures.length, known: known.length, missing: asked.length - read.length };
  });
}

/** Pictures of each class that has any. */
function sizesOf(images: readonly LocatedImage[]): number[] {
  const sizes = new Map<number, number>();
  for (const { label } of images) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return [...sizes.values()];
}

const noPictures = (run: CalledRun): StudioError =>
  new StudioError('bad-data-set', `None of the pictures that run ${runCalled(run)} learned from can be read as it saw them`, {
    values: { kind: 'training-pictures-gone', ...saidRun(run) },
    field: 'run',
    hint: 'Bring the folder back as it was, or train again.',
  });

const unproved = (run: CalledRun): StudioError =>
  new StudioError('bad-weights', `The model of run ${runCalled(run)} is of an older version, and its folder cannot be written`, {
    values: { kind: 'index-unwritable', ...saidRun(run) },
    field: 'run',
    hint: 'Make room on the disk, or make the data folder writable.',
  });
