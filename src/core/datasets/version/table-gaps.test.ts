import { expect, test } from 'vitest';
import type { DatasetImage } from './dataset-state.ts';
import { tableGaps } from './table-gaps.ts';

const image = (path: string, sha256: string, rest: { isExcluded?: boolean; problem?: string } = {}) =>
  ({ file: { path, sha256, problem: rest.problem ?? null }, isExcluded: rest.isExcluded ?? false }) as unknown as DatasetImage;

test('pictures that a table says nothing of, and groups that are one because they share a picture', () => {
  const images = [image('a.png', 'x'), image('b.png', 'x'), image('c.png', 'y'), image('d.png', 'y'), image('copy of a.png', 'x'), image('e.png', 'z'), image('f.png', 'w', { isExcluded: true }), image('g.png', 'v', { problem: 'cut off' })];
  const table = new Map([['a.png', 'p1'], ['b.png', 'p2'], ['c.png', 'p2'], ['d.png', 'p1']]);
  expect(tableGaps({ images }, table)).toEqual({ alone: ['e.png'], joined: [{ groups: ['p1', 'p2'], files: ['a.png', 'b.png'] }] });
  expect(tableGaps({ images: images.slice(0, 3) }, new Map([['a.png', 'p1'], ['b.png', 'p1'], ['c.png', 'p2']]))).toEqual({ alone: [], joined: [] });
});
