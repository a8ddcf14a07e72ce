import type { NetSpec } from '../../../shared/net-spec.ts';
import type { BlockNames, BlockShape, BlockSpec, ConvPlan, NormPlan } from './layer-plan.ts';

/** What a block adds to its branch; see {@link NetSpec}'s shortcuts. */
export type ShortcutPlan =
  | Extract<NetSpec['shortcut']['same'], { kind: 'identity' | 'none' | 'scaled' | 'dropout' }>
  | { readonly kind: 'exclusive-gate' | 'shortcut-gate'; readonly gate: ConvPlan; readonly initialBias: number }
  | { readonly kind: 'conv1x1'; readonly conv: ConvPlan; readonly norm: NormPlan }
  /** Every `stride`-th row and column of x, then channels of zeros (option A). */
  | { readonly kind: 'zero-pad' }
  /** `norm` null: on the shared pre-activation, which was normalised already. */
  | { readonly kind: 'projection'; readonly conv: ConvPlan; readonly norm: NormPlan | null };

/** What runs beside a block of this shape. `prefix` is that of its tensors, which are called as `names` has it. */
export function planShortcut(prefix: string, { order, shortcut }: BlockSpec, shape: BlockShape, names: BlockNames): ShortcutPlan {
  const { inChannels, outChannels, stride } = shape;
  const changesShape = stride !== 1 || inChannels !== outChannels;
  const conv = (leaf: string): ConvPlan => ({ weight: `${prefix}${leaf}`, inChannels, outChannels, kernel: 1, stride, groups: 1 });
  const { same, change } = shortcut;
  if (change === 'projection-all' || (changesShape && change === 'projection')) {
    return {
      kind: 'projection',
      conv: conv(names === 'timm' ? 'downsample.conv.weight' : 'downsample.0.weight'),
      norm: order === 'pre' ? null : { name: `${prefix}downsample.1`, channels: outChannels },
    };
  }
  if (changesShape) return change === 'none' ? { kind: 'none' } : { kind: 'zero-pad' };
  switch (same.kind) {
    case 'identity':
    case 'none':
    case 'scaled':
    case 'dropout':
      return same;
    case 'exclusive-gate':
    case 'shortcut-gate':
      return { kind: same.kind, gate: { ...conv('gate.weight'), bias: `${prefix}gate.bias` }, initialBias: same.bias };
    case 'conv1x1':
      return { kind: 'conv1x1', conv: conv('shortcut.weight'), norm: { name: `${prefix}shortcut_bn`, channels: outChannels } };
  }
}
