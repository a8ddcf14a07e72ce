import { namedNets } from '../../nets/named.ts';
import type { CellValue } from '../../../shared/study-spec.ts';
import { imagenetRecipe, imagenetRecipeText } from './paper-recipes.ts';
import type { StudyPreset } from './study-preset.ts';

/** A named network with another cardinality and width. */
const split = (name: string, groups: number, baseWidth: number): CellValue => ({ ...namedNets.get(name)!.spec, groups, baseWidth });
/** ResNet-200: depths 3, 24, 36, 3 (arXiv 1603.05027, section 5). */
const resnet200: CellValue = {
  ...namedNets.get('resnet101')!.spec,
  stages: [3, 24, 36, 3].map((blocks, i) => ({ blocks, channels: 64 << i, stride: i === 0 ? 1 : 2 })),
};

type Row = readonly [name: string, net: CellValue, errorPercent: number];
/** Table 3, 50 layers, about 4.1 GFLOP each. */
const equalCost: readonly Row[] = [
  ['ResNet-50, 1 x 64d', 'resnet50', 23.9],
  ['ResNeXt-50, 2 x 40d', split('resnet50', 2, 40), 23],
  ['ResNeXt-50, 4 x 24d', split('resnet50', 4, 24), 22.6],
  ['ResNeXt-50, 8 x 14d', split('resnet50', 8, 14), 22.3],
  ['ResNeXt-50, 32 x 4d', 'resnext50_32x4d', 22.2],
];
/** Table 4: the two of 101 layers, and what twice their cost buys. */
const doubleCost: readonly Row[] = [
  ['ResNet-101, 1 x 64d', 'resnet101', 22],
  ['ResNeXt-101, 32 x 4d', 'resnext101_32x4d', 21.2],
  ['ResNet-200, deeper', resnet200, 21.7],
  ['ResNet-101, wider, 1 x 100d', split('resnet101', 1, 100), 21.3],
  ['ResNeXt-101, 2 x 64d', split('resnet101', 2, 64), 20.7],
  ['ResNeXt-101, 64 x 4d', 'resnext101_64x4d', 20.4],
];
const [one, , , , thirtyTwo] = equalCost;
const [, , deeper, wider, , cardinal] = doubleCost;
const rows = [...equalCost, ...doubleCost];

const plain: CellValue = { same: { kind: 'none' }, change: 'none' };
const residual: CellValue = { same: { kind: 'identity' }, change: 'projection' };
const shortcuts = [
  ['resnet50', 'ResNet-50', 23.9, 31.2],
  ['resnext50_32x4d', 'ResNeXt-50', 22.2, 26.1],
] as const;
const withShortcut = (net: string, shortcut: CellValue) => ({ net, 'net.shortcut': shortcut });

const imagenetOneCrop = 'top-1 error on validation pictures of ImageNet, one crop of 224 pixels';

/** Aggregated Residual Transformations (arXiv 1611.05431). */
export const resnextPresets: readonly StudyPreset[] = [
  {
    id: 'cardinality',
    title: 'Cardinality, width or depth',
    question: 'What is better at the same cost: more groups, wider layers, or more layers?',
    base: imagenetRecipe,
    vary: [{ field: 'net', values: rows.map(([, net]) => net) }],
    repeats: { seeds: 3 },
    claims: [
      { id: 'cardinality-beats-width', text: 'Of about as many parameters, 32 groups have the higher accuracy than one.', kind: 'higher', of: 'accuracy', first: { net: thirtyTwo![1] }, second: { net: one![1] } },
      { id: 'cardinality-learns-better', text: 'Of about as many parameters, 32 groups have the lower training error than one.', kind: 'higher', of: 'trainAccuracy', first: { net: thirtyTwo![1] }, second: { net: one![1] } },
      { id: 'cardinality-beats-depth', text: 'At twice the cost, more groups have the higher accuracy than more layers.', kind: 'higher', of: 'accuracy', first: { net: cardinal![1] }, second: { net: deeper![1] } },
      { id: 'cardinality-beats-wider', text: 'At twice the cost, more groups have the higher accuracy than wider layers.', kind: 'higher', of: 'accuracy', first: { net: cardinal![1] }, second: { net: wider![1] } },
    ],
    chart: 'bars',
    paper: {
      arxiv: '1611.05431',
      place: 'tables 3 and 4',
      measured: imagenetOneCrop,
      numbers: rows.map(([name, net, errorPercent]) => ({ name, cell: { net }, errorPercent })),
      recipe: imagenetRecipeText,
    },
  },
  {
    id: 'without-shortcuts',
    title: 'Without shortcuts',
    question: 'How much of the accuracy is owed to the shortcuts?',
    base: imagenetRecipe,
    vary: [
      { field: 'net', values: shortcuts.map(([net]) => net) },
      { field: 'net.shortcut', values: [residual, plain] },
    ],
    repeats: { seeds: 3 },
    claims: shortcuts.map(([net, name]) => ({
      id: `${net}-needs-shortcuts`,
      text: `${name} has the higher accuracy with its shortcuts than without.`,
      kind: 'higher' as const,
      of: 'accuracy' as const,
      first: withShortcut(net, residual),
      second: withShortcut(net, plain),
    })),
    chart: 'bars',
    paper: {
      arxiv: '1611.05431',
      place: 'section 5.1, table without a number',
      measured: imagenetOneCrop,
      numbers: shortcuts.flatMap(([net, name, withError, withoutError]) => [
        { name: `${name}, with`, cell: withShortcut(net, residual), errorPercent: withError },
        { name: `${name}, without`, cell: withShortcut(net, plain), errorPercent: withoutError },
      ]),
      recipe: imagenetRecipeText,
    },
  },
];
