import type { Architecture } from './architecture.ts';
import { postActivationBlock, preActivationBlock } from './block-plan.ts';
import type { BlockPlan, ConvPlan, NormPlan } from './block-plan.ts';

export interface NetPlan {
  readonly architecture: Architecture;
  readonly stem: {
    readonly conv: ConvPlan;
    /** `null` in ResNetV2, whose first block normalises. */
    readonly norm: NormPlan | null;
    /** What the 3x3 stride-2 max-pool sees outside the picture: `zero` equals -inf after a ReLU (v1) and is BiT's own choice. */
    readonly poolPadding: 'zero' | 'negative-infinity';
  };
  readonly blocks: readonly BlockPlan[];
  /** ResNetV2 normalises once more before pooling; belongs to stage 4. */
  readonly finalNorm: NormPlan | null;
  readonly classifier: {
    readonly weight: string;
    readonly bias: string;
    readonly inFeatures: number;
    /** timm's ResNetV2 stores the classifier as a 1x1 convolution `[classes, features, 1, 1]`. */
    readonly convolutional: boolean;
  };
}

/** The network of an architecture, part by part, with timm's tensor names (torchvision's for `resnet`). */
export function planNet(architecture: Architecture): NetPlan {
  const isV2 = architecture.family === 'resnetv2';
  const expansion = architecture.block === 'basic' ? 1 : 4;
  const blocks: BlockPlan[] = [];
  let channels = 64;
  for (const [stage, depth] of architecture.depths.entries()) {
    const planes = 64 << stage;
    const width = Math.trunc((planes * architecture.baseWidth) / 64) * architecture.groups;
    for (let index = 0; index < depth; index++) {
      const shape = {
        inChannels: channels,
        width: architecture.block === 'basic' ? planes : width,
        outChannels: planes * expansion,
        stride: index === 0 && stage > 0 ? 2 : 1,
        groups: architecture.groups,
      } as const;
      const cut = `stage${stage + 1}.${index}`;
      blocks.push(
        isV2
          ? preActivationBlock(`stages.${stage}.blocks.${index}.`, cut, architecture.block, shape)
          : postActivationBlock(`layer${stage + 1}.${index}.`, cut, architecture.block, shape),
      );
      channels = shape.outChannels;
    }
  }
  const stemName = isV2 ? 'stem.conv' : 'conv1';
  return {
    architecture,
    stem: {
      conv: { weight: `${stemName}.weight`, inChannels: 3, outChannels: 64, kernel: 7, stride: 2, groups: 1 },
      norm: isV2 ? null : { name: 'bn1', channels: 64 },
      poolPadding: isV2 && architecture.norm === 'batch' ? 'negative-infinity' : 'zero',
    },
    blocks,
    finalNorm: isV2 ? { name: 'norm', channels } : null,
    classifier: isV2
      ? { weight: 'head.fc.weight', bias: 'head.fc.bias', inFeatures: channels, convolutional: true }
      : { weight: 'fc.weight', bias: 'fc.bias', inFeatures: channels, convolutional: false },
  };
}
