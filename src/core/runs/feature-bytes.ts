import type { Phase, Precision, RunPlan } from '../../shared/run-spec.ts';
import { architectures } from '../nets/architecture.ts';
import { cutIndex } from '../nets/cut-point.ts';
import { featureShape } from '../nets/network-graph.ts';
import { planNet } from '../nets/net-plan.ts';
import { elementCount } from '../tensor.ts';

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

export type FeaturePlan = Pick<RunPlan, 'architecture' | 'precision' | 'views'> & {
  readonly phases: readonly Pick<Phase, 'cut' | 'augment'>[];
  readonly preprocessing: Pick<RunPlan['preprocessing'], 'imageSize'>;
};

/** Bytes of the features of all phases on disk, as `openPhaseSources` counts them. */
export function featureBytes(plan: FeaturePlan, pictures: PictureCounts): number {
  const net = planNet(architectures.get(plan.architecture)!);
  return plan.phases.reduce((sum, phase) => {
    const position = cutIndex(net, phase.cut);
    const values = elementCount(featureShape(net, position, plan.preprocessing.imageSize));
    const valueBytes = (precision: Precision) =>
      position < 0 ? 1 : position === net.blocks.length || precision === 'float32' ? 4 : 2;
    const views = phase.augment === 'light' ? plan.views : 1;
    return sum + values * (pictures.train * views * valueBytes(plan.precision) + pictures.val * valueBytes('float32'));
  }, 0);
}
