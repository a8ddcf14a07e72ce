import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanChanges } from './scan-changes.ts';

/** `path:content`, with `!` at the end for a file that is no usable picture. */
const files = (...texts: string[]) =>
  texts.map((text) => {
    const [path, sha256] = text.replace('!', '').split(':');
    return { path: path!, sha256: sha256!, problem: text.endsWith('!') ? 'damaged' : null };
  });
const base = ['rose/1.jpg:a', 'rose/2.jpg:b', 'thistle/1.jpg:c', 'lily/1.jpg:l'];

const named = (counts: Record<string, number>) => {
  const list = Object.entries(counts).map(([name, count]) => ({ name, count }));
  return { classes: list.length, named: list };
};
const added = (count: number, counts: Record<string, number> = {}) => ({ what: 'added', count, ...named(counts) });
const moved = (count: number, counts: Record<string, number>) => ({ what: 'moved', count, ...named(counts) });
const gone = (count: number) => ({ what: 'gone', count });
const changed = (count: number) => ({ what: 'changed', count });
const unreadable = (count: number) => ({ what: 'unreadable', count });

test.each([
  [[...base], []],
  [[...base, 'thistle/2.jpg:d'], [added(1, { thistle: 1 })]],
  [
    [...base, 'thistle/2.jpg:d', 'thistle/3.jpg:e', 'thistle/4.jpg:f'].filter((f) => !f.startsWith('rose/1')),
    [added(3, { thistle: 3 }), gone(1)],
  ],
  [[...base, 'thistle/2.jpg:d', 'rose/3.jpg:e', 'rose/4.jpg:f'], [added(3, { rose: 2, thistle: 1 })]],
  [[...base, 'a/2.jpg:d', 'b/3.jpg:e', 'c/4.jpg:f'], [{ ...added(3), classes: 3 }]],
  [[...base, 'loose.jpg:z'], [added(1)]],
  [base.slice(1), [gone(1)]],
  [base.slice(2), [gone(2)]],
  [['rose/1.jpg:A', ...base.slice(1)], [changed(1)]],
  [['thistle/9.jpg:a', ...base.slice(1)], [moved(1, { thistle: 1 })]],
  [
    ['thistle/9.jpg:a', 'thistle/10.jpg:a', ...base.slice(1)],
    [added(1, { thistle: 1 }), moved(1, { thistle: 1 })],
  ],
  [['rose/1.jpg:A!', ...base.slice(1)], [changed(1)]],
  [[...base, 'rose/9.jpg:x!'], [unreadable(1)]],
  [
    [...base.slice(1), 'rose/9.jpg:x!', 'rose/8.jpg:y'],
    [added(1, { rose: 1 }), gone(1), unreadable(1)],
  ],
])('%j: %j', (after, changes) => expect(scanChanges(files(...base), files(...after))).toEqual(changes));

test('the numbers account for every file', () => {
  const folder = fc.uniqueArray(
    fc.record({
      path: fc.constantFrom(...'abcdefgh').map((c) => `k/${c}`),
      sha256: fc.constantFrom('1', '2', '3'),
      problem: fc.constant(null),
    }),
    {
      selector: ({ path }) => path,
    },
  );
  fc.assert(
    fc.property(folder, folder, (before, after) => {
      const changes = scanChanges(before, after);
      const of = (what: string) => changes.find((change) => change.what === what)?.count ?? 0;
      const missing = (list: typeof before, from: typeof before) =>
        list.filter(({ path }) => from.every((other) => other.path !== path)).length;
      expect(of('added') + of('moved')).toBe(missing(after, before));
      expect(of('gone') + of('moved')).toBe(missing(before, after));
    }),
  );
});
