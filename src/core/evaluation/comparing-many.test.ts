import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holm } from './holm.ts';
import { meanInterval, median } from './mean-interval.ts';
import { newcombeInterval } from './newcombe-interval.ts';
import { pairedMeans } from './paired-means.ts';
import { studentQuantile, studentTwoSided } from './student-t.ts';

const golden = JSON.parse(readFileSync('test/golden/comparing.json', 'utf8'));
const near = (value: number, relative = 1e-9) => expect.closeTo(value, Math.max(0, Math.round(-Math.log10(Math.abs(value || 1) * relative))));

test.each(Object.entries<number>(golden.t975))("Student's t, %s degrees of freedom: 97.5 %% lie below %d (scipy)", (degrees, t) => {
  expect(studentQuantile(0.975, Number(degrees))).toEqual(near(t));
  expect(studentQuantile(0.025, Number(degrees))).toEqual(near(-t));
  expect(studentTwoSided(t, Number(degrees))).toBeCloseTo(0.05, 12);
});

test('p of t: by hand for one and two degrees of freedom', () => {
  // P(T <= t) of one: Cauchy, 1/2 + atan(t)/pi. Of two: 1/2 + t / (2 sqrt(2 + t^2)).
  for (const t of [-7, -0.3, 0, 0.4, 3, 40]) {
    expect(studentTwoSided(t, 1)).toBeCloseTo(1 - (2 * Math.atan(Math.abs(t))) / Math.PI, 13);
    expect(studentTwoSided(t, 2)).toBeCloseTo(1 - Math.abs(t) / Math.sqrt(2 + t * t), 13);
  }
  expect(studentTwoSided(Infinity, 3)).toBe(0);
});

test.each(golden.meanOverSeeds as object[])('mean over seeds %j (scipy)', ({ values, mean, low95, high95 }: any) => {
  expect(meanInterval(values)).toEqual({ mean: near(mean), low: near(low95), high: near(high95), n: values.length });
});

test('of one value there is no interval, of none nothing', () => {
  expect(meanInterval([0.9])).toEqual({ mean: 0.9, low: null, high: null, n: 1 });
  expect(meanInterval([])).toBeNull();
  expect([median([]), median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([null, 2, 2.5]);
});

test.each(golden.holm as object[])('Holm %j (statsmodels)', ({ p, adjusted }: any) => {
  expect(holm(p)).toEqual(adjusted.map((value: number) => near(value)));
});

test('Holm never lowers a p-value and keeps their order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (p) => {
      const adjusted = holm(p);
      for (const [i, value] of adjusted.entries()) {
        expect(value).toBeGreaterThanOrEqual(p[i]!);
        for (const [j, other] of adjusted.entries()) if (p[i]! < p[j]!) expect(value).toBeLessThanOrEqual(other);
      }
    }),
  );
});

test.each(golden.newcombePaired as object[])('Newcombe %j', ({ table: [a, b, c, d], difference, low95, high95 }: any) => {
  const found = newcombeInterval({ both: a, onlyFirst: b, onlySecond: c, neither: d });
  expect(found).toEqual({ difference: near(difference), low: near(low95, 1e-7), high: near(high95, 1e-7) });
});

test('paired over seeds: what moves together does not hide the difference; equal differences say nothing of chance', () => {
  // By hand: differences 0.02, 0.04, 0.03; mean 0.03, s 0.01, t = 0.03 / (0.01 / sqrt 3) = 5.196, two degrees of freedom.
  const found = pairedMeans([0.92, 0.74, 0.83], [0.9, 0.7, 0.8])!;
  expect(found.difference).toBeCloseTo(0.03, 12);
  const t = 3 * Math.sqrt(3);
  expect(found.p).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 10);
  expect(found.low).toBeCloseTo(0.03 - (4.302652729749462 * 0.01) / Math.sqrt(3), 10);
  expect(pairedMeans([0.9, 0.8], [0.8, 0.7])).toBeNull();
  expect(pairedMeans([0.9], [0.8])).toBeNull();
  // Folds share training pictures: the same numbers say less.
  expect(pairedMeans([0.92, 0.74, 0.83], [0.9, 0.7, 0.8], 0.5)!.p).toBeGreaterThan(found.p);
});
