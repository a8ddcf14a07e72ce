import type { NetSpec } from '../../../shared/net-spec.ts';

/** A convolution. `weight` names the tensor `[out, in / groups, kernel, kernel]` in the weights file. */
export interface ConvPlan {
  readonly weight: string;
  /** Tensor `[out]`; only gates have one. */
  readonly bias?: string;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly groups: number;
}

/** A normalisation layer; its tensors are `name.weight`, `name.bias` and, for BatchNorm, `name.running_mean`, `name.running_var`. */
export interface NormPlan {
  readonly name: string;
  readonly channels: number;
}

export interface BlockShape {
  readonly inChannels: number;
  /** Channels inside a bottleneck; of a basic block, its output. */
  readonly width: number;
  readonly outChannels: number;
  readonly stride: number;
  readonly groups: number;
}

/** What all blocks of a network have in common. */
export type BlockSpec = Pick<NetSpec, 'block' | 'order' | 'shortcut'>;

/** How the tensors of a block are called: as in torchvision and the goldens (`bn1`, `downsample.0`), or in timm's ResNetV2 (`norm1`, `downsample.conv`). */
export type BlockNames = 'torchvision' | 'timm';
