import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binomialTail } from './binomial-tail.ts';
import { exactInterval } from './exact-interval.ts';

test('its ends are the shares of which so many, or so few, are half as likely as what may be missed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), fc.nat(80), fc.constantFrom(0.05, 0.05 / 6, 0.05 / 60), (trials, some, outside) => {
      const successes = Math.min(some, trials);
      const [low, high] = exactInterval(successes, trials, outside);
      if (successes > 0) expect(binomialTail(successes, trials, low)).toBeCloseTo(outside / 2, 9);
      else expect(low).toBe(0);
      if (successes < trials) expect(binomialTail(trials - successes, trials, 1 - high)).toBeCloseTo(outside / 2, 9);
      else expect(high).toBe(1);
    }),
    { numRuns: 60 },
  );
});
