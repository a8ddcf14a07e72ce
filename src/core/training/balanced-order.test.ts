import fc from 'fast-check';
import { expect, test } from 'vitest';
import { balancedOrder } from './balanced-order.ts';

const labelsOf = (counts: readonly number[]) => counts.flatMap((count, label) => Array<number>(count).fill(label));

test('every class is seen as often as the others, a small one again and again, each of its pictures before any comes twice more', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 5 }), fc.nat(1000), fc.nat(50), (counts, seed, epoch) => {
      const labels = labelsOf(counts);
      const order = balancedOrder(labels, seed, epoch);
      expect(order).toHaveLength(labels.length);
      expect(balancedOrder(labels, seed, epoch)).toEqual(order);
      const seen = counts.map((_, label) => order.filter(({ at }) => labels[at] === label).length);
      expect(Math.max(...seen) - Math.min(...seen)).toBeLessThanOrEqual(1);
      for (let start = 0; start + counts.length <= order.length; start += counts.length) {
        expect(new Set(order.slice(start, start + counts.length).map(({ at }) => labels[at])).size).toBe(counts.length);
      }
      const times = new Map<number, number>();
      for (const { at, round } of order) {
        expect(round).toBe(times.get(at) ?? 0);
        times.set(at, round + 1);
      }
      for (const [label, count] of counts.entries()) {
        const own = [...times].flatMap(([at, shown]) => (labels[at] === label ? [shown] : []));
        if (own.length === count) expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test('another epoch and another seed have other orders; a large class shows other pictures', () => {
  const labels = labelsOf([40, 4]);
  const at = (seed: number, epoch: number) => balancedOrder(labels, seed, epoch).map((one) => one.at);
  expect(at(0, 1)).not.toEqual(at(0, 0));
  expect(at(1, 0)).not.toEqual(at(0, 0));
  const large = (epoch: number) => new Set(at(0, epoch).filter((one) => labels[one] === 0));
  expect(large(0).size).toBe(22);
  expect(large(1)).not.toEqual(large(0));
});

test('in a turn every order of the classes is as likely as any other', () => {
  const labels = labelsOf([2, 2, 2]);
  const counts = new Map<string, number>();
  for (let epoch = 0; epoch < 3000; epoch++) {
    const order = balancedOrder(labels, 7, epoch).slice(0, 3).map(({ at }) => labels[at]).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  // 500 each; five standard deviations are 102.
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(102);
});
