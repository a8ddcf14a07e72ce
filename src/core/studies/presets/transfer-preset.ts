import type { PublishedNumber, StudyPreset } from './study-preset.ts';

/** Accuracy on validation pictures by network: whole net and first layers frozen with full augmentation, last layer alone with basic. */
const accuracies: readonly (readonly [name: string, architecture: string, whole: number, frozen: number, last: number | null])[] = [
  ['ResNet-18', 'resnet18', 0.93153, 0.91493, 0.75518],
  ['ResNet-34', 'resnet34', 0.9419, 0.93983, 0.74688],
  ['ResNet-50', 'resnet50', 0.94398, 0.93983, 0.7863],
  ['ResNet-101', 'resnet101', 0.96265, 0.96265, 0.8029],
  ['ResNet-152', 'resnet152', 0.95643, 0.95643, 0.81535],
  ['ResNeXt-101, 32 x 4d', 'resnext101_32x4d', 0.96887, 0.96473, null],
  ['ResNeXt-101, 64 x 4d', 'resnext101_64x4d', 0.96887, 0.96887, null],
];
/** In percent, with no more digits than were printed. */
const errorOf = (accuracy: number): number => Number((100 - 100 * accuracy).toFixed(3));
const ways = [['whole net', 'none'], ['first layers frozen', 'until:stage2'], ['last layer only', 'head']] as const;
const numbers = accuracies.flatMap(([name, architecture, ...told]): PublishedNumber[] =>
  ways.flatMap(([way, freeze], i) => (told[i] === null ? [] : [{ name: `${name}, ${way}`, cell: null, like: { architecture, cell: { freeze, mixup: 0 } }, errorPercent: errorOf(told[i]!) }])),
);

const freeze = (value: string) => ({ freeze: value });

/** The grid of the repository that came with the notes on the three papers: every network trained in three ways. */
export const transferPreset: StudyPreset = {
  id: 'transfer',
  title: 'Transfer in three ways',
  question: 'Train the whole network, all but its first layers, or the last layer only?',
  base: {},
  vary: [
    { field: 'backbone', values: 'backbones' },
    { field: 'freeze', values: ['none', 'until:stage2', 'head'] },
    { field: 'mixup', values: [0, 0.2] },
  ],
  repeats: { seeds: 3 },
  claims: [
    { id: 'more-than-the-head', text: 'Training more than the last layer gives a higher accuracy.', kind: 'some-higher', of: 'accuracy', than: freeze('head') },
    { id: 'first-layers-may-stay', text: 'With its first layers frozen it is at most one point worse than trained whole.', kind: 'not-lower', of: 'accuracy', first: freeze('until:stage2'), second: freeze('none'), margin: 0.01 },
    { id: 'mixup-helps', text: 'Trained whole, it has a higher accuracy on pictures mixed in pairs.', kind: 'higher', of: 'accuracy', first: { ...freeze('none'), mixup: 0.2 }, second: { ...freeze('none'), mixup: 0 } },
    { id: 'together-beats-best', text: 'Together, their probabilities averaged, they have a higher accuracy than the best of them alone.', kind: 'together-higher', of: 'accuracy', among: {} },
  ],
  chart: 'bars',
  paper: {
    arxiv: null,
    place: 'the repository that came with the notes on the three papers',
    measured: 'accuracy on 482 validation pictures of Plant Seedlings, 12 classes, 4,268 pictures to learn from, told here as error',
    numbers,
    recipe: 'Full augmentation for the whole net and with first layers frozen; basic augmentation for the last layer only',
  },
};
