import { indexOfRows, keptPlaces, roundedRows } from '../evaluation/familiarity-index.ts';
import type { FamiliarityIndex } from '../evaluation/familiarity-index.ts';
import { neighbourOf } from '../evaluation/familiarity.ts';
import type { JobContext } from '../training/job-context.ts';
import type { CutModel } from './cut-model.ts';

/** What the pictures that a model learned from look like to it; `pictures` are their sha256. */
export interface TrainingIndex {
  readonly index: FamiliarityIndex;
  readonly pictures: readonly string[];
}

const batchSize = 32;

/** The index of a finished model: pooled features of its training pictures. Null where too few pictures could be read. */
export async function indexTraining({ job, net, emit }: JobContext, { train: { source, tail } }: CutModel): Promise<TrainingIndex | null> {
  const { classes, images } = job;
  const train = images.filter(({ split }) => split === 'train');
  const places = keptPlaces(train.length, net.features);
  const rows = new Int8Array(places.length * net.features);
  const pictures: string[] = [];
  const labels: number[] = [];
  for (let from = 0; from < places.length; from += batchSize) {
    const batch = places.slice(from, from + batchSize).map((place) => ({ image: train[place]!, view: 0 }));
    const { input, examples } = await source.load(batch);
    if (examples.length > 0) rows.set(roundedRows(tail.features(input), net.features), pictures.length * net.features);
    pictures.push(...examples.map(({ image }) => image.sha256));
    labels.push(...examples.map(({ image }) => image.label));
    emit({ type: 'progress', activity: 'saving', done: Math.min(places.length, from + batchSize), total: places.length });
  }
  const sizes = classes.map((_, label) => labels.filter((each) => each === label).length).filter((size) => size > 0);
  if (sizes.length === 0) return null;
  return { index: indexOfRows(rows.subarray(0, pictures.length * net.features), net.features, neighbourOf(sizes)), pictures };
}
