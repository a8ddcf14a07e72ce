import { z } from 'zod';

/**
 * What the shortcut is where input and output have one shape (arXiv 1603.05027, figure 2 a to f). x is the block's input, F(x) its branch;
 * gates and `conv1x1` read x. `none` is a plain net.
 */
const sameShortcutSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('identity') }),
  z.strictObject({ kind: z.literal('none') }),
  /** shortcut * x + branch * F(x) */
  z.strictObject({ kind: z.literal('scaled'), shortcut: z.number().min(0).max(10), branch: z.number().min(0).max(10) }),
  /** (1 - g(x)) * x + g(x) * F(x), g = sigmoid(W x + b); `bias` is what b starts from. */
  z.strictObject({ kind: z.literal('exclusive-gate'), bias: z.number().min(-20).max(20) }),
  /** (1 - g(x)) * x + F(x) */
  z.strictObject({ kind: z.literal('shortcut-gate'), bias: z.number().min(-20).max(20) }),
  /** A 1x1 convolution and its norm, of x. */
  z.strictObject({ kind: z.literal('conv1x1') }),
  /** Of x, while training. */
  z.strictObject({ kind: z.literal('dropout'), rate: z.number().min(0).max(0.95) }),
]);
export type SameShortcut = z.infer<typeof sameShortcutSchema>;

/** Where the shape changes: options A, B and C of arXiv 1512.03385 (C projects everywhere), or nothing (plain nets). */
export const changeShortcuts = ['zero-pad', 'projection', 'projection-all', 'none'] as const;

/** Where norms and ReLUs stand around the addition (arXiv 1603.05027, figure 4 a to e). */
export const activationOrders = ['post', 'bn-after-add', 'relu-before-add', 'relu-pre', 'pre'] as const;

export const headSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('linear') }),
  /** Linear to `hidden`, ReLU, dropout, linear to the classes. */
  z.strictObject({ kind: z.literal('mlp'), hidden: z.int().min(1).max(16_384), dropout: z.number().min(0).max(0.95).default(0) }),
]);
export type HeadSpec = z.infer<typeof headSchema>;

const stageSchema = z.strictObject({
  blocks: z.int().min(1).max(100),
  /** Planes: a basic block's output; a bottleneck's is four times as many. */
  channels: z.int().min(1).max(4096),
  /** Of the stage's first block. */
  stride: z.int().min(1).max(4),
});

const shape = z.strictObject({
  /** `imagenet`: 7x7 stride 2, then max-pool 3x3 stride 2. `small`: 3x3 stride 1, no pool (CIFAR nets). */
  stem: z.enum(['imagenet', 'small']),
  stemChannels: z.int().min(1).max(4096).optional(),
  stages: z.array(stageSchema).min(1).max(6),
  block: z.enum(['basic', 'bottleneck']),
  /** Cardinality C of ResNeXt (arXiv 1611.05431): groups of a bottleneck's 3x3. */
  groups: z.int().min(1).max(1024).default(1),
  /** Channels per group where a stage has 64 planes: d of ResNeXt; 64 plain, 128 in Wide-ResNet-50-2. */
  baseWidth: z.int().min(1).max(1024).default(64),
  order: z.enum(activationOrders).default('post'),
  shortcut: z
    .strictObject({ same: sameShortcutSchema.default({ kind: 'identity' }), change: z.enum(changeShortcuts).default('projection') })
    .default({ same: { kind: 'identity' }, change: 'projection' }),
  /** `group` is BiT (arXiv 1912.11370): GroupNorm with 32 groups and weight-standardised convolutions. */
  norm: z.enum(['batch', 'group']).default('batch'),
  /** Stochastic depth (arXiv 1603.09382): chance that the last block's branch is left out of a training picture; earlier blocks' less, in proportion. */
  dropPath: z.number().min(0).max(0.95).default(0),
  head: headSchema.default({ kind: 'linear' }),
});

/** GroupNorm's number of groups (BiT). */
export const normGroups = 32;

/**
 * A network as data: everything else (tensors, graphs, exports, figures) follows from it. What is left out has the usual value:
 * groups 1, baseWidth 64, post, identity, projection, batch, dropPath 0, linear; stemChannels 64 (imagenet) or 16 (small).
 */
export const netSpecSchema = shape
  .check(({ value, issues }) => {
    for (const { path, message } of contradictions(value)) issues.push({ code: 'custom', path, message, input: value });
  })
  .transform((spec) => ({ ...spec, stemChannels: spec.stemChannels ?? (spec.stem === 'imagenet' ? 64 : 16) }));
export interface NetSpec extends z.output<typeof netSpecSchema> {}

function contradictions(spec: z.output<typeof shape>): { path: string[]; message: string }[] {
  const found: { path: string[]; message: string }[] = [];
  const is = (wrong: boolean, path: string[], message: string) => void (wrong && found.push({ path, message }));
  const { block, groups, baseWidth, norm, stages, shortcut } = spec;
  is(block === 'basic' && groups !== 1, ['groups'], `is ${groups}: only bottleneck blocks have groups`);
  is(block === 'basic' && baseWidth !== 64, ['baseWidth'], `is ${baseWidth}: only bottleneck blocks have a width of their own`);
  const narrow = stages.find(({ channels }) => Math.trunc((channels * baseWidth) / 64) === 0);
  is(narrow !== undefined, ['baseWidth'], `is ${baseWidth}: a stage of ${narrow?.channels} channels would have no width`);
  const widths = [spec.stemChannels ?? 64, ...stages.flatMap(({ channels }) => [channels, Math.trunc((channels * baseWidth) / 64) * groups])];
  const uneven = norm === 'group' ? widths.find((width) => width % normGroups !== 0) : undefined;
  is(uneven !== undefined, ['norm'], `group takes channels in multiples of ${normGroups}, not ${uneven}`);
  is(
    shortcut.change === 'projection-all' && shortcut.same.kind !== 'identity',
    ['shortcut', 'same'],
    `is ${shortcut.same.kind}, but projection-all projects there too; leave it out`,
  );
  is(
    spec.dropPath > 0 && (shortcut.same.kind === 'none' || shortcut.change === 'none'),
    ['dropPath'],
    `is ${spec.dropPath}: a block without a shortcut cannot be left out`,
  );
  const outs = [spec.stemChannels ?? (spec.stem === 'imagenet' ? 64 : 16), ...stages.map((stage) => stage.channels * (block === 'basic' ? 1 : 4))];
  const shrinking = outs.findIndex((channels, i) => i > 0 && channels < outs[i - 1]!);
  is(
    shortcut.change === 'zero-pad' && shrinking > 0,
    ['shortcut', 'change'],
    `zero-pad adds channels, but stage ${shrinking} goes from ${outs[shrinking - 1]} to ${outs[shrinking]}`,
  );
  return found;
}
