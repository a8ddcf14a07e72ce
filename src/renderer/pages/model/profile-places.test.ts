import { expect, test } from 'vitest';
import { placedBlocks, saturatedCut } from './profile-places.ts';

const parts = ['stem', 'stage1.0', 'stage1.1', 'stage2.0', 'head'].map((part) => ({ part }));
const cuts = ['stem', 'stage1', 'stage1.1', 'stage2', 'head'].map((cut) => ({ cut }));
const block = (after: string) => ({ after, dimensions: 8, accuracy: 0.5, low: 0.4, high: 0.6, millisecondsPerImage: 1 });

test('a block stands at the line behind it; what no drawing has stands nowhere', () => {
  const placed = placedBlocks(['stem', 'stage1.1', 'stage2.0', 'stage9.0'].map(block), parts, cuts);
  expect(placed.map(({ after, cut, at }) => [after, cut, at])).toEqual([
    ['stem', 'stage1', 1],
    ['stage1.1', 'stage2', 3],
    ['stage2.0', 'head', 4],
  ]);
  expect(saturatedCut({ saturates: 'stage1.1' }, placed)).toBe('stage2');
  expect(saturatedCut({ saturates: null }, placed)).toBeNull();
});
