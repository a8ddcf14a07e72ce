import type { NetSpec } from '../../shared/net-spec.ts';
import { layerCosts, parameterCount } from './figures.ts';
import type { FoundNet } from './net-meant.ts';
import { cutPoints } from './plan/cut-point.ts';
import { planNet } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';
import { receptiveField } from './receptive-field.ts';

/** A network as `graft nets show` tells of it. */
export interface NetReport {
  readonly name: string | null;
  readonly spec: NetSpec;
  /** Trainable values, the head's too. */
  readonly parameters: number;
  /** For one picture of `imageSize` x `imageSize`. */
  readonly multiplyAdds: number;
  /** Height and width of its pictures, in pixels. */
  readonly imageSize: number;
  /** Of one value of the last feature map, in pixels; it may be larger than the picture. */
  readonly receptiveField: number;
  /** Running statistics are among them; `num_batches_tracked` is not. */
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly cuts: readonly string[];
}

/** What the papers of each stem train on: ImageNet's crops and classes, or CIFAR-10. */
const usual = { imagenet: { imageSize: 224, classes: 1000 }, small: { imageSize: 32, classes: 10 } } as const;

export const usualImageSize = ({ stem }: NetSpec): number => usual[stem].imageSize;

/** @param classes of the head; 1000 (stem `imagenet`) or 10 (`small`) unless given */
export function reportNet({ name, spec }: FoundNet, classes: number = usual[spec.stem].classes): NetReport {
  const plan = planNet(spec);
  const imageSize = usualImageSize(spec);
  return {
    name,
    spec,
    parameters: parameterCount(plan, classes),
    multiplyAdds: layerCosts(plan, imageSize, classes).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
    imageSize,
    receptiveField: receptiveField(plan).size,
    tensors: tensorTable(plan, classes).map((row) => ({ name: row.name, shape: row.shape })),
    cuts: cutPoints(plan),
  };
}
