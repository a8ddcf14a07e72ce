import fc from 'fast-check';
import { expect, test } from 'vitest';
import { togetherOf } from '../evaluation/accuracy-interval.ts';
import { studyClaimSchema } from '../../shared/study-spec.ts';
import type { StudyCell, StudyClaim, StudyMeasure } from '../../shared/study-spec.ts';
import type { Repeated, TrialResult } from './compare-trials.ts';
import { judgeClaims } from './judge-claims.ts';
import { recommendCell, summariseStudy } from './summarise-study.ts';

const seeds: Repeated = { folds: 0, right: () => new Map() };
/** Figures of every repeat of every cell; a run's number is 10 * row + repeat. */
const results = (cells: readonly StudyCell[], accuracies: readonly (readonly number[])[], more: (row: number, repeat: number) => Partial<Record<StudyMeasure | 'parameters', number>> = () => ({})): TrialResult[] =>
  cells.flatMap((cell, row) =>
    accuracies[row]!.map((accuracy, repeat) => ({
      cell,
      row,
      repeat,
      run: 10 * row + repeat,
      accuracy,
      trainAccuracy: accuracy,
      trainLoss: 1 - accuracy,
      valLoss: 1 - accuracy,
      parameters: 100 * (row + 1),
      multiplyAdds: 5,
      secondsPerEpoch: 2,
      seconds: 9,
      ...more(row, repeat),
    })),
  );
const claim = (changes: object): StudyClaim => studyClaimSchema.parse({ id: 'c', text: 'It is so.', of: 'accuracy', ...changes });
const lr = (values: readonly number[]): StudyCell[] => values.map((learningRate) => ({ learningRate }));
const higher = (a: number, b: number, of: StudyMeasure = 'accuracy') => claim({ kind: 'higher', of, first: { learningRate: a }, second: { learningRate: b } });
/** Of 40 pictures the first so many are right. */
const firstRight = (counts: readonly number[]): Repeated['right'] => (run) => new Map(Array.from({ length: 40 }, (_, i) => [i, i < counts[Math.floor(run / 10)]!]));

test('a table by hand: mean with its interval, median, singles and what a cell costs', () => {
  const cells = lr([0.1, 0.01]);
  const [first, second] = summariseStudy(cells, results(cells, [[0.93, 0.91, 0.92], [0.5]]));
  expect(first).toMatchObject({ cell: { learningRate: 0.1 }, runs: [0, 1, 2], parameters: 100, multiplyAdds: 5, secondsPerEpoch: 2, secondsPerRun: 9 });
  expect(first!.accuracy).toEqual({ mean: expect.closeTo(0.92, 12), low: expect.closeTo(0.8951586228824967, 9), high: expect.closeTo(0.9448413771175034, 9), n: 3, median: 0.92, values: [0.93, 0.91, 0.92] });
  expect(second!.accuracy).toMatchObject({ mean: 0.5, low: null, high: null, n: 1 });
  expect(summariseStudy(cells, [])[0]).toMatchObject({ runs: [], accuracy: null, trainLoss: null, parameters: null });
});

test('over seeds: what is proven holds, its contrary does not, and what lies within chance cannot be told', () => {
  const cells = lr([0.1, 0.01, 0.001]);
  const of = results(cells, [[0.9, 0.92, 0.91, 0.9], [0.7, 0.74, 0.7, 0.72], [0.72, 0.7, 0.69, 0.74]]);
  const verdicts = judgeClaims([higher(0.1, 0.01), higher(0.01, 0.1), higher(0.01, 0.001)], cells, of, seeds);
  expect(verdicts.map(({ holds }) => holds)).toEqual(['yes', 'no', 'unclear']);
  expect(verdicts[0]!.compared).toMatchObject({ comparison: { test: 'paired-t', pairs: 4, difference: expect.closeTo(0.1925, 9) } });
  // Holm: the smallest of three, times three.
  const [alone] = judgeClaims([higher(0.1, 0.01)], cells, of, seeds);
  expect(verdicts[0]!.compared!.comparison.p).toBeCloseTo(3 * alone!.compared!.comparison.p!, 12);
});

