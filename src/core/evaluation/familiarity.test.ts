import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { alarmThreshold, areaInterval, areaUnderCurve } from './detection.ts';
import { heldOutScores, neighbourOf } from './familiarity.ts';
import { plainFamiliarity } from './plain-familiarity.fixture.ts';
import { z95 } from './wilson-interval.ts';

interface Scored {
  score: string;
  known: number[];
  unknown: number[];
  auroc: number;
  alarms: { rate: number; rank: number; threshold: number | string; low90?: number; high90?: number }[];
}
/** TRUST1 of golden_trust.py: neighbours by scikit-learn's NearestNeighbors, AUROC by its roc_auc_score. */
const golden = JSON.parse(readFileSync(new URL('../../../test/golden/none-of-these.json', import.meta.url), 'utf8')) as {
  bank: number[][];
  bankLabels: number[];
  known: number[][];
  knownLabels: number[];
  unknown: number[][];
  results: Scored[];
  awkward: (Omit<Scored, 'alarms' | 'score'> & { name: string })[];
  bankLeaveOneOut5: number[];
  holdOneClassOut: { perClass: { knn5: { auroc: number } }[] };
  zeroVector: { features: number[][]; distance1: number[] };
};
const dimensions = 6;
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9));
const flat = (rows: readonly number[][]) => rows.flat();

test.each(golden.results.filter(({ score }) => score.startsWith('knn')))('$score, as scikit-learn has it', ({ score, known, unknown }) => {
  const scores = (features: number[][]) => plainFamiliarity(flat(golden.bank), dimensions, Number(score.slice(3)), flat(features));
  expect([scores(golden.known), scores(golden.unknown)]).toEqual([near(known), near(unknown)]);
});

test('a picture of the bank is not its own neighbour; a vector of zeros is at distance 1', () => {
  const bank = flat(golden.bank);
  expect(plainFamiliarity(bank, dimensions, 5, bank, (row) => row)).toEqual(near(golden.bankLeaveOneOut5));
  expect(plainFamiliarity(bank, dimensions, 1, flat(golden.zeroVector.features))).toEqual(near(golden.zeroVector.distance1.map((distance) => -distance)));
});

test.each([...golden.results, ...golden.awkward.map((one) => ({ ...one, score: one.name }))])('AUROC: $score', ({ known, unknown, auroc }) => {
  expect(areaUnderCurve(known, unknown)).toBeCloseTo(auroc, 12);
});

test.each(golden.results)('false alarms: $score', ({ known, alarms }) => {
  for (const { rate, rank, threshold, low90, high90 } of alarms) {
    const found = alarmThreshold(known, rate);
    if (rank === 0) expect(found).toBeNull();
    else expect(found).toEqual({ threshold: expect.closeTo(threshold as number, 12), low: expect.closeTo(low90!, 9), high: expect.closeTo(high90!, 9) });
  }
});

test('each class left out once', () => {
  const squares = golden.known.map((known) => golden.bank.map((_, at) => plainFamiliarity(golden.bank[at]!, dimensions, 1, known)[0]! ** 2));
  const found = heldOutScores(golden.bankLabels, golden.knownLabels, squares, 4, 5).map((scores) => areaUnderCurve(scores!.known, scores!.unknown));
  expect(found).toEqual(golden.holdOneClassOut.perClass.map(({ knn5 }) => expect.closeTo(knn5.auroc, 12)));
  expect(heldOutScores([0], [0], [[0]], 1, 1)).toEqual([null]);
});

test('the neighbour that counts is half of the smallest class, and never more than the third', () => {
  expect([neighbourOf([1, 90]), neighbourOf([5, 90]), neighbourOf([9, 90]), neighbourOf([400, 500])]).toEqual([1, 2, 3, 3]);
});

test("the interval of an area is Newcombe's: by hand where all known pictures score higher, and about what Hanley and McNeil say at 0.9", () => {
  // An area t reaches 1 from 1 - t = 1.96 sqrt(t (1 - t) (1 + 9 (1 - t) / (2 - t) + 9 t / (1 + t)) / 100) for ten and ten.
  const [low, high] = areaInterval(1, 10, 10);
  expect(high).toBe(1);
  expect(1 - low).toBeCloseTo(z95 * Math.sqrt((low * (1 - low) * (1 + (9 * (1 - low)) / (2 - low) + (9 * low) / (1 + low))) / 100), 9);
  const [from, to] = areaInterval(0.9, 100, 100);
  expect((to - from) / 2 / z95).toBeCloseTo(0.023, 2);
});

test('of ten unknown pictures beside fifty known ones the interval holds the area in about 95 of 100 draws', () => {
  const random = seededRandom(6);
  const normal = (): number => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, 0) - 6;
  for (const [shift, truth] of [[0.6, 0.6643], [1.8124, 0.9]] as const) {
    let holds = 0;
    for (let draw = 0; draw < 400; draw++) {
      const [known, unknown] = [Array.from({ length: 50 }, () => normal() + shift), Array.from({ length: 10 }, normal)];
      const [low, high] = areaInterval(areaUnderCurve(known, unknown), 50, 10);
      holds += Number(low <= truth && truth <= high);
    }
    expect(holds).toBeGreaterThan(372);
  }
});

test('each class left out is judged by the k-th of all distances to others in order', () => {
  const some = fc.array(fc.record({ label: fc.integer({ min: -1, max: 3 }), square: fc.nat(5) }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 3 }), (bank, k) => {
      const labels = bank.map(({ label }) => label);
      const found = heldOutScores(labels, [0, 1], [bank.map(({ square }) => square), bank.map(({ square }) => 5 - square)], 4, k);
      for (const [held, told] of found.entries()) {
        const others = bank.filter(({ label }) => label !== held).map(({ square }) => square);
        const kth = (squares: number[]) => -Math.sqrt(squares.toSorted((a, b) => a - b)[k - 1]!);
        const [first, second] = [kth(others), kth(others.map((square) => 5 - square))];
        if (held > 1 || others.length < k) expect(told).toBeNull();
        else expect(told).toEqual(held === 0 ? { known: [second], unknown: [first] } : { known: [first], unknown: [second] });
      }
    }),
  );
});
