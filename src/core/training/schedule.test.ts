import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { learningRateAt, momentumAt, rateDrops } from './schedule.ts';

// PyTorch's own OneCycleLR.
interface Cycle {
  readonly peak: number;
  readonly steps: number;
  readonly pctStart: number;
  readonly finalDivFactor: number;
  readonly anneal: string;
  readonly rates: readonly number[];
  readonly momenta: readonly number[];
}
const { oneCycle } = JSON.parse(readFileSync(new URL('../../../test/golden/recipes.json', import.meta.url), 'utf8')) as { oneCycle: Cycle[] };

test('warm-up rises in equal parts, then a half cosine falls to nearly 0', () => {
  const schedule = { kind: 'cosine', peak: 0.1, steps: 100, warmup: 0.05, drops: [] } as const;
  const rates = Array.from({ length: 100 }, (_, step) => learningRateAt(schedule, step));
  for (const [i, rate] of rates.slice(0, 5).entries()) expect(rate).toBeCloseTo((0.1 * (i + 1)) / 6, 12);
  expect(rates[5]).toBe(0.1);
  expect(rates[52]).toBeCloseTo((0.1 * (1 + Math.cos((Math.PI * 47) / 95))) / 2, 12);
  expect(rates[99]).toBeGreaterThan(0);
  expect(rates[99]).toBeLessThan(0.1 * 0.0003);
});

test('constant keeps the peak after the warm-up', () => {
  const schedule = { kind: 'constant', peak: 2, steps: 10, warmup: 0.2, drops: [] } as const;
  const rates = Array.from({ length: 10 }, (_, step) => learningRateAt(schedule, step));
  expect(rates).toEqual([2 / 3, 4 / 3, 2, 2, 2, 2, 2, 2, 2, 2]);
});

test('steps fall to a tenth at each drop, as the papers do', () => {
  // arXiv 1512.03385, section 4.2: 0.1, divided by 10 at 32k and 48k of 64k iterations; 110 layers warm up for about 400.
  const schedule = { kind: 'step', peak: 0.1, steps: 64_000, warmup: 400 / 64_000, drops: rateDrops('0.5,0.75') } as const;
  const rates = [0, 399, 400, 31_999, 32_000, 47_999, 48_000, 63_999].map((step) => learningRateAt(schedule, step));
  const expected = [0.1 / 401, (0.1 * 400) / 401, 0.1, 0.1, 0.01, 0.01, 0.001, 0.001];
  for (const [i, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[i]!, 12);
});

test("one cycle is PyTorch's, its momentum too", () => {
  const [cycle] = oneCycle.filter(({ anneal, finalDivFactor }) => anneal === 'cos' && finalDivFactor === 10_000);
  const { peak, steps, pctStart, rates, momenta } = cycle!;
  const schedule = { kind: 'one-cycle', peak, steps, warmup: pctStart, drops: [] } as const;
  expect(rates).toHaveLength(20);
  for (const [step, rate] of rates.entries()) expect(learningRateAt(schedule, step)).toBeCloseTo(rate, 12);
  for (const [step, momentum] of momenta.entries()) expect(momentumAt(schedule, step)).toBeCloseTo(momentum, 12);
  expect(momentumAt({ ...schedule, kind: 'cosine' }, 3)).toBe(0.9);
});

test('a rate is always above 0 and at most the peak, and never rises after the warm-up', () => {
  const kind = fc.constantFrom('cosine' as const, 'constant' as const, 'step' as const, 'one-cycle' as const);
  fc.assert(
    fc.property(
      kind,
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (k, steps, warmup) => {
        const rates = Array.from({ length: steps }, (_, step) =>
          learningRateAt({ kind: k, peak: 1, steps, warmup, drops: [0.3, 0.9] }, step),
        );
        for (const rate of rates) {
          expect(rate).toBeGreaterThan(0);
          expect(rate).toBeLessThanOrEqual(1);
        }
        const after = rates.slice(Math.round(warmup * steps));
        for (let i = 1; i < after.length; i++) expect(after[i]!).toBeLessThanOrEqual(after[i - 1]!);
      },
    ),
  );
});
