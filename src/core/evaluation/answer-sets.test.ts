import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answerSet, coverageBand, observedBand, picturesNeeded, rankNeeded, setThreshold } from './answer-sets.ts';
import type { ScoreRule } from './answer-sets.ts';

interface Result {
  kind: ScoreRule['method'];
  alpha: number;
  penalty: number;
  free: number;
  threshold: number | 'Infinity';
  shown: number[][];
}
interface Awkward {
  name: string;
  probabilities: number[][];
  labels: number[];
  new: number[][];
  results: Result[];
}
/** TRUST1 of golden_trust.py: LAC by crepes 0.9 and MAPIE 1.6, APS scores by MAPIE, ranks in exact fractions, bands by scipy. */
const golden = JSON.parse(readFileSync(new URL('../../../test/golden/answer-sets.json', import.meta.url), 'utf8')) as Awkward & {
  awkward: Awkward[];
  coverage: { n: number; alpha: number; rank: number; low90?: number; high90?: number }[];
  observed: { n: number; tested: number; alpha: number; low90: number; high90: number }[];
  rounding: Record<string, { cases: [number, number, number][] }>;
};
const cases = [{ ...golden, name: 'drawn' }, ...golden.awkward].flatMap(({ results, ...data }) => results.map((result) => ({ ...data, ...result })));

test.each(cases)('$name: $kind at alpha $alpha, penalty $penalty', ({ kind, alpha, penalty, free, threshold, shown, probabilities, labels, new: rows }) => {
  const rule = { method: kind, penalty, free };
  const classes = probabilities[0]!.length;
  const found = setThreshold(probabilities.flat(), labels, classes, 1 - alpha, rule);
  if (threshold === 'Infinity') {
    expect(found).toBeNull();
    expect(labels.length).toBeLessThan(picturesNeeded(1 - alpha));
    return;
  }
  expect(found).toBeCloseTo(threshold, 12);
  expect(rows.map((_, row) => answerSet(rows.flat(), row, classes, { ...rule, level: 1 - alpha, threshold: found! }))).toEqual(shown);
});

test.each(golden.coverage)('rank and band of $n pictures at alpha $alpha', ({ n, alpha, rank, low90, high90 }) => {
  expect(rankNeeded(n, 1 - alpha)).toBe(rank);
  if (low90 === undefined || high90 === undefined) return;
  const band = coverageBand(n, 1 - alpha);
  expect(band.low).toBeCloseTo(low90, 9);
  expect(band.high).toBeCloseTo(high90, 9);
});

test.each(golden.observed)('$n pictures, $tested tested', ({ n, tested, alpha, low90, high90 }) => {
  expect(observedBand(n, tested, 1 - alpha)).toEqual({ low: low90, high: high90 });
});

test('ranks are exact where rounding is not', () => {
  for (const [n, alpha, rank] of golden.rounding['ceil((n+1)*(1-alpha))']!.cases) expect(rankNeeded(n, 1 - alpha)).toBe(rank);
});

test('how many pictures are enough: 9 for 90 %, 19 for 95 %, 99 for 99 %', () => {
  expect([0.9, 0.95, 0.99, 0.8, 0.5].map(picturesNeeded)).toEqual([9, 19, 99, 4, 1]);
  for (let percent = 50; percent < 100; percent++) {
    const needed = picturesNeeded(percent / 100);
    expect(rankNeeded(needed, percent / 100)).toBeLessThanOrEqual(needed);
    if (needed > 1) expect(rankNeeded(needed - 1, percent / 100)).toBe(needed);
  }
});
