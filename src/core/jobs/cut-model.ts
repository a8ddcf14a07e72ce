import type { Model } from '../nets/model.ts';
import type { FeatureSource } from '../training/feature-source.ts';
import type { JobContext } from '../training/job-context.ts';
import { openJobSources } from '../training/job-sources.ts';
import { openTail, widened } from '../training/tail.ts';
import type { Tail } from '../training/tail.ts';
import { featureType } from '../training/training-graph.ts';

/** Pictures as far as the cut, and what comes behind it. */
export interface Half {
  readonly source: FeatureSource;
  readonly tail: Tail;
}

/** A finished model by way of what its best phase kept of the pictures: their features before the cut, so that only what was trained is computed anew. */
export interface CutModel {
  readonly model: Model;
  readonly cut: string;
  readonly train: Half;
  /** In float32, whatever the precision of training. */
  readonly validation: Half;
  close(): void;
}

/** @param best phase of the weights that count */
export function openCutModel(context: JobContext, model: Model, best: number): CutModel {
  const { plan, images } = context.job;
  const phase = plan.phases[best]!;
  const { cut } = phase;
  const sources = openJobSources(context, {
    phase,
    train: images.filter(({ split }) => split === 'train'),
    validation: images.filter(({ split }) => split === 'val'),
    // What does not fit was told when the phase began.
    emit: () => undefined,
  });
  try {
    const tail = openTail(model, cut);
    const close = (): void => {
      tail.close();
      sources.close();
    };
    const type = featureType(model.net, cut, plan.precision);
    // Pixels are pixels in any precision.
    const isWide = cut === 'stem' || type === 'float32';
    const ofTraining: Tail = isWide ? tail : { ...tail, features: (input) => tail.features(widened(input, type)) };
    return { model, cut, train: { source: sources.train, tail: ofTraining }, validation: { source: sources.validation, tail }, close };
  } catch (error) {
    sources.close();
    throw error;
  }
}
