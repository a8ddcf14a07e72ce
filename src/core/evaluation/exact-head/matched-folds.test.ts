import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupInterval } from '../group-interval.ts';
import { headFolds } from './head-folds.ts';
import { matchedFolds } from './matched-folds.ts';

test('as many of each class in each fold; contents that come once are free, who is in no fold stays in none', () => {
  const rows = fc.array(fc.record({ label: fc.nat(3), group: fc.nat(9) }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (all, draws) => {
      const labels = all.map(({ label }) => label);
      const random = () => draws.next().value as number;
      const like = headFolds(labels, all.map(({ group }) => group), 5, random);
      const folds = matchedFolds(labels, labels.map((_, row) => `c${row}`), like, random);
      const counts = (of: ArrayLike<number>) => labels.map((label, row) => `${label} ${of[row]}`).toSorted();
      expect(counts(folds)).toEqual(counts(like));
      expect(labels.every((_, row) => like[row]! >= 0 || folds[row] === -1)).toBe(true);
    }),
  );
});

test('an interval of groups is wider than one of pictures where answers go together, and none of few groups', () => {
  const right = Array.from({ length: 200 }, (_, at) => Math.floor(at / 20) % 3 !== 0);
  const wide = groupInterval(right, right.map((_, at) => `g${Math.floor(at / 20)}`))!;
  const narrow = groupInterval(right, right.map((_, at) => `g${at}`))!;
  expect(wide[1] - wide[0]).toBeGreaterThan(2 * (narrow[1] - narrow[0]));
  expect(wide[0]).toBeLessThan(0.6);
  expect(groupInterval(right, right.map((_, at) => `g${at % 4}`))).toBeNull();
  expect(groupInterval([true, true, true, true, true], ['a', 'b', 'c', 'd', 'e'])![0]).toBeLessThan(0.6);
});
