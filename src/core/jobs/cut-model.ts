import type { Model } from '../nets/model.ts';
import type { FeatureSource } from '../training/feature-source.ts';
import type { JobContext } from '../training/job-context.ts';
import { openJobSources } from '../training/job-sources.ts';
import { openTail } from '../training/tail.ts';
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
  const tails: Tail[] = [];
  const open = (compute: typeof plan.precision): Tail => {
    const tail = openTail(model, cut, compute);
    tails.push(tail);
    return tail;
  };
  const close = (): void => {
    for (const tail of tails) tail.close();
    sources.close();
  };
  try {
    const tail = open('float32');
    const isSame = featureType(model.net, cut, plan.precision) === featureType(model.net, cut, 'float32');
    return { model, cut, train: { source: sources.train, tail: isSame ? tail : open(plan.precision) }, validation: { source: sources.validation, tail }, close };
  } catch (error) {
    close();
    throw error;
  }
}