test('with one seed only McNemar on the same pictures decides: 6 one-sided pictures do, 4 do not; training accuracy by pictures that both learned from, where they were asked', () => {
  const cells = lr([0.1, 0.01, 0.001]);
  const of = results(cells, [[0.9], [0.75], [0.8]]);
  const one: Repeated = { folds: 0, right: firstRight([36, 30, 32]) };
  const [big, small, training] = judgeClaims([higher(0.1, 0.01), higher(0.1, 0.001), higher(0.1, 0.01, 'trainAccuracy')], cells, of, one);
  expect(big).toMatchObject({ holds: 'yes', compared: { comparison: { test: 'mcnemar', pictures: 40, difference: 0.15 } } });
  expect(small).toMatchObject({ holds: 'unclear' });
  expect(training).toMatchObject({ holds: 'unclear', compared: { comparison: { test: null, p: null } } });

  const [asked, loss] = judgeClaims([higher(0.1, 0.01, 'trainAccuracy'), higher(0.1, 0.01, 'trainLoss')], cells, of, { ...one, rightOfTraining: firstRight([38, 30, 32]) });
  expect(asked).toMatchObject({ holds: 'yes', compared: { comparison: { test: 'mcnemar', pictures: 40, difference: expect.closeTo(0.2, 9) } } });
  expect(loss).toMatchObject({ holds: 'unclear', compared: { comparison: { test: null } } });
});

test('repeats without any spread say nothing of seeds: the pictures decide', () => {
  const cells = lr([0.1, 0.01]);
  const of = results(cells, [[0.9, 0.9, 0.9], [0.875, 0.875, 0.875]]);
  const [verdict] = judgeClaims([higher(0.1, 0.01)], cells, of, { folds: 0, right: firstRight([36, 35]) });
  expect(verdict).toMatchObject({ holds: 'unclear', compared: { comparison: { test: 'mcnemar', pictures: 40, p: 1 / 2 } } });
});

test('seeds that agree prove nothing of other pictures: where their answers are kept, the pictures count too, and whole groups of them', () => {
  const cells = lr([0.1, 0.01]);
  const of = results(cells, [[0.875, 0.9, 0.9], [0.825, 0.825, 0.85]]);
  const alone = judgeClaims([higher(0.1, 0.01)], cells, of, seeds)[0]!;
  expect(alone).toMatchObject({ holds: 'yes', compared: { comparison: { test: 'paired-t', pictures: 0 } } });
  const right: Repeated['right'] = (run) => new Map(Array.from({ length: 40 }, (_, i) => [i, i < Math.round(40 * of.find((one) => one.run === run)!.accuracy)]));
  const [told] = judgeClaims([higher(0.1, 0.01)], cells, of, { folds: 0, right });
  expect(told).toMatchObject({ holds: 'unclear', compared: { comparison: { test: 'paired-t', pairs: 3, pictures: 40, difference: expect.closeTo(0.0583, 3) } } });
  const inGroups = (size: number): Repeated['groupsOf'] => (pictures) => togetherOf(pictures.map((at) => ({ sha256: `${at}`, group: `g${Math.floor(at / size)}` })), () => () => 0);
  const ofGroups = (size: number) => judgeClaims([higher(0.1, 0.01)], cells, of, { folds: 0, right, groupsOf: inGroups(size) })[0]!.compared!.comparison;
  expect(ofGroups(4)).toMatchObject({ test: 'paired-t', independentGroups: 10 });
  expect(ofGroups(10)).toMatchObject({ test: 'mcnemar', independentGroups: 4, low: null });
});

test('not lower: within a margin over seeds it holds, without one it must be proven', () => {
  const cells = lr([0.1, 0.01]);
  const of = results(cells, [[0.9, 0.91, 0.9, 0.92], [0.905, 0.905, 0.905, 0.915]]);
  const notLower = (margin: number) => claim({ kind: 'not-lower', first: { learningRate: 0.1 }, second: { learningRate: 0.01 }, margin });
  expect(judgeClaims([notLower(0.02), notLower(0)], cells, of, seeds).map(({ holds }) => holds)).toEqual(['yes', 'unclear']);
});

test('some other cell is higher: the one that proves it is named; fields that a claim does not name pair up', () => {
  const cells = [
    { order: 'post', depth: 1 },
    { order: 'post', depth: 2 },
    { order: 'pre', depth: 1 },
    { order: 'pre', depth: 2 },
  ];
  const of = results(cells, [[0.5, 0.52, 0.5], [0.6, 0.62, 0.61], [0.7, 0.71, 0.72], [0.8, 0.83, 0.81]]);
  const [some, pre] = judgeClaims([claim({ kind: 'some-higher', than: { order: 'post', depth: 1 } }), claim({ kind: 'higher', first: { order: 'pre' }, second: { order: 'post' } })], cells, of, seeds);
  expect(some).toMatchObject({ holds: 'yes', compared: { first: { order: 'pre', depth: 2 } } });
  expect(pre).toMatchObject({ holds: 'yes', compared: { comparison: { pairs: 6 } } });
});

