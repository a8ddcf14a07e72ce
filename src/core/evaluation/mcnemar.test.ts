import { expect, test } from 'vitest';
import { mcnemar } from './mcnemar.ts';

/** Outcomes with `onlyFirst` and `onlySecond` disagreements and seven images that both have right. */
function outcomes(onlyFirst: number, onlySecond: number): [boolean[], boolean[]] {
  const both = Array.from({ length: 7 }, () => true);
  const first = Array.from({ length: onlyFirst }, () => true);
  const second = Array.from({ length: onlySecond }, () => true);
  return [[...both, ...first, ...second.map(() => false)], [...both, ...first.map(() => false), ...second]];
}

test('equals statsmodels mcnemar(exact=True); mid-p with scipy binom.pmf taken off', () => {
  const rows: [number, number, number, number][] = [
    [1, 8, 0.0390625, 0.021484375],
    [10, 3, 0.09228515625, 0.057373046875],
    [5, 5, 1, 0.876953125],
    [30, 12, 0.007915897334896727, 0.0054015726545912895],
  ];
  for (const [onlyFirst, onlySecond, exactP, midP] of rows) {
    const result = mcnemar(...outcomes(onlyFirst, onlySecond));
    expect(result).toMatchObject({ onlyFirst, onlySecond });
    expect(result.exactP).toBeCloseTo(exactP, 12);
    expect(result.midP).toBeCloseTo(midP, 12);
    expect(mcnemar(...outcomes(onlySecond, onlyFirst)).exactP).toBe(result.exactP);
  }
});

test('no disagreement is no evidence, and thousands of them do not underflow', () => {
  expect(mcnemar(...outcomes(0, 0))).toEqual({ onlyFirst: 0, onlySecond: 0, exactP: 1, midP: 1 });
  // scipy 1.17: 2 * binom.cdf(1950, 4000, 0.5)
  expect(mcnemar(...outcomes(1950, 2050)).exactP).toBeCloseTo(0.11749506836896098, 10);
  expect(() => mcnemar([true], [])).toThrow('1 and 0');
});
