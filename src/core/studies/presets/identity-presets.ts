import type { CellValue } from '../../../shared/study-spec.ts';
import type { SameShortcut } from '../../../shared/net-spec.ts';
import { activationOrders } from '../../../shared/net-spec.ts';
import { cifarRecipe, cifarRecipeText } from './paper-recipes.ts';
import type { StudyPreset } from './study-preset.ts';

type Row = readonly [name: string, same: SameShortcut, errorPercent: number | null | undefined];

/** Table 1; null where training failed, undefined where the paper trained none. */
const mappings: readonly Row[] = [
  ['(a) original', { kind: 'identity' }, 6.61],
  ['(b) constant scaling 0, 1', { kind: 'scaled', shortcut: 0, branch: 1 }, null],
  ['(b) constant scaling 0.5, 1', { kind: 'scaled', shortcut: 0.5, branch: 1 }, null],
  // Not in the table: what equation 8 says of a factor above 1, which explodes with depth where one below 1 vanishes.
  ['(b) constant scaling 1.1, 1', { kind: 'scaled', shortcut: 1.1, branch: 1 }, undefined],
  ['(b) constant scaling 0.5, 0.5', { kind: 'scaled', shortcut: 0.5, branch: 0.5 }, 12.35],
  ['(c) exclusive gating, bias 0', { kind: 'exclusive-gate', bias: 0 }, null],
  ['(c) exclusive gating, bias -6', { kind: 'exclusive-gate', bias: -6 }, 8.7],
  ['(c) exclusive gating, bias -7', { kind: 'exclusive-gate', bias: -7 }, 9.81],
  ['(d) shortcut-only gating, bias 0', { kind: 'shortcut-gate', bias: 0 }, 12.86],
  ['(d) shortcut-only gating, bias -6', { kind: 'shortcut-gate', bias: -6 }, 6.91],
  ['(e) 1x1 convolution', { kind: 'conv1x1' }, 12.22],
  ['(f) dropout', { kind: 'dropout', rate: 0.5 }, null],
];
const sameField = 'net.shortcut.same';
/** Of each kind the one that the paper found best. */
const best = [4, 6, 9, 10, 11].map((row) => mappings[row]!);

/** Table 2, by order: 110 layers of basic blocks, 164 of bottlenecks. */
const orderErrors: Readonly<Record<(typeof activationOrders)[number], readonly [number, number]>> = {
  post: [6.61, 5.93],
  'bn-after-add': [8.17, 6.5],
  'relu-before-add': [7.84, 6.14],
  'relu-pre': [6.71, 5.91],
  pre: [6.37, 5.46],
};
const orderNets = ['cifar_resnet110', 'cifar_preresnet164'] as const;
const layers = [110, 164] as const;
const orderCell = (net: string, order: string): Record<string, CellValue> => ({ net, 'net.order': order });

/** Identity Mappings in Deep Residual Networks (arXiv 1603.05027). */
export const identityPresets: readonly StudyPreset[] = [
  {
    id: 'shortcut-mapping',
    title: 'What a shortcut should be',
    question: 'Is anything on the shortcut better than the input as it is?',
    base: { ...cifarRecipe, net: 'cifar_resnet110', gradients: 20 },
    vary: [{ field: sameField, values: mappings.map(([, same]) => same) }],
    repeats: { seeds: 3 },
    claims: best.map(([name, same]) => ({
      id: `identity-beats-${same.kind}`,
      text: `The identity has the higher accuracy than ${name.slice(4)}.`,
      kind: 'higher' as const,
      of: 'accuracy' as const,
      first: { [sameField]: mappings[0]![1] },
      second: { [sameField]: same },
    })),
    chart: 'bars',
    paper: {
      arxiv: '1603.05027',
      place: 'table 1, figure 2',
      measured: 'error on the test pictures of CIFAR-10, ResNet-110, median of five runs',
      numbers: mappings.flatMap(([name, same, errorPercent]) => (errorPercent === undefined ? [] : [{ name, cell: { [sameField]: same }, errorPercent }])),
      recipe: cifarRecipeText,
    },
  },
  {
    id: 'activation-order',
    title: 'Where the activation goes',
    question: 'Norm and ReLU after the addition, before it, or before the weights?',
    base: cifarRecipe,
    vary: [
      { field: 'net', values: orderNets },
      { field: 'net.order', values: activationOrders },
    ],
    repeats: { seeds: 3 },
    claims: [
      { id: 'pre-activation-helps', text: 'Full pre-activation has the higher accuracy than the original order.', kind: 'higher', of: 'accuracy', first: { 'net.order': 'pre' }, second: { 'net.order': 'post' } },
      { id: 'bn-after-add-hurts', text: 'The original order has the higher accuracy than BatchNorm after the addition.', kind: 'higher', of: 'accuracy', first: { 'net.order': 'post' }, second: { 'net.order': 'bn-after-add' } },
      { id: 'relu-before-add-hurts', text: 'The original order has the higher accuracy than ReLU before the addition.', kind: 'higher', of: 'accuracy', first: { 'net.order': 'post' }, second: { 'net.order': 'relu-before-add' } },
    ],
    chart: 'bars',
    paper: {
      arxiv: '1603.05027',
      place: 'table 2, figure 4',
      measured: 'error on the test pictures of CIFAR-10, median of five runs',
      numbers: orderNets.flatMap((net, i) =>
        activationOrders.map((order) => ({ name: `ResNet-${layers[i]}, ${order}`, cell: orderCell(net, order), errorPercent: orderErrors[order][i]! })),
      ),
      recipe: cifarRecipeText,
    },
  },
];
