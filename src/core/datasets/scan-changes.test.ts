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

test.each([
  [[...base], null],
  [[...base, 'thistle/2.jpg:d'], '1 new picture in thistle'],
  [[...base, 'thistle/2.jpg:d', 'thistle/3.jpg:e', 'thistle/4.jpg:f'].filter((f) => !f.startsWith('rose/1')), '3 new pictures in thistle, 1 gone'],
  [[...base, 'thistle/2.jpg:d', 'rose/3.jpg:e', 'rose/4.jpg:f'], '3 new pictures in thistle (1) and rose (2)'],
  [[...base, 'a/2.jpg:d', 'b/3.jpg:e', 'c/4.jpg:f'], '3 new pictures in 3 classes'],
  [[...base, 'loose.jpg:z'], '1 new picture'],
  [base.slice(1), '1 picture gone'],
  [base.slice(2), '2 pictures gone'],
  [['rose/1.jpg:A', ...base.slice(1)], '1 picture changed'],
  [['thistle/9.jpg:a', ...base.slice(1)], '1 picture moved to thistle'],
  [['thistle/9.jpg:a', 'thistle/10.jpg:a', ...base.slice(1)], '1 new picture in thistle, 1 moved to thistle'],
  [['rose/1.jpg:A!', ...base.slice(1)], '1 picture changed'],
  [[...base, 'rose/9.jpg:x!'], '1 new file that cannot be read'],
  [[...base.slice(1), 'rose/9.jpg:x!', 'rose/8.jpg:y'], '1 new picture in rose, 1 gone, 1 new file that cannot be read'],
])('%j: %s', (after, message) => expect(scanChanges(files(...base), files(...after))).toBe(message));

test('the numbers of a line account for every file', () => {
  const folder = fc.uniqueArray(fc.record({ path: fc.constantFrom(...'abcdefgh').map((c) => `k/${c}`), sha256: fc.constantFrom('1', '2', '3'), problem: fc.constant(null) }), {
    selector: ({ path }) => path,
  });
  fc.assert(
    fc.property(folder, folder, (before, after) => {
      const line = scanChanges(before, after) ?? '';
      const number = (pattern: RegExp) => Number(pattern.exec(line)?.[1] ?? 0);
      const [fresh, moved, gone] = [number(/(\d+) new picture/), number(/(\d+)(?: pictures?)? moved/), number(/(\d+)(?: pictures?)? gone/)];
      const missing = (list: typeof before, from: typeof before) =>
        list.filter(({ path }) => from.every((other) => other.path !== path)).length;
      expect(fresh + moved).toBe(missing(after, before));
      expect(gone + moved).toBe(missing(before, after));
    }),
  );
});
