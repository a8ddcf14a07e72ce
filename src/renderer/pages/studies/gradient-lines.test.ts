import { expect, test } from 'vitest';
import { gradientLines } from './gradient-lines.ts';

test('a line a way that measured some; a gap where a norm overflowed or nothing arrived', () => {
  const blocks = (...norms: (number | null)[]) => norms.map((norm, i) => ({ block: `stage1.${i}`, norm }));
  const rows = [{ name: 'none' }, { name: 'whole', gradients: [{ epoch: 0, blocks: blocks(2, 1) }, { epoch: 20, blocks: blocks(3, null) }] }, { name: 'nothing', gradients: [{ epoch: 0, blocks: blocks(0, 1) }] }];
  const [first, last] = [gradientLines(rows, 'first'), gradientLines(rows, 'last')];
  expect(first.x).toEqual([1, 2]);
  expect(first.lines.map(({ label, values }) => [label, values])).toEqual([
    ['whole', [2, 1]],
    ['nothing', [Number.NaN, 1]],
  ]);
  expect(last.lines[0]!.values).toEqual([3, Number.NaN]);
  expect(gradientLines([{ name: 'none' }], 'last')).toEqual({ x: [], lines: [] });
});
