import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Metrics } from '../../shared/metrics.ts';
import type { HelpKind } from '../../shared/verdict.ts';
import { chosenInterval } from './chosen-interval.ts';
import { helpsAtMost, runVerdict } from './run-verdict.ts';
import type { JudgedRun } from './run-verdict.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** Metrics of a confusion matrix, as `classificationMetrics` gives them. */
function metricsOf(confusion: number[][]): Metrics {
  const total = (row: readonly number[]) => row.reduce((sum, count) => sum + count, 0);
  const images = confusion.reduce((sum, row) => sum + total(row), 0);
  const correct = confusion.reduce((sum, row, at) => sum + row[at]!, 0);
  const perClass = confusion.map((row, at) => {
    const [support, said] = [total(row), total(confusion.map((each) => each[at]!))];
    const part = (whole: number) => (whole === 0 ? 0 : row[at]! / whole);
    return { name: `class ${at}`, support, recall: part(support), precision: part(said), f1: 0 };
  });
  return { accuracy: correct / images, accuracyInterval: wilsonInterval(correct, images), correct, images, macroF1: 0, logLoss: 0, perClass, confusion };
}

const judged = (confusion: number[][], more: Partial<JudgedRun> = {}): JudgedRun => ({
  split: 'val',
  metrics: metricsOf(confusion),
  trainImages: confusion.map(() => 32),
  suspects: [],
  kept: null,
  isAugmented: false,
  deeper: null,
  betterBaseModel: null,
  ...more,
});
const kinds = (run: JudgedRun): HelpKind[] => runVerdict(run).helps.map(({ kind }) => kind);
const suspect = { image: 1, file: 'a.jpg', label: 'class 0', likely: 'class 1', given: 0.01, sure: 0.98 };
const base = { from: 'small', fromAccuracy: null, to: 'large', toAccuracy: 0.804, sizeBytes: 1e8, isOnDisk: false };

/** 155 of 200; class 0 found 20 of 40, eight of them taken for class 1. */
const usual = [
  [20, 8, 5, 4, 3],
  [4, 33, 1, 1, 1],
  [1, 1, 34, 2, 2],
  [1, 1, 2, 34, 2],
  [1, 1, 2, 2, 34],
];

test('three of four right beside guessing: better, with the gain of the weakest class and of the pair by hand', () => {
  const run = judged(usual, { trainImages: [20, 32, 32, 40, 48], suspects: [suspect, suspect] });
  const verdict = runVerdict(run);
  expect(verdict).toMatchObject({ plainly: { times: 3, of: 4 }, standing: 'better', guessing: { accuracy: 0.2, isBeaten: true } });
  expect(verdict.largestClass).toMatchObject({ label: 'class 0', accuracy: 0.2, isBeaten: true });
  const [weakest, suspects] = verdict.helps;
  // 135 of 160 others: 0.84375; (0.84375 - 0.5) x 40 / 200.
  expect(weakest).toMatchObject({ kind: 'weakest-class', label: 'class 0', found: 20, images: 40, trainImages: 20, morePictures: 12, isShown: true });
  expect(weakest!.gain).toBeCloseTo(0.06875, 12);
  expect(suspects).toMatchObject({ kind: 'label-suspects', count: 2, isUnsure: false, gain: 0.01 });
  expect(runVerdict(judged(usual)).helps.find(({ kind }) => kind === 'confused-pair')).toEqual({
    kind: 'confused-pair',
    labels: ['class 0', 'class 1'],
    counts: [8, 4],
    share: 12 / 45,
    gain: 0.06,
  });
});

