import type { NetPlan } from './net-plan.ts';
import type { ConvPlan, NormPlan } from './block-plan.ts';

/** `conv` OIHW, `linear` [out, in] (or [out, in, 1, 1]); `norm` tensors are `[channels]`. */
export type TensorRole =
  'conv' | 'norm-weight' | 'norm-bias' | 'running-mean' | 'running-var' | 'classifier-weight' | 'classifier-bias';

export interface TensorRow {
  /** Name in timm's (and for `resnet` torchvision's) state dict. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: TensorRole;
  /** `stem`, a block's cut point `stageN.K`, `stage4` for ResNetV2's final norm, or `head`. */
  readonly part: string;
}

/**
 * Every tensor of a network in PyTorch's state-dict order, without the optional `num_batches_tracked`.
 * Running statistics are no parameters; all other rows are.
 */
export function tensorTable(plan: NetPlan, classes: number): TensorRow[] {
  const rows: TensorRow[] = [];
  const conv = (c: ConvPlan, part: string) =>
    rows.push({ name: c.weight, shape: [c.outChannels, c.inChannels / c.groups, c.kernel, c.kernel], role: 'conv', part });
  const norm = (n: NormPlan, part: string) => {
    const row = (leaf: string, role: TensorRole) =>
      rows.push({ name: `${n.name}.${leaf}`, shape: [n.channels], role, part });
    row('weight', 'norm-weight');
    row('bias', 'norm-bias');
    if (plan.architecture.norm === 'batch') {
      row('running_mean', 'running-mean');
      row('running_var', 'running-var');
    }
  };

  conv(plan.stem.conv, 'stem');
  if (plan.stem.norm) norm(plan.stem.norm, 'stem');
  for (const block of plan.blocks) {
    // timm's pre-activation blocks declare the projection first, torchvision's last.
    if (block.order === 'pre' && block.projection) conv(block.projection.conv, block.cut);
    for (const unit of block.units) {
      if (block.order === 'pre') norm(unit.norm, block.cut);
      conv(unit.conv, block.cut);
      if (block.order === 'post') norm(unit.norm, block.cut);
    }
    if (block.order === 'post' && block.projection) {
      conv(block.projection.conv, block.cut);
      if (block.projection.norm) norm(block.projection.norm, block.cut);
    }
  }
  if (plan.finalNorm) norm(plan.finalNorm, 'stage4');
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
