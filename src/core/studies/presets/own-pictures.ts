import type { StudyPreset } from './study-preset.ts';

/** Questions that people ask of their own pictures. */
export const ownPicturesPresets: readonly StudyPreset[] = [
  {
    id: 'freeze-depth',
    title: 'How deep to train',
    question: 'How much of the backbone must be trained for these pictures?',
    base: {},
    vary: [{ field: 'freeze', values: 'cuts' }],
    repeats: { seeds: 3 },
    claims: [{ id: 'deeper-helps', text: 'Training more than the head gives a higher accuracy.', kind: 'some-higher', of: 'accuracy', than: { freeze: 'head' } }],
    chart: 'bars',
  },
  {
    id: 'backbones',
    title: 'Which backbone',
    question: 'Which of the backbones on this computer suits these pictures?',
    base: { freeze: 'head' },
    vary: [{ field: 'backbone', values: 'backbones' }],
    repeats: { folds: 5 },
    claims: [],
    chart: 'bars',
  },
  {
    id: 'seeds',
    title: 'How far seeds lie apart',
    question: 'How much of an accuracy is luck of the seed?',
    base: {},
    vary: [],
    repeats: { seeds: 5 },
    claims: [],
    chart: 'bars',
  },
  {
    id: 'cross-validation',
    title: 'Cross-validation',
    question: 'How good is it on every picture, each judged by a run that has not seen it?',
    base: { freeze: 'head' },
    vary: [],
    repeats: { folds: 5 },
    claims: [],
    chart: 'bars',
  },
  {
    id: 'learning-curve',
    title: 'Would more pictures help',
    question: 'How does accuracy grow with the number of training pictures?',
    base: { freeze: 'head' },
    vary: [{ field: 'trainShare', values: [0.125, 0.25, 0.5, 0.75, 1] }],
    repeats: { seeds: 3 },
    claims: [
      {
        id: 'last-pictures-help',
        text: 'The last quarter of the pictures still raises the accuracy.',
        kind: 'higher',
        of: 'accuracy',
        first: { trainShare: 1 },
        second: { trainShare: 0.75 },
      },
    ],
    chart: 'curve',
  },
];
