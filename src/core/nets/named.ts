import { isDeepStrictEqual } from 'node:util';
import { StudioError } from '../errors.ts';
import { netSpecSchema } from '../../shared/net-spec.ts';
import type { NetSpec } from '../../shared/net-spec.ts';

/** A network that has a name. */
export interface NamedNet {
  readonly name: string;
  readonly spec: NetSpec;
}

type Rest = Partial<Omit<NetSpec, 'stem' | 'stages'>>;

/** ImageNet nets: four stages of 64 to 512 planes. */
const imagenet = (depths: readonly number[], rest: Rest): NetSpec =>
  netSpecSchema.parse({
    stem: 'imagenet',
    block: 'bottleneck',
    stages: depths.map((blocks, i) => ({ blocks, channels: 64 << i, stride: i === 0 ? 1 : 2 })),
    ...rest,
  });

/** CIFAR nets: three stages of as many blocks; planes double (arXiv 1512.03385, section 4.2). */
const cifar = (blocks: number, channels: number, rest: Rest): NetSpec =>
  netSpecSchema.parse({
    stem: 'small',
    block: 'basic',
    stages: [0, 1, 2].map((i) => ({ blocks, channels: channels << i, stride: i === 0 ? 1 : 2 })),
    ...rest,
  });

const d18 = [2, 2, 2, 2] as const;
const d50 = [3, 4, 6, 3] as const;
const d101 = [3, 4, 23, 3] as const;
const d152 = [3, 8, 36, 3] as const;
const basic = { block: 'basic' } as const;
const pre = { order: 'pre' } as const;
const bit = { order: 'pre', norm: 'group' } as const;
const plain = { block: 'basic', shortcut: { same: { kind: 'none' }, change: 'none' } } as const;
const optionA = { shortcut: { same: { kind: 'identity' }, change: 'zero-pad' } } as const;

/** Those that pretrained weights exist for: their tensors have torchvision's names, or timm's where `order` is `pre`. */
const catalogueRows: Readonly<Record<string, NetSpec>> = {
  resnet18: imagenet(d18, basic),
  resnet34: imagenet(d50, basic),
  resnet50: imagenet(d50, {}),
  resnet101: imagenet(d101, {}),
  resnet152: imagenet(d152, {}),
  resnext50_32x4d: imagenet(d50, { groups: 32, baseWidth: 4 }),
  resnext101_32x4d: imagenet(d101, { groups: 32, baseWidth: 4 }),
  resnext101_32x8d: imagenet(d101, { groups: 32, baseWidth: 8 }),
  resnext101_64x4d: imagenet(d101, { groups: 64, baseWidth: 4 }),
  wide_resnet50_2: imagenet(d50, { baseWidth: 128 }),
  wide_resnet101_2: imagenet(d101, { baseWidth: 128 }),
  resnetv2_18: imagenet(d18, { ...basic, ...pre }),
  resnetv2_34: imagenet(d50, { ...basic, ...pre }),
  resnetv2_50: imagenet(d50, pre),
  resnetv2_101: imagenet(d101, pre),
  resnetv2_50x1_bit: imagenet(d50, bit),
  resnetv2_101x1_bit: imagenet(d101, bit),
};

/** Of the papers: 6n + 2 layers of basic blocks, 9n + 2 of bottlenecks. */
const paperRows: Readonly<Record<string, NetSpec>> = {
  plain18: imagenet(d18, plain),
  plain34: imagenet(d50, plain),
  ...Object.fromEntries([3, 5, 7, 9, 18].map((n) => [`cifar_resnet${6 * n + 2}`, cifar(n, 16, optionA)])),
  ...Object.fromEntries([3, 5, 7, 9, 18].map((n) => [`cifar_plain${6 * n + 2}`, cifar(n, 16, plain)])),
  // Pre-activation at the same depths (arXiv 1603.05027): basic blocks at 110 layers, bottlenecks at 164.
  cifar_preresnet110: cifar(18, 16, { ...pre, ...optionA }),
  cifar_preresnet164: cifar(18, 16, { ...pre, block: 'bottleneck' }),
  // arXiv 1611.05431, section 5.2: 8 x 64d, three bottlenecks a stage, 256 to 1024 channels out of 64 of the stem.
  cifar_resnext29_8x64d: cifar(3, 64, { block: 'bottleneck', groups: 8, baseWidth: 64, stemChannels: 64 }),
};

const mapped = (rows: Readonly<Record<string, NetSpec>>): ReadonlyMap<string, NamedNet> =>
  new Map(Object.entries(rows).map(([name, spec]) => [name, { name, spec }]));

/** Those that pretrained weights exist for. */
export const catalogueNets = mapped(catalogueRows);
export const namedNets: ReadonlyMap<string, NamedNet> = new Map([...catalogueNets, ...mapped(paperRows)]);

/** A spec without what does not belong to the trunk: head and stochastic depth. */
const trunkOf = ({ head: _, dropPath: __, ...trunk }: NetSpec) => trunk;

/** Whether weights of one are weights of the other: all but the head and stochastic depth, which have no part in the trunk's tensors. */
export const sameTrunk = (a: NetSpec, b: NetSpec): boolean => isDeepStrictEqual(trunkOf(a), trunkOf(b));

/** Whether the trunk is one of the catalogue's in timm's ResNetV2 form, whose tensors have names of their own. */
export const hasTimmNames = (spec: NetSpec): boolean =>
  spec.order === 'pre' && [...catalogueNets.values()].some((net) => sameTrunk(net.spec, spec));

/** The name of a network with this trunk, if it has one. */
export const nameOf = (spec: NetSpec): string | null =>
  [...namedNets.values()].find((net) => sameTrunk(net.spec, spec))?.name ?? null;

/**
 * The network of a name that pretrained weights exist for.
 * @throws StudioError `bad-usage` listing the known ones
 */
export function catalogueNet(name: string): NetSpec {
  const net = catalogueNets.get(name);
  if (net) return net.spec;
  throw new StudioError('bad-usage', `There is no architecture "${name}".`, {
    values: { kind: 'no-such-architecture', name },
    field: 'arch',
    hint: `Choose one of ${[...catalogueNets.keys()].join(', ')}.`,
  });
}

/** How people call the kind of network. */
export function familyName({ order, norm, groups, baseWidth, shortcut }: NetSpec): string {
  if (norm === 'group') return 'BiT';
  if (shortcut.same.kind === 'none') return 'plain';
  if (order === 'pre') return 'ResNetV2';
  if (groups > 1) return 'ResNeXt';
  return baseWidth > 64 ? 'Wide ResNet' : 'ResNet';
}
