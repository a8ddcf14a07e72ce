import { expect, test } from 'vitest';
import { namesAlike } from './names-alike.ts';

test('classes whose names differ in blanks, marks that nobody sees or capitals are told together; letters are classes of their own', () => {
  expect(namesAlike(['Rust', 'leaf  spot', 'rust ', 'leaf spot', 'healthy'])).toEqual([['Rust', 'rust '], ['leaf  spot', 'leaf spot']]);
  expect(namesAlike(['oak', 'oak\u200b', '\u00a0oak'])).toEqual([['oak', 'oak\u200b', '\u00a0oak']]);
  expect(namesAlike(['elm', 'oak ', ' ash'])).toEqual([['oak '], [' ash']]);
  expect(namesAlike(['A', 'a', 'B', 'leaf_spot', 'leaf spot', 'Übung'])).toEqual([]);
});
