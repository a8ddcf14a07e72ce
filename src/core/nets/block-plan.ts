/** A convolution without bias. `weight` names the tensor `[out, in / groups, kernel, kernel]` in the weights file. */
export interface ConvPlan {
  readonly weight: string;
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

/** One convolution of a block's main path with the norm beside it: after it (`post`) or before it (`pre`). */
export interface UnitPlan {
  readonly conv: ConvPlan;
  readonly norm: NormPlan;
}

/**
 * A residual block. `post`: conv → norm → ReLU per unit, the last ReLU after the addition.
 * `pre`: norm → ReLU → conv per unit, nothing after the addition; a projection reads the first unit's activation.
 */
export interface BlockPlan {
  /** Cut point, `stageN.K`. */
  readonly cut: string;
  readonly order: 'post' | 'pre';
  readonly units: readonly UnitPlan[];
  /** Projection on the shortcut (option B: only where the shape changes); `null` is the identity. */
  readonly projection: { readonly conv: ConvPlan; readonly norm: NormPlan | null } | null;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly stride: number;
}

export interface BlockShape {
  readonly inChannels: number;
  /** Channels inside a bottleneck; of a basic block, its output. */
  readonly width: number;
  readonly outChannels: number;
  readonly stride: number;
  readonly groups: number;
}

function mainPath(kind: 'basic' | 'bottleneck', shape: BlockShape): Omit<ConvPlan, 'weight'>[] {
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

const common = (cut: string, shape: BlockShape) => ({
  cut,
  inChannels: shape.inChannels,
  outChannels: shape.outChannels,
  stride: shape.stride,
});

function projectionConv(weight: string, shape: BlockShape): ConvPlan {
  return {
    weight,
    inChannels: shape.inChannels,
    outChannels: shape.outChannels,
    kernel: 1,
    stride: shape.stride,
    groups: 1,
  };
}

/** torchvision's BasicBlock and Bottleneck (v1.5: the stride sits in the 3x3). */
export function postActivationBlock(
  prefix: string,
  cut: string,
  kind: 'basic' | 'bottleneck',
  shape: BlockShape,
): BlockPlan {
  const changesShape = shape.stride !== 1 || shape.inChannels !== shape.outChannels;
  return {
    ...common(cut, shape),
    order: 'post',
    units: mainPath(kind, shape).map((conv, i) => ({
      conv: { weight: `${prefix}conv${i + 1}.weight`, ...conv },
      norm: { name: `${prefix}bn${i + 1}`, channels: conv.outChannels },
    })),
    projection: changesShape
      ? {
          conv: projectionConv(`${prefix}downsample.0.weight`, shape),
          norm: { name: `${prefix}downsample.1`, channels: shape.outChannels },
        }
      : null,
  };
}

/** timm's PreActBasic and PreActBottleneck. `normPrefix` differs only in the goldens of single blocks. */
export function preActivationBlock(
  prefix: string,
  cut: string,
  kind: 'basic' | 'bottleneck',
  shape: BlockShape,
  normPrefix = 'norm',
): BlockPlan {
  const changesShape = shape.stride !== 1 || shape.inChannels !== shape.outChannels;
  return {
    ...common(cut, shape),
    order: 'pre',
    units: mainPath(kind, shape).map((conv, i) => ({
      conv: { weight: `${prefix}conv${i + 1}.weight`, ...conv },
      norm: { name: `${prefix}${normPrefix}${i + 1}`, channels: conv.inChannels },
    })),
    projection: changesShape ? { conv: projectionConv(`${prefix}downsample.conv.weight`, shape), norm: null } : null,
  };
}