test('of pictures in groups a pair of classes is what several groups are taken for each other by, and no test of pictures counts', () => {
  const grouped = judged(usual, { groupsConfused: (a, b) => (a === 0 && b === 1 ? 1 : 3), againstConstant: () => 0.5 });
  const verdict = runVerdict({ ...grouped, metrics: { ...grouped.metrics, independentGroups: 20 } });
  // The twelve of class 0 and class 1 are of one group.
  expect(verdict.helps.find(({ kind }) => kind === 'confused-pair')).toMatchObject({ labels: ['class 0', 'class 2'], counts: [5, 1], groups: 3 });
  expect(verdict).toMatchObject({ standing: 'cannot-tell', guessing: { p: null, isBeaten: true }, largestClass: { p: 0.5, isBeaten: false } });
});

test('a weakness of three pictures is not shown; a class nobody was judged by is not the weakest', () => {
  const [weakest] = runVerdict(judged([[1, 2, 0], [1, 19, 0], [0, 0, 0]])).helps.filter(({ kind }) => kind === 'weakest-class');
  expect(weakest).toMatchObject({ label: 'class 0', isShown: false });
});

test('what cannot be told is not called better: one right of one, and a large class alone', () => {
  expect(runVerdict(judged([[1, 0, 0, 0, 0, 0], ...Array.from({ length: 5 }, () => [0, 0, 0, 0, 0, 0])])).standing).toBe('cannot-tell');
  // 82 of 100 right, far better than guessing; always saying class 0 gives 80.
  const skewed = runVerdict(judged([[74, 6], [12, 8]]));
  expect([skewed.guessing.isBeaten, skewed.largestClass.isBeaten, skewed.standing]).toEqual([true, false, 'cannot-tell']);
  expect(runVerdict(judged([[5, 75], [5, 15]])).standing).toBe('worse');
  // The interval leaves 60 % behind, the pictures on which the two differ do not: 32 against 20 of them.
  const paired = runVerdict(judged([[40, 20], [8, 32]]));
  expect([paired.interval![0] > paired.largestClass.accuracy, paired.largestClass.isBeaten]).toEqual([true, false]);
});

test.each<[string, Partial<JudgedRun>, HelpKind[]]>([
  ['the larger gain first, one of each group', { suspects: [suspect], deeper: { from: 'head', to: 'head-then:stage4' }, betterBaseModel: base }, ['weakest-class', 'label-suspects', 'train-deeper']],
  ['labels before pictures where they are more', { suspects: Array.from({ length: 20 }, () => suspect), betterBaseModel: base }, ['label-suspects', 'weakest-class', 'better-base-model']],
  ['by heart instead of deeper', { kept: { trainAccuracy: 1, valAccuracy: 0.77, trainLoss: 0.1, valLoss: 0.7 }, deeper: { from: 'head', to: 'head-then:stage4' } }, ['weakest-class', 'learns-by-heart', 'too-few-pictures']],
  ['a wide interval, then what is left over', {}, ['weakest-class', 'too-few-pictures', 'confused-pair']],
])('helps: %s', (_, more, expected) => {
  expect(kinds(judged(usual, more))).toEqual(expected);
});

test('helps: where nothing can be told, more pictures first and unsure labels after pictures; where all is right, nothing else', () => {
  const few = judged([[2, 1], [2, 1]], { suspects: [suspect, suspect, suspect] });
  expect(kinds(few)).toEqual(['too-few-pictures', 'confused-pair', 'label-suspects']);
  expect(runVerdict(few).helps[2]).toMatchObject({ isUnsure: true });
  expect(kinds(judged([[3, 0], [0, 3]], { suspects: [suspect], betterBaseModel: base }))).toEqual(['too-few-pictures']);
  expect(kinds(judged([[3000, 0], [0, 3000]]))).toEqual([]);
});

test('a label that another class only leads a little does not look wrong', () => {
  expect(kinds(judged(usual, { suspects: [{ ...suspect, given: 0.27, sure: 0.46 }] }))).not.toContain('label-suspects');
});

