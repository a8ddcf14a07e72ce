import { familiarityIndex, keptPlaces } from '../evaluation/familiarity-index.ts';
import type { FamiliarityIndex } from '../evaluation/familiarity-index.ts';
import { neighbourOf } from '../evaluation/familiarity.ts';
import type { Model } from '../nets/model.ts';
import type { JobContext } from '../training/job-context.ts';
import { openJobSources } from '../training/job-sources.ts';
import { openTail } from '../training/tail.ts';

/** What the pictures that a model learned from look like to it; `pictures` are their sha256. */
export interface TrainingIndex {
  readonly index: FamiliarityIndex;
  readonly pictures: readonly string[];
}

const batchSize = 32;

/**
 * The index of a finished model: pooled features of its training pictures, from what phase `phase` kept of them before its cut and what was trained
 * behind it. Null where too few pictures could be read.
 */
export async function indexTraining(context: JobContext, model: Model, phase: number): Promise<TrainingIndex | null> {
  const { job, net, emit } = context;
  const { plan, classes, images } = job;
  const { cut } = plan.phases[phase]!;
  const train = images.filter(({ split }) => split === 'train');
  const places = keptPlaces(train.length, net.features);
  const sources = openJobSources(context, {
    phase: plan.phases[phase]!,
    train,
    validation: [],
    // What does not fit was told when the phase began.
    emit: () => undefined,
  });
  const tail = openTail(model, cut, plan.precision);
  try {
    const features = new Float32Array(places.length * net.features);
    const pictures: string[] = [];
    const labels: number[] = [];
    for (let from = 0; from < places.length; from += batchSize) {
      const batch = places.slice(from, from + batchSize).map((place) => ({ image: train[place]!, view: 0 }));
      const { input, examples } = await sources.train.load(batch);
      if (examples.length > 0) features.set(tail.features(input), pictures.length * net.features);
      pictures.push(...examples.map(({ image }) => image.sha256));
      labels.push(...examples.map(({ image }) => image.label));
      emit({ type: 'progress', activity: 'saving', done: Math.min(places.length, from + batchSize), total: places.length });
    }
    const sizes = classes.map((_, label) => labels.filter((each) => each === label).length).filter((size) => size > 0);
    if (sizes.length === 0) return null;
    return { index: familiarityIndex(features.subarray(0, pictures.length * net.features), net.features, neighbourOf(sizes)), pictures };
  } finally {
    tail.close();
    sources.close();
  }
}
