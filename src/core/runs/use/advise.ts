import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { enoughForFineTuning } from '../plan/choose-settings.ts';
import type { Advice } from '../../../shared/profile-result.ts';
import type { DepthProfile } from './profile.ts';

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
