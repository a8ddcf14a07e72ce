import { namedNets } from '../../nets/named.ts';
import type { NetSpec } from '../../../shared/net-spec.ts';
import type { CellValue } from '../../../shared/study-spec.ts';
import { cifarRecipe, cifarRecipeText, imagenetRecipe, imagenetRecipeText } from './paper-recipes.ts';
import type { PublishedNumber, StudyPreset } from './study-preset.ts';

/** Option A: no parameters (arXiv 1512.03385, section 3.3). */
const optionA = (name: string): CellValue => {
  const spec: NetSpec = namedNets.get(name)!.spec;
  return { ...spec, shortcut: { same: { kind: 'identity' }, change: 'zero-pad' } };
};

const a18 = optionA('resnet18');
const a34 = optionA('resnet34');
const depths = [20, 32, 44, 56, 110] as const;
const plainShortcut: CellValue = { same: { kind: 'none' }, change: 'none' };
const shortcutOf = (change: string): CellValue => ({ same: { kind: 'identity' }, change });

/** Table 6, single runs but for 110 layers, of which it is the best of five. */
const cifarErrors: Readonly<Record<number, number>> = { 20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97, 110: 6.43 };
const printedError = (name: string, net: CellValue, errorPercent: number): PublishedNumber => ({ name, cell: { net }, errorPercent });

/** Deep Residual Learning (arXiv 1512.03385). */
export const resnetPresets: readonly StudyPreset[] = [
  {
    id: 'degradation',
    title: 'Does depth hurt',
    question: 'Do deeper networks learn worse, and do shortcuts change that?',
    base: cifarRecipe,
    vary: [{ field: 'net', values: [...depths.flatMap((depth) => [`cifar_plain${depth}`, `cifar_resnet${depth}`]), 'plain18', a18, 'plain34', a34] }],
    repeats: { seeds: 3 },
    claims: [
      { id: 'deeper-plain-learns-worse', text: 'The plain network of 56 layers has the higher training error than that of 20.', kind: 'higher', of: 'trainAccuracy', first: { net: 'cifar_plain20' }, second: { net: 'cifar_plain56' } },
      { id: 'deeper-plain-answers-worse', text: 'The plain network of 20 layers has the higher accuracy than that of 56.', kind: 'higher', of: 'accuracy', first: { net: 'cifar_plain20' }, second: { net: 'cifar_plain56' } },
      { id: 'deeper-residual-does-not', text: 'The residual network of 56 layers has no higher training error than that of 20.', kind: 'not-lower', of: 'trainAccuracy', first: { net: 'cifar_resnet56' }, second: { net: 'cifar_resnet20' }, margin: 0 },
      { id: 'shortcuts-help-at-depth', text: 'Of 56 layers, the residual network has the higher accuracy than the plain one.', kind: 'higher', of: 'accuracy', first: { net: 'cifar_resnet56' }, second: { net: 'cifar_plain56' } },
      { id: 'plain-34-learns-worse', text: 'The plain network of 34 layers has the higher training error than that of 18.', kind: 'higher', of: 'trainAccuracy', first: { net: 'plain18' }, second: { net: 'plain34' } },
      { id: 'residual-34-does-not', text: 'The residual network of 34 layers has no higher training error than that of 18.', kind: 'not-lower', of: 'trainAccuracy', first: { net: a34 }, second: { net: a18 }, margin: 0 },
    ],
    chart: 'epochs',
    paper: {
      arxiv: '1512.03385',
      place: 'tables 2 and 6, figures 4 and 6',
      measured: '20 to 110 layers: error on the test pictures of CIFAR-10; 18 and 34: top-1 error on validation pictures of ImageNet, ten crops',
      numbers: [
        ...depths.map((depth) => printedError(`ResNet-${depth}`, `cifar_resnet${depth}`, cifarErrors[depth]!)),
        printedError('plain-18', 'plain18', 27.94),
        printedError('ResNet-18', a18, 27.88),
        printedError('plain-34', 'plain34', 28.54),
        printedError('ResNet-34 A', a34, 25.03),
      ],
      recipe: cifarRecipeText,
    },
  },
  {
    id: 'shortcut-options',
    title: 'Shortcuts where the shape changes',
    question: 'Zeros, a projection where the shape changes, or projections everywhere?',
    base: { ...imagenetRecipe, net: 'resnet34' },
    vary: [{ field: 'net.shortcut', values: [plainShortcut, shortcutOf('zero-pad'), shortcutOf('projection'), shortcutOf('projection-all')] }],
    repeats: { seeds: 3 },
    claims: [
      ...(['zero-pad', 'projection', 'projection-all'] as const).map((change, i) => ({
        id: `option-${'abc'[i]}-helps`,
        text: `Option ${'ABC'[i]} has the higher accuracy than the plain network.`,
        kind: 'higher' as const,
        of: 'accuracy' as const,
        first: { 'net.shortcut': shortcutOf(change) },
        second: { 'net.shortcut': plainShortcut },
      })),
      { id: 'projections-not-essential', text: 'Option B is at most one point below option C.', kind: 'not-lower', of: 'accuracy', first: { 'net.shortcut': shortcutOf('projection') }, second: { 'net.shortcut': shortcutOf('projection-all') }, margin: 0.01 },
    ],
    chart: 'bars',
    paper: {
      arxiv: '1512.03385',
      place: 'table 3',
      measured: 'top-1 error on validation pictures of ImageNet, ten crops',
      numbers: [
        { name: 'plain-34', cell: { 'net.shortcut': plainShortcut }, errorPercent: 28.54 },
        { name: 'ResNet-34 A', cell: { 'net.shortcut': shortcutOf('zero-pad') }, errorPercent: 25.03 },
        { name: 'ResNet-34 B', cell: { 'net.shortcut': shortcutOf('projection') }, errorPercent: 24.52 },
        { name: 'ResNet-34 C', cell: { 'net.shortcut': shortcutOf('projection-all') }, errorPercent: 24.19 },
      ],
      recipe: imagenetRecipeText,
    },
  },
  {
    id: 'depth-ensemble',
    title: 'An ensemble of depths',
    question: 'How good is each depth alone, and how good are they when their answers are averaged?',
    base: cifarRecipe,
    vary: [{ field: 'net', values: depths.map((depth) => `cifar_resnet${depth}`) }],
    repeats: { seeds: 1 },
    claims: [
      { id: 'deeper-is-better', text: 'Some deeper network has a higher accuracy than that of 20 layers.', kind: 'some-higher', of: 'accuracy', than: { net: 'cifar_resnet20' } },
      { id: 'together-beats-best', text: 'Together, their probabilities averaged, they have a higher accuracy than the best of them alone.', kind: 'together-higher', of: 'accuracy', among: {} },
    ],
    chart: 'bars',
    paper: {
      arxiv: '1512.03385',
      place: 'tables 5 and 6',
      measured: 'each depth: error on the test pictures of CIFAR-10; ensembles: top-5 error on test pictures of ImageNet, six models of different depth, averaged',
      numbers: [
        ...depths.map((depth) => printedError(`ResNet-${depth}`, `cifar_resnet${depth}`, cifarErrors[depth]!)),
        { name: 'ensemble of ResNets', cell: null, errorPercent: 3.57 },
        { name: 'ensemble of BN-inception', cell: null, errorPercent: 4.82 },
      ],
      recipe: cifarRecipeText,
    },
  },
];
