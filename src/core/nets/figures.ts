import { elementCount } from '../tensor.ts';
import { blockSizes, strided } from './geometry.ts';
import { isTrained } from './plan/cut-point.ts';
import type { ConvPlan } from './plan/layer-plan.ts';
import type { NetPlan } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';

/** What one part of a network (`stem`, `stageN.K`, the last `stageN` for a norm after all blocks, `head`) holds. */
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

/** The work of one convolution or linear layer for one picture, and what it puts out. */
export interface LayerCost {
  /** `stem`, `stageN.K` or `head`. */
  readonly part: string;
  readonly multiplyAdds: number;
  /** Values that leave it, for one picture. */
  readonly outputs: number;
  /** Whether what it reads depends on nothing that is trained where training starts at this very part. */
  readonly readsFrozen: boolean;
}

/**
 * Multiply-adds of every convolution and linear layer for one picture of `imageSize` x `imageSize`, in the network's order.
 */
export function layerCosts(plan: NetPlan, imageSize: number, classes: number): LayerCost[] {
  const costs: LayerCost[] = [];
  const convolve = (part: string, conv: ConvPlan, size: number, readsFrozen: boolean): number => {
    const out = strided(size, conv.stride);
    const multiplyAdds = (conv.outChannels * conv.inChannels * conv.kernel ** 2 * out ** 2) / conv.groups;
    costs.push({ part, multiplyAdds, outputs: conv.outChannels * out ** 2, readsFrozen });
    return out;
  };
  convolve('stem', plan.stem.conv, imageSize, true);
  const sizes = blockSizes(plan.stem.kind, plan.blocks, imageSize);
  for (const [at, { cut, order, units, shortcut }] of plan.blocks.entries()) {
    // A pre-activation block normalises first, with gamma and beta of its own.
    const readsInput = order !== 'pre';
    const extra = 'conv' in shortcut ? shortcut.conv : 'gate' in shortcut ? shortcut.gate : null;
    if (extra) convolve(cut, extra, sizes[at]!, readsInput || shortcut.kind !== 'projection');
    let size = sizes[at]!;
    for (const [i, { conv }] of units.entries()) size = convolve(cut, conv, size, readsInput && i === 0);
  }
  if (plan.hidden) costs.push({ part: 'head', multiplyAdds: plan.features * plan.hidden.outFeatures, outputs: plan.hidden.outFeatures, readsFrozen: true });
  costs.push({ part: 'head', multiplyAdds: plan.classifier.inFeatures * classes, outputs: classes, readsFrozen: plan.hidden === null });
  return costs;
}

/** Multiply-adds for one picture, in 10^9 (torchvision's `_ops`): the sum of `layerCosts`. */
export const gmac = (plan: NetPlan, imageSize: number, classes = 1000): number =>
  layerCosts(plan, imageSize, classes).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0) / 1e9;

/** Multiply-adds for one picture of `imageSize` x `imageSize` before the cut point `cut`, and from it on. */
export function workAround(plan: NetPlan, imageSize: number, classes: number, cut: string): { readonly before: number; readonly behind: number } {
  const work = { before: 0, behind: 0 };
  for (const { part, multiplyAdds } of layerCosts(plan, imageSize, classes)) work[isTrained(plan, part, { cut }) ? 'behind' : 'before'] += multiplyAdds;
  return work;
}
