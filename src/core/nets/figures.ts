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

/** The work of one convolution or of the classifier for one picture. */
export interface LayerCost {
  /** `stem`, `stageN.K` or `head`. */
  readonly part: string;
  readonly multiplyAdds: number;
  /** Whether what it reads depends on nothing that is trained where training starts at this very part. */
  readonly readsFrozen: boolean;
}

/**
 * Multiply-adds of every convolution and of the classifier for one picture of `imageSize` x `imageSize`, in the network's order.
 * Every stride-2 layer pads so that n becomes ceil(n / 2).
 */
export function layerCosts(plan: NetPlan, imageSize: number, classes: number): LayerCost[] {
  const costs: LayerCost[] = [];
  const convolve = (part: string, conv: ConvPlan, size: number, readsFrozen: boolean): number => {
    const out = Math.ceil(size / conv.stride);
    const multiplyAdds = (conv.outChannels * conv.inChannels * conv.kernel ** 2 * out ** 2) / conv.groups;
    costs.push({ part, multiplyAdds, readsFrozen });
    return out;
  };
  let size = Math.ceil(convolve('stem', plan.stem.conv, imageSize, true) / 2);
  for (const { cut, order, units, projection } of plan.blocks) {
    // A pre-activation block normalises first, with gamma and beta of its own.
    const readsInput = order === 'post';
    if (projection) convolve(cut, projection.conv, size, readsInput);
    for (const [i, { conv }] of units.entries()) size = convolve(cut, conv, size, readsInput && i === 0);
  }
  costs.push({ part: 'head', multiplyAdds: plan.classifier.inFeatures * classes, readsFrozen: true });
  return costs;
}

/** Multiply-adds for one picture, in 10^9 (torchvision's `_ops`): the sum of `layerCosts`. */
export const gmac = (plan: NetPlan, imageSize: number, classes = 1000): number =>
  layerCosts(plan, imageSize, classes).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0) / 1e9;