test('cells that are not there, or not done, leave a claim open', () => {
  const cells = lr([0.1, 0.01]);
  expect(judgeClaims([higher(0.1, 7), higher(0.1, 0.01)], cells, results(cells, [[0.9, 0.8], []]), seeds)).toMatchObject([
    { holds: 'unclear', compared: null },
    { holds: 'unclear', compared: null },
  ]);
});

test('noise alone: over many tables without any difference few claims are believed, and then one that is right by chance', () => {
  let believed = 0;
  const tables = 300;
  let state = 1;
  const random = () => (state = (state * 48_271) % 0x7fffffff) / 0x7fffffff;
  const cells = lr([1, 2, 3]);
  for (let i = 0; i < tables; i++) {
    const of = results(cells, cells.map(() => Array.from({ length: 4 }, () => 0.8 + 0.05 * (random() + random() + random() - 1.5))));
    if (judgeClaims([higher(1, 2), higher(2, 3), higher(1, 3)], cells, of, seeds).some(({ holds }) => holds !== 'unclear')) believed++;
  }
  expect(believed / tables).toBeLessThan(0.08);
});

test('recommended: the cheapest that is not proven worse; never one that is proven worse', () => {
  const cells = lr([1, 2, 3]);
  const proven = results(cells, [[0.7, 0.72, 0.71], [0.9, 0.92, 0.9], [0.91, 0.91, 0.92]]);
  expect(recommendCell(summariseStudy(cells, proven), proven, seeds)).toEqual({ cell: { learningRate: 2 }, asGood: [{ learningRate: 3 }, { learningRate: 2 }] });
  // The third is the best on average and scattered; the second beats the first each time.
  const scattered = results(cells, [[0.7, 0.71, 0.69], [0.78, 0.8, 0.77], [0.98, 0.8, 0.65]]);
  expect(recommendCell(summariseStudy(cells, scattered), scattered, seeds)).toEqual({ cell: { learningRate: 2 }, asGood: [{ learningRate: 3 }, { learningRate: 2 }] });
  const alike = results(cells, [[0.9, 0.93, 0.9], [0.91, 0.92, 0.92], [0.9, 0.91, 0.94]], () => ({ parameters: 100 }));
  expect(recommendCell(summariseStudy(cells, alike), alike, seeds)).toEqual({ cell: { learningRate: 2 }, asGood: [{ learningRate: 2 }, { learningRate: 3 }, { learningRate: 1 }] });
  const shares = [{ trainShare: 0.5 }, { trainShare: 1 }];
  const grown = results(shares, [[0.5], [0.9]]);
  expect(recommendCell(summariseStudy(shares, grown), grown, seeds)).toBeNull();
  fc.assert(
    fc.property(fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 5 }), (accuracies) => {
      const many = lr([...accuracies.keys()]);
      const of = results(many, accuracies);
      const rows = summariseStudy(many, of);
      const taken = rows.find(({ cell }) => JSON.stringify(cell) === JSON.stringify(recommendCell(rows, of, seeds)?.cell))!;
      const best = rows.reduce((a, b) => (b.accuracy!.mean > a.accuracy!.mean ? b : a));
      expect(taken.parameters!).toBeLessThanOrEqual(best.parameters!);
    }),
  );
});

test('runs together against the best of them, on the same pictures; folds share none', () => {
  const cells = lr([0.1, 0.01]);
  const of = results(cells, [[0.75, 0.8], [0.7]]);
  const right = (count: number) => new Map(Array.from({ length: 40 }, (_, i) => [i, i < count]));
  const asked: (readonly number[])[] = [];
  const repeated: Repeated = {
    folds: 0,
    right: () => right(32),
    together: (runs) => {
      asked.push(runs);
      return right(38);
    },
  };
  const claims = [claim({ kind: 'together-higher' }), claim({ kind: 'together-higher', among: { learningRate: 0.1 } }), claim({ kind: 'together-higher', among: { learningRate: 0.01 } })];
  const [all, two, one] = judgeClaims(claims, cells, of, repeated);
  expect(asked).toEqual([[0, 1, 10], [0, 1]]);
  expect(all).toMatchObject({ holds: 'yes', compared: { first: { together: 3 }, second: { run: 1 }, comparison: { test: 'mcnemar', pictures: 40, difference: 0.15 } } });
  expect(two!.compared!.first).toEqual({ together: 2 });
  expect(one).toMatchObject({ holds: 'unclear', compared: null });
  expect(judgeClaims(claims, cells, of, { ...repeated, folds: 5 })[0]!.compared).toBeNull();
});
