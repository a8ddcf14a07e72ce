import type { NetSpec } from '../../../shared/net-spec.ts';
import type { BlockNames, BlockShape, BlockSpec, ConvPlan, NormPlan } from './layer-plan.ts';
import { planShortcut } from './shortcut-plan.ts';
import type { ShortcutPlan } from './shortcut-plan.ts';

/** One convolution of a block's branch with its norm: before it where the order is `pre`, after it otherwise. */
interface UnitPlan {
  readonly conv: ConvPlan;
  readonly norm: NormPlan;
}

/**
 * A block: its branch F of two or three units, and what is added to it. By order (arXiv 1603.05027, figure 4):
 * - `post` conv, norm, ReLU a unit, the last ReLU after the addition;
 * - `bn-after-add` the last norm too after the addition, before that ReLU;
 * - `relu-before-add` the last ReLU on the branch, nothing after the addition;
 * - `relu-pre` a ReLU before the first convolution, none after the last norm nor the addition;
 * - `pre` norm, ReLU, conv a unit, nothing after the addition; a projection reads the first unit's activation.
 */
export interface BlockPlan {
  /** Cut point, `stageN.K`. */
  readonly cut: string;
  readonly order: NetSpec['order'];
  readonly units: readonly UnitPlan[];
  readonly shortcut: ShortcutPlan;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly stride: number;
}

/** torchvision's Bottleneck is v1.5: the stride sits in the 3x3. */
function branch(kind: NetSpec['block'], shape: BlockShape): Omit<ConvPlan, 'weight'>[] {
  const { inChannels, width, outChannels, stride, groups } = shape;
  if (kind === 'basic') {
    return [
      { inChannels, outChannels: width, kernel: 3, stride, groups: 1 },
      { inChannels: width, outChannels, kernel: 3, stride: 1, groups: 1 },
    ];
  }
  return [
    { inChannels, outChannels: width, kernel: 1, stride: 1, groups: 1 },
    { inChannels: width, outChannels: width, kernel: 3, stride, groups },
    { inChannels: width, outChannels, kernel: 1, stride: 1, groups: 1 },
  ];
}

/** A block of `spec`; `prefix` goes before every name of its tensors. */
export function planBlock(prefix: string, cut: string, spec: BlockSpec, shape: BlockShape, names: BlockNames): BlockPlan {
  const { inChannels, outChannels, stride } = shape;
  const norm = names === 'timm' ? 'norm' : 'bn';
  const units = branch(spec.block, shape).map((conv, i) => ({
    conv: { weight: `${prefix}conv${i + 1}.weight`, ...conv },
    norm: { name: `${prefix}${norm}${i + 1}`, channels: spec.order === 'pre' ? conv.inChannels : conv.outChannels },
  }));
  const shortcut = planShortcut(prefix, spec, shape, names);
  return { cut, order: spec.order, units, shortcut, inChannels, outChannels, stride };
}
