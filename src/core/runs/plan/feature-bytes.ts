import type { Precision } from '../../../shared/run-settings.ts';
import type { Phase, RunPlan } from '../../../shared/run-spec.ts';
import { cutIndex } from '../../nets/plan/cut-point.ts';
import { featureShape } from '../../nets/graph/network-graph.ts';
import type { NetPlan } from '../../nets/plan/net-plan.ts';
import { keptSizes } from '../../training/phase-views.ts';
import { elementCount } from '../../tensor.ts';

/** Different contents on the two sides that a run keeps features of: equal files share theirs. */
export interface PictureCounts {
  readonly train: number;
  readonly val: number;
}

export function countPictures(images: readonly { readonly sha256: string; readonly split: string }[]): PictureCounts {
  const of = (split: string) => new Set(images.filter((image) => image.split === split).map(({ sha256 }) => sha256)).size;
  return { train: of('train'), val: of('val') };
}

/** Views of each training picture that are kept where a phase augments. */
export const cachedViews = 4;

export type FeaturePlan = Pick<RunPlan, 'precision' | 'views'> & {
  readonly phases: readonly Pick<Phase, 'cut' | 'augment' | 'epochs' | 'solver' | 'sizes'>[];
  readonly sampling?: RunPlan['sampling'];
  readonly preprocessing: Pick<RunPlan['preprocessing'], 'imageSize'>;
};

/** Bytes of the features of all phases on disk, as `openPhaseSources` counts them; of phases of few epochs the most, as some pictures are seen plain in one of them. */
export function featureBytes(net: NetPlan, plan: FeaturePlan, pictures: PictureCounts): number {
  return plan.phases.reduce((sum, phase) => {
    const position = cutIndex(net, phase.cut);
    const valuesAt = (imageSize: number): number => elementCount(featureShape(net, position, imageSize));
    const valueBytes = (precision: Precision) =>
      position < 0 ? 1 : position === net.blocks.length || precision === 'float32' || net.blocks[position]!.inChannels % 2 === 1 ? 4 : 2;
    const trained = keptSizes(plan, phase).reduce((total, { imageSize, views }) => total + valuesAt(imageSize) * views, 0);
    return sum + pictures.train * trained * valueBytes(plan.precision) + pictures.val * valuesAt(plan.preprocessing.imageSize) * valueBytes('float32');
  }, 0);
}
