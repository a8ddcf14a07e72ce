import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchClasses } from './match-classes.ts';

const pictures = (...labels: number[]) => labels.map((label, i) => ({ sha256: `picture-${i}`, label }));

test('a class more: those that were known keep their rows wherever they stand now', () => {
  const before = { classes: ['cat', 'dog'], images: pictures(0, 0, 1, 1) };
  const now = { classes: ['ant', 'cat', 'dog'], images: pictures(1, 1, 2, 2, 0, 0) };
  expect(matchClasses(before, now)).toEqual({ rows: [null, 0, 1], change: { kept: ['cat', 'dog'], added: ['ant'], gone: [], renamed: [] } });
});

test('a class whose pictures lie in a new one was renamed; one that nobody took over is gone', () => {
  const before = { classes: ['cat', 'dog', 'eel'], images: pictures(0, 0, 0, 1, 1, 2) };
  const now = { classes: ['dog', 'tomcat'], images: pictures(1, 1, 0, 0, 0) };
  expect(matchClasses(before, now)).toEqual({
    rows: [1, 0],
    change: { kept: ['dog'], added: [], gone: ['eel'], renamed: [{ before: 'cat', now: 'tomcat' }] },
  });
});

test('half of the pictures are no renaming, and names that look alike are one', () => {
  const before = { classes: ['caf\u00e9', 'dog'], images: pictures(1, 1) };
  const now = { classes: ['bee', 'cafe\u0301', 'cow'], images: pictures(0, 2) };
  expect(matchClasses(before, now)).toEqual({ rows: [null, 0, null], change: { kept: ['cafe\u0301'], added: ['bee', 'cow'], gone: ['dog'], renamed: [] } });
});

test('every class of before is kept, renamed or gone, every class of now kept, renamed or new, and no row is taken twice', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1 });
  const side = (classes: string[]) => fc.array(fc.nat({ max: classes.length - 1 }), { maxLength: 20 }).map((labels) => ({ classes, images: pictures(...labels) }));
  fc.assert(
    fc.property(names.chain(side), names.chain(side), (before, now) => {
      const { rows, change } = matchClasses(before, now);
      expect([...change.kept, ...change.gone, ...change.renamed.map((one) => one.before)].toSorted()).toEqual(before.classes.toSorted());
      expect([...change.kept, ...change.added, ...change.renamed.map((one) => one.now)].toSorted()).toEqual(now.classes.toSorted());
      const taken = rows.filter((row) => row !== null);
      expect(new Set(taken).size).toBe(taken.length);
    }),
  );
});
