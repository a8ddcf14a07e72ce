import type { NetSpec } from '../../../shared/net-spec.ts';
import { stemGeometry } from '../geometry.ts';
import { hasTimmNames, nameOf } from '../named.ts';
import { planBlock } from './block-plan.ts';
import type { BlockPlan } from './block-plan.ts';
import type { BlockNames, ConvPlan, NormPlan } from './layer-plan.ts';

interface StemPlan {
  readonly kind: NetSpec['stem'];
  readonly conv: ConvPlan;
  /** Followed by ReLU; `null` where the order is `pre`, whose first block normalises. */
  readonly norm: NormPlan | null;
  /** What a max-pool sees outside the picture: `zero` equals -inf after a ReLU and is BiT's own choice. */
  readonly poolPadding: 'zero' | 'negative-infinity';
}

export interface NetPlan {
  readonly spec: NetSpec;
  /** Its name, or what errors call it. */
  readonly name: string;
  /** Whose names its tensors have. */
  readonly names: BlockNames;
  readonly stem: StemPlan;
  readonly blocks: readonly BlockPlan[];
  /** What comes after the last block, as a part of its stage: the norm of `pre` with a ReLU, the ReLU alone of `relu-pre`. */
  readonly final: { readonly part: string; readonly norm: NormPlan | null; readonly isRectified: boolean };
  /** Channels of the last feature map, and so of the pooled features. */
  readonly features: number;
  /** The hidden layer of an `mlp` head: `[outFeatures, features]`, then ReLU and dropout. */
  readonly hidden: { readonly weight: string; readonly bias: string; readonly outFeatures: number; readonly dropout: number } | null;
  readonly classifier: {
    readonly weight: string;
    readonly bias: string;
    readonly inFeatures: number;
    /** timm's ResNetV2 stores the classifier as a 1x1 convolution `[classes, features, 1, 1]`. */
    readonly convolutional: boolean;
  };
}

/** A head as PyTorch's `Sequential(Linear, ReLU, Dropout, Linear)` numbers its layers, or one linear layer. */
function planHead({ head }: NetSpec, features: number, isTimm: boolean): Pick<NetPlan, 'features' | 'hidden' | 'classifier'> {
  const name = isTimm ? 'head.fc' : 'fc';
  if (head.kind === 'linear') {
    const classifier = { weight: `${name}.weight`, bias: `${name}.bias`, inFeatures: features, convolutional: isTimm };
    return { features, hidden: null, classifier };
  }
  const { hidden: outFeatures, dropout } = head;
  return {
    features,
    hidden: { weight: `${name}.0.weight`, bias: `${name}.0.bias`, outFeatures, dropout },
    classifier: { weight: `${name}.3.weight`, bias: `${name}.3.bias`, inFeatures: outFeatures, convolutional: false },
  };
}

/**
 * The network of a spec, part by part, with the names of its tensors: timm's for the catalogue's ResNetV2, torchvision's for all others, and
 * those of the goldens (`gate`, `shortcut`, `bn`) for what torchvision has not.
 */
export function planNet(spec: NetSpec): NetPlan {
  const isTimm = hasTimmNames(spec);
  const isPre = spec.order === 'pre';
  const names = isTimm ? 'timm' : 'torchvision';
  const expansion = spec.block === 'basic' ? 1 : 4;
  const blocks: BlockPlan[] = [];
  let channels = spec.stemChannels;
  for (const [stage, { blocks: count, channels: planes, stride }] of spec.stages.entries()) {
    for (let index = 0; index < count; index++) {
      const shape = {
        inChannels: channels,
        width: spec.block === 'basic' ? planes : Math.trunc((planes * spec.baseWidth) / 64) * spec.groups,
        outChannels: planes * expansion,
        stride: index === 0 ? stride : 1,
        groups: spec.groups,
      };
      const prefix = isTimm ? `stages.${stage}.blocks.${index}.` : `layer${stage + 1}.${index}.`;
      blocks.push(planBlock(prefix, `stage${stage + 1}.${index}`, spec, shape, names));
      channels = shape.outChannels;
    }
  }
  const { kernel, stride } = stemGeometry[spec.stem];
  const weight = isTimm ? 'stem.conv.weight' : 'conv1.weight';
  return {
    spec,
    name: nameOf(spec) ?? 'this network',
    names,
    stem: {
      kind: spec.stem,
      conv: { weight, inChannels: 3, outChannels: spec.stemChannels, kernel, stride, groups: 1 },
      norm: isPre ? null : { name: 'bn1', channels: spec.stemChannels },
      poolPadding: isPre && spec.norm === 'batch' ? 'negative-infinity' : 'zero',
    },
    blocks,
    final: {
      part: `stage${spec.stages.length}`,
      norm: isPre ? { name: isTimm ? 'norm' : 'bn', channels } : null,
      isRectified: isPre || spec.order === 'relu-pre',
    },
    ...planHead(spec, channels, isTimm),
  };
}

/** Its blocks, stage by stage. */
export function stagesOf({ blocks, spec }: NetPlan): BlockPlan[][] {
  let next = 0;
  return spec.stages.map(({ blocks: count }) => blocks.slice(next, (next += count)));
}
