/**
 * What a network is made of; everything else (graphs, exports, tensor names, figures) follows from this row.
 * Terms follow torchvision's `ResNet` and timm's `ResNetV2`.
 */
export interface Architecture {
  readonly name: string;
  /** `resnet`: conv → norm → ReLU, ReLU after the addition (arXiv 1512.03385). `resnetv2`: full pre-activation (arXiv 1603.05027). */
  readonly family: 'resnet' | 'resnetv2';
  readonly block: 'basic' | 'bottleneck';
  /** Residual blocks in stage 1 to 4. */
  readonly depths: readonly [number, number, number, number];
  /** Groups of the 3x3 convolution: the cardinality of ResNeXt (arXiv 1611.05431). */
  readonly groups: number;
  /** Channels per group in stage 1: 64 plain, 4 or 8 in ResNeXt, 128 in Wide-ResNet-50-2. */
  readonly baseWidth: number;
  /** `group` is BiT (arXiv 1912.11370): GroupNorm with 32 groups and weight-standardised convolutions. */
  readonly norm: 'batch' | 'group';
}

const plain = { groups: 1, baseWidth: 64, norm: 'batch' } as const;
const v1 = { ...plain, family: 'resnet' } as const;
const v2 = { ...plain, family: 'resnetv2' } as const;
const d18 = [2, 2, 2, 2] as const;
const d50 = [3, 4, 6, 3] as const;
const d101 = [3, 4, 23, 3] as const;
const d152 = [3, 8, 36, 3] as const;

const rows: readonly Architecture[] = [
  { ...v1, name: 'resnet18', block: 'basic', depths: d18 },
  { ...v1, name: 'resnet34', block: 'basic', depths: d50 },
  { ...v1, name: 'resnet50', block: 'bottleneck', depths: d50 },
  { ...v1, name: 'resnet101', block: 'bottleneck', depths: d101 },
  { ...v1, name: 'resnet152', block: 'bottleneck', depths: d152 },
  { ...v1, name: 'resnext50_32x4d', block: 'bottleneck', depths: d50, groups: 32, baseWidth: 4 },
  { ...v1, name: 'resnext101_32x4d', block: 'bottleneck', depths: d101, groups: 32, baseWidth: 4 },
  { ...v1, name: 'resnext101_32x8d', block: 'bottleneck', depths: d101, groups: 32, baseWidth: 8 },
  { ...v1, name: 'resnext101_64x4d', block: 'bottleneck', depths: d101, groups: 64, baseWidth: 4 },
  { ...v1, name: 'wide_resnet50_2', block: 'bottleneck', depths: d50, baseWidth: 128 },
  { ...v1, name: 'wide_resnet101_2', block: 'bottleneck', depths: d101, baseWidth: 128 },
  { ...v2, name: 'resnetv2_18', block: 'basic', depths: d18 },
  { ...v2, name: 'resnetv2_34', block: 'basic', depths: d50 },
  { ...v2, name: 'resnetv2_50', block: 'bottleneck', depths: d50 },
  { ...v2, name: 'resnetv2_101', block: 'bottleneck', depths: d101 },
  { ...v2, name: 'resnetv2_50x1_bit', block: 'bottleneck', depths: d50, norm: 'group' },
  { ...v2, name: 'resnetv2_101x1_bit', block: 'bottleneck', depths: d101, norm: 'group' },
];

export const architectures: ReadonlyMap<string, Architecture> = new Map(rows.map((row) => [row.name, row]));

/** How people call the kind of network. */
export function familyName({ family, norm, groups, baseWidth }: Architecture): string {
  if (norm === 'group') return 'BiT';
  if (family === 'resnetv2') return 'ResNetV2';
  if (groups > 1) return 'ResNeXt';
  return baseWidth > 64 ? 'Wide ResNet' : 'ResNet';
}
