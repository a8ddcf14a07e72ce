import type { NetPlan } from './net-plan.ts';
import type { ConvPlan, NormPlan } from './layer-plan.ts';

/** `conv` OIHW, `hidden` and `classifier` [out, in] (a classifier perhaps [out, in, 1, 1]); `norm` tensors are `[channels]`. */
type TensorRole =
  'conv' | 'conv-bias' | 'norm-weight' | 'norm-bias' | 'running-mean' | 'running-var'
  | 'hidden-weight' | 'hidden-bias' | 'classifier-weight' | 'classifier-bias';

export interface TensorRow {
  /** Name in PyTorch's state dict, see `planNet`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: TensorRole;
  /** `stem`, a block's cut point `stageN.K`, the last `stageN` for a norm after all blocks, or `head`. */
  readonly part: string;
}

/**
 * Every tensor of a network in PyTorch's state-dict order, without the optional `num_batches_tracked`.
 * Running statistics are no parameters; all other rows are.
 */
export function tensorTable(plan: NetPlan, classes: number): TensorRow[] {
  const rows: TensorRow[] = [];
  const conv = (c: ConvPlan, part: string) => {
    rows.push({ name: c.weight, shape: [c.outChannels, c.inChannels / c.groups, c.kernel, c.kernel], role: 'conv', part });
    if (c.bias !== undefined) rows.push({ name: c.bias, shape: [c.outChannels], role: 'conv-bias', part });
  };
  const norm = (n: NormPlan, part: string) => {
    const row = (leaf: string, role: TensorRole) =>
      rows.push({ name: `${n.name}.${leaf}`, shape: [n.channels], role, part });
    row('weight', 'norm-weight');
    row('bias', 'norm-bias');
    if (plan.spec.norm === 'batch') {
      row('running_mean', 'running-mean');
      row('running_var', 'running-var');
    }
  };

  conv(plan.stem.conv, 'stem');
  if (plan.stem.norm) norm(plan.stem.norm, 'stem');
  // timm's pre-activation blocks declare the projection first, torchvision's last.
  const isTimm = plan.names === 'timm';
  for (const block of plan.blocks) {
    const { cut, order, shortcut } = block;
    const addShortcut = () => {
      if (shortcut.kind === 'projection' || shortcut.kind === 'conv1x1') {
        conv(shortcut.conv, cut);
        if (shortcut.norm) norm(shortcut.norm, cut);
      } else if ('gate' in shortcut) conv(shortcut.gate, cut);
    };
    if (isTimm) addShortcut();
    for (const unit of block.units) {
      if (order === 'pre') norm(unit.norm, cut);
      conv(unit.conv, cut);
      if (order !== 'pre') norm(unit.norm, cut);
    }
    if (!isTimm) addShortcut();
  }
  if (plan.final.norm) norm(plan.final.norm, plan.final.part);
  if (plan.hidden) {
    const { weight: hidden, bias: hiddenBias, outFeatures } = plan.hidden;
    rows.push({ name: hidden, shape: [outFeatures, plan.features], role: 'hidden-weight', part: 'head' });
    rows.push({ name: hiddenBias, shape: [outFeatures], role: 'hidden-bias', part: 'head' });
  }
  const { weight, bias, inFeatures, convolutional } = plan.classifier;
  rows.push({
    name: weight,
    shape: convolutional ? [classes, inFeatures, 1, 1] : [classes, inFeatures],
    role: 'classifier-weight',
    part: 'head',
  });
  rows.push({ name: bias, shape: [classes], role: 'classifier-bias', part: 'head' });
  return rows;
}