test('so many more pictures halve the interval, and one fewer does not', () => {
  const help = runVerdict(judged(usual)).helps.find(({ kind }) => kind === 'too-few-pictures')!;
  if (help.kind !== 'too-few-pictures') throw new Error('another help');
  const width = (n: number) => {
    const [low, high] = wilsonInterval(Math.round(0.775 * n), n);
    return high - low;
  };
  const all = 200 + help.moreImages;
  expect(help.margin).toBeCloseTo(width(200) / 2, 12);
  expect(width(all)).toBeLessThanOrEqual(help.margin);
  expect(width(all - 1)).toBeGreaterThan(help.margin);
});

const matrices = fc
  .integer({ min: 2, max: 7 })
  .chain((classes) => fc.array(fc.array(fc.nat({ max: 40 }), { minLength: classes, maxLength: classes }), { minLength: classes, maxLength: classes }))
  .filter((matrix) => matrix.some((row) => row.some((count) => count > 0)));

test('whatever the answers: never better where the interval reaches a baseline, three helps at most, no gain beyond all right, always the same', () => {
  fc.assert(
    fc.property(matrices, fc.nat({ max: 60 }), fc.boolean(), (confusion, suspects, hasMore) => {
      const run = judged(confusion, {
        suspects: Array.from({ length: suspects }, () => suspect),
        ...(hasMore ? { deeper: { from: 'head', to: 'head-then:stage4' }, betterBaseModel: base } : {}),
      });
      const verdict = runVerdict(run);
      const { guessing, largestClass, interval, helps, accuracy } = verdict;
      const [low, high] = interval!;
      for (const { accuracy: share, isBeaten } of [guessing, largestClass]) if (low <= share) expect(isBeaten).toBe(false);
      expect(verdict.standing === 'better').toBe(guessing.isBeaten && largestClass.isBeaten);
      if (verdict.standing === 'worse') expect(high).toBeLessThan(Math.max(guessing.accuracy, largestClass.accuracy));
      expect(helps.length).toBeLessThanOrEqual(helpsAtMost);
      expect(new Set(helps.map(({ kind }) => kind)).size).toBe(helps.length);
      for (const { kind, gain } of helps) {
        if (gain === null) continue;
        expect(gain).toBeGreaterThan(0);
        if (kind !== 'label-suspects') expect(gain).toBeLessThanOrEqual(1 - accuracy + 1e-12);
      }
      expect(runVerdict(run)).toEqual(verdict);
    }),
  );
});

test('of pictures in groups, groups are asked for; without an interval nothing is called better, and a class is weaker by its groups alone', () => {
  const metrics = { ...metricsOf(usual), accuracyInterval: [0.6, 0.9] as [number, number], independentGroups: 20 };
  const of = (more: Partial<JudgedRun>) => runVerdict(judged(usual, { metrics, ...more }));
  expect(of({}).helps).toContainEqual({ kind: 'too-few-groups', groups: 20, moreGroups: 60, margin: expect.closeTo(0.15, 12), gain: null });
  const few = of({ metrics: { ...metrics, accuracyInterval: null, independentGroups: 3 } });
  expect(few).toMatchObject({ standing: 'cannot-tell', interval: null, independentGroups: 3, guessing: { isBeaten: false }, largestClass: { isBeaten: false } });
  expect(few.helps[0]).toEqual({ kind: 'too-few-groups', groups: 3, moreGroups: 2, margin: null, gain: null });
  const weakest = (accuracyInterval: [number, number] | null, independentGroups: number) =>
    of({ classInterval: () => ({ accuracyInterval, independentGroups }) }).helps.find(({ kind }) => kind === 'weakest-class');
  expect(weakest([0.45, 0.55], 12)).toMatchObject({ label: 'class 0', isShown: true, interval: chosenInterval({ correct: 20, images: 40, accuracyInterval: [0.45, 0.55], independentGroups: 12 }, 5) });
  expect(weakest([0.2, 0.8], 6)).toMatchObject({ isShown: false });
  expect(weakest(null, 2)).toMatchObject({ isShown: false, interval: null });
});
