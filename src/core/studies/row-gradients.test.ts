import { expect, test } from 'vitest';
import { rowGradients } from './row-gradients.ts';

const at = (epoch: number, ...norms: (number | null)[]) => ({ epoch, blocks: norms.map((norm, i) => ({ block: `stage1.${i}`, norm })) });

test('runs of a cell together: epochs in order, geometric means, nothing where one overflowed', () => {
  expect(rowGradients([[at(0, 1, 100), at(2, 8, 0.5)], [at(0, 100, 100)]])).toEqual([at(0, expect.closeTo(10, 9), expect.closeTo(100, 9)), at(2, expect.closeTo(8, 9), 0.5)]);
  expect(rowGradients([[at(0, 1, 3)], [at(0, null, 0)]])).toEqual([at(0, null, 0)]);
  expect(rowGradients([[], []])).toEqual([]);
});
