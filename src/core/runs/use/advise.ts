import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { enoughForFineTuning } from '../plan/choose-settings.ts';
import type { DepthProfile } from './profile.ts';

export interface Advice {
  /** As `--freeze` takes it. */
  readonly strategy: string;
  readonly size: 'little' | 'much';
  readonly similarity: 'similar' | 'different';
  /** Training pictures of the smallest class, and how many are many. */
  readonly smallest: number;
  readonly enough: number;
  /** The block that is proven better than the last, where there is one. */
  readonly better: string | null;
  /** Of the features to the backbone's own, in standard deviations, and how far is far; null where it cannot be told. */
  readonly distance: number | null;
  readonly far: number;
  /** A head's accuracy after half of the training pictures and after all; whether the second is proven better. */
  readonly half: number | null;
  readonly whole: number;
  readonly stillRises: boolean;
}

/** Between real sets (0.3 to 0.5) and pure noise (1.0), as measured in docs/decisions/0043. */
const far = 0.7;

/**
 * Which strategy by the known rule of four fields (Karpathy, CS231n, Transfer Learning): much or little, similar or different. Different
 * is what an earlier block is proven to know better than the last one: then what the backbone learned last, of its own pictures, does not fit; or
 * what lies far from its own pictures by the statistics that its BatchNorms keep of them.
 */
export function adviseBy(
  dataset: Pick<TrainingDataset, 'classes' | 'images'>,
  { betterThanLast, net, distance, curve, stillRises }: Pick<DepthProfile, 'betterThanLast' | 'net' | 'distance' | 'curve' | 'stillRises'>,
): Advice {
  const counts = dataset.classes.map((_, label) => dataset.images.filter((image) => image.split === 'train' && image.label === label).length);
  const smallest = Math.min(...counts);
  const size = smallest >= enoughForFineTuning ? 'much' : 'little';
  const isFar = distance !== null && distance > far;
  const similarity = betterThanLast === null && !isFar ? 'similar' : 'different';
  return { strategy: strategies[size][similarity](`stage${net.stages.length}`), size, similarity, smallest, enough: enoughForFineTuning, better: betterThanLast, distance, far, half: curve.at(-2)?.accuracy ?? null, whole: curve.at(-1)!.accuracy, stillRises };
}

const strategies = {
  little: { similar: () => 'head', different: () => 'head' },
  much: { similar: (last: string) => `head-then:${last}`, different: () => 'none' },
} as const;
