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
  /** The block that is proven better than the last, where the pictures are different. */
  readonly better: string | null;
}

/**
 * Which strategy by the known rule of four fields (Karpathy, CS231n, Transfer Learning): much or little, similar or different. Different
 * is what an earlier block is proven to know better than the last one: then what the backbone learned last, of its own pictures, does not fit.
 */
export function adviseBy(dataset: Pick<TrainingDataset, 'classes' | 'images'>, { betterThanLast, net }: Pick<DepthProfile, 'betterThanLast' | 'net'>): Advice {
  const counts = dataset.classes.map((_, label) => dataset.images.filter((image) => image.split === 'train' && image.label === label).length);
  const smallest = Math.min(...counts);
  const size = smallest >= enoughForFineTuning ? 'much' : 'little';
  const similarity = betterThanLast === null ? 'similar' : 'different';
  return { strategy: strategies[size][similarity](`stage${net.stages.length}`), size, similarity, smallest, enough: enoughForFineTuning, better: betterThanLast };
}

const strategies = {
  little: { similar: () => 'head', different: () => 'head' },
  much: { similar: (last: string) => `head-then:${last}`, different: () => 'none' },
} as const;
