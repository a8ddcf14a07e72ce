import { expect, test } from 'vitest';
import type { HelpKind, RunVerdict, VerdictHelp } from '../../shared/verdict.ts';
import { verdictText } from './verdict-text.ts';

const helps: { [Kind in HelpKind]: [Extract<VerdictHelp, { kind: Kind }>, string] } = {
  'weakest-class': [
    { kind: 'weakest-class', label: 'oak', found: 4, images: 8, recall: 0.5, interval: [0.22, 0.78], trainImages: 20, morePictures: 12, isShown: false, gain: 0.06 },
    'More of "oak": 4 of 8 found (50.0 %, 22.0 to 78.0), which may be chance; 12 more than its 20 to learn from would be as many as the others have. Found like the others: +6.0 points at most.',
  ],
  'confused-pair': [
    { kind: 'confused-pair', labels: ['oak', 'birch'], counts: [1, 1], share: 0.25, gain: 0.05 },
    '"oak" and "birch" told apart: 2 mistakes (25.0 % of all), +5.0 points at most.',
  ],
  'label-suspects': [
    { kind: 'label-suspects', count: 1, isUnsure: false, pictures: [{ image: 1, file: 'oak/3.jpg', label: 'oak', likely: 'birch', given: 0.01, sure: 0.99 }], gain: 0.025 },
    '1 label to check: oak/3.jpg (birch?). Wrong all of them: +2.5 points at most.',
  ],
  'too-few-pictures': [
    { kind: 'too-few-pictures', images: 40, moreImages: 122, margin: 0.125, gain: null },
    '122 more pictures to be judged by: 40 leave 12.5 points to either side, so many more half of that.',
  ],
  'too-few-groups': [
    { kind: 'too-few-groups', groups: 12, moreGroups: 36, margin: 0.125, gain: null },
    '36 more independent groups to be judged by: 12 independent groups leave 12.5 points to either side, so many more half of that. More pictures of the same groups hardly help.',
  ],
  'learns-by-heart': [
    { kind: 'learns-by-heart', trainAccuracy: 1, trainLoss: 0.1, valLoss: 0.7, isAugmented: false, gain: null },
    'It knows its training pictures by heart (100.0 % right, loss 0.1 against 0.7): more pictures, or --augment light. What that brings cannot be computed.',
  ],
  'train-deeper': [{ kind: 'train-deeper', from: 'head', to: 'head-then:stage4', gain: null }, 'Train deeper: --freeze head-then:stage4 instead of head. What that brings, only a run tells.'],
  'better-base-model': [
    { kind: 'better-base-model', from: 'a', fromAccuracy: null, to: 'b', toAccuracy: 0.804, sizeBytes: 102_469_840, isOnDisk: false, gain: null },
    'A larger base model: --backbone b (80.4 % on ImageNet; 102 MB to download). What that brings here, only a run tells.',
  ],
};

const verdict = (more: Partial<RunVerdict> = {}): RunVerdict => ({
  split: 'val',
  correct: 31,
  images: 40,
  classes: 5,
  accuracy: 0.775,
  interval: [0.62, 0.88],
  independentGroups: null,
  plainly: { times: 3, of: 4 },
  guessing: { accuracy: 0.2, isBeaten: true, p: 0 },
  largestClass: { label: 'oak', accuracy: 0.45, isBeaten: true, p: 0 },
  standing: 'better',
  helps: [],
  ...more,
});

test.each(Object.values(helps))('what would help: %j', (help, words) => {
  expect(verdictText(verdict({ helps: [help] })).split('\n').at(-1)).toBe(`  1. ${words}`);
});

test('classes as large as each other are guessed as well as one is said always', () => {
  expect(verdictText(verdict({ largestClass: { label: 'oak', accuracy: 0.225, isBeaten: true, p: 0 } }))).toBe('Right 3 times of 4; guessing gives 1 of 5.');
});

test.each<[Partial<RunVerdict>, string]>([
  [{}, 'Right 3 times of 4; guessing gives 1 of 5, always saying "oak" 45.0 %.'],
  [{ standing: 'cannot-tell', guessing: { accuracy: 0.2, isBeaten: false, p: 0.3 } }, 'Right 3 times of 4; guessing gives 1 of 5, always saying "oak" 45.0 %. From 40 pictures it cannot be told whether it is better than guessing.'],
  [{ standing: 'cannot-tell' }, 'Right 3 times of 4; guessing gives 1 of 5, always saying "oak" 45.0 %. From 40 pictures it cannot be told whether it is better than always saying "oak".'],
  [{ standing: 'worse', plainly: { times: 1, of: 10 } }, 'Right 1 time of 10; guessing gives 1 of 5, always saying "oak" 45.0 %: worse than doing without a model.'],
])('how it stands: %j', (more, words) => {
  expect(verdictText(verdict(more))).toBe(words);
});

test('of too few groups it is said what is missing, and that they are groups', () => {
  const few = verdict({ interval: null, independentGroups: 3, standing: 'cannot-tell', guessing: { accuracy: 0.2, isBeaten: false, p: 0 }, helps: [{ kind: 'too-few-groups', groups: 3, moreGroups: 2, margin: null, gain: null }] });
  expect(verdictText(few)).toContain('From 3 independent groups of 40 pictures it cannot be told');
  expect(verdictText(few)).toContain('2 more independent groups to be judged by: with 3 independent groups there is no interval, from 5 on there is.');
});
