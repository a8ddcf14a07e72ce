import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread } from './spread.ts';

test('a spread is at most so many, different, in order, and leaves no gap that is larger than it must be', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 60 }), (n, most) => {
      const all = Array.from({ length: n }, (_, at) => at);
      const some = spread(all, most);
      expect(some).toHaveLength(Math.min(n, most));
      for (const [at, one] of some.entries()) {
        const gap = one - (some[at - 1] ?? -1);
        expect(gap).toBeGreaterThan(0);
        expect(gap).toBeLessThanOrEqual(Math.ceil(n / most));
      }
    }),
  );
});
