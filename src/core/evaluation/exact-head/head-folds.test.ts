import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headFolds } from './head-folds.ts';

const mixed = fc.array(fc.record({ label: fc.nat(4), group: fc.nat(14) }), { minLength: 1, maxLength: 80 });
const draws = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));

test('groups of several classes: each lies in one fold or in none, no fold is empty, and no head is judged by a class it never saw', () => {
  fc.assert(
    fc.property(mixed, draws, (all, drawn) => {
      const labels = all.map(({ label }) => label);
      const groups = all.map(({ group }) => group);
      const folds = [...headFolds(labels, groups, 5, () => drawn.next().value as number)];
      const foldsOf = (isOne: (row: number) => boolean) => new Set(folds.filter((_, row) => isOne(row)));
      for (const group of new Set(groups)) expect(foldsOf((row) => groups[row] === group).size).toBe(1);
      for (const label of new Set(labels)) {
        const own = foldsOf((row) => labels[row] === label);
        expect(own.size > 1 || own.has(-1), `class ${label} in ${[...own].join(', ')}`).toBe(true);
      }
      const used = [...new Set(folds)].filter((fold) => fold >= 0).toSorted((a, b) => a - b);
      expect(used).toEqual(used.map((_, at) => at));
    }),
    { numRuns: 1000 },
  );
});

test('a rare class that comes beside a common one is spread over folds too', () => {
  // Twenty groups of the common class, five of which hold a picture of the rare one as well.
  const labels = Array.from({ length: 20 }, (_, group) => (group % 4 === 0 ? [0, 0, 1] : [0, 0])).flat();
  const groups = Array.from({ length: 20 }, (_, group) => (group % 4 === 0 ? [group, group, group] : [group, group])).flat();
  let state = 1;
  const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);
  for (let dealing = 0; dealing < 20; dealing++) {
    const folds = headFolds(labels, groups, 5, random);
    expect(new Set(folds.filter((_, row) => labels[row] === 1)).size).toBe(5);
  }
});
