import { elementCount } from '../tensor.ts';
import type { ConvPlan } from './block-plan.ts';
import type { NetPlan } from './net-plan.ts';
import { tensorTable } from './tensor-table.ts';

/** What one part of a network (`stem`, `stageN.K`, `stage4` for ResNetV2's final norm, `head`) holds. */
export interface PartFigures {
  readonly part: string;
  /** Trainable values; running statistics are not counted. */
  readonly parameters: number;
  /** Tensors of the state dict, running statistics included, `num_batches_tracked` not. */
  readonly tensors: number;
}

/** Parameters and tensors per part, in the network's order; `classes` 0 leaves the classifier's rows empty. */
export function figuresByPart(plan: NetPlan, classes: number): PartFigures[] {
  const parts = new Map<string, { parameters: number; tensors: number }>();
  for (const { part, role, shape } of tensorTable(plan, classes)) {
    const figures = parts.get(part) ?? { parameters: 0, tensors: 0 };
    figures.tensors += 1;
    if (role !== 'running-mean' && role !== 'running-var') figures.parameters += elementCount(shape);
    parts.set(part, figures);
  }
  return [...parts].map(([part, figures]) => ({ part, ...figures }));
}

/** Trainable parameters as torchvision and timm count them. */
export const parameterCount = (plan: NetPlan, classes: number): number =>
  figuresByPart(plan, classes).reduce((sum, { parameters }) => sum + parameters, 0);

/**
 * Multiply-adds of the convolutions and the classifier for one picture of `imageSize` x `imageSize`, in 10^9
 * (torchvision's `_ops`). Every stride-2 layer pads so that n becomes ceil(n / 2).
 */
export function gmac(plan: NetPlan, imageSize: number, classes = 1000): number {
  let multiplyAdds = 0;
  const convolve = (conv: ConvPlan, size: number): number => {
    const out = Math.ceil(size / conv.stride);
    multiplyAdds += (conv.outChannels * conv.inChannels * conv.kernel ** 2 * out ** 2) / conv.groups;
    return out;
  };
  let size = Math.ceil(convolve(plan.stem.conv, imageSize) / 2);
  for (const { units, projection } of plan.blocks) {
    if (projection) convolve(projection.conv, size);
    for (const { conv } of units) size = convolve(conv, size);
  }
  return (multiplyAdds + plan.classifier.inFeatures * classes) / 1e9;
}
