import { expect, test } from 'vitest';
import { imageAnswer } from '../../testing/answers.ts';
import { cellOf, filtered, filterFromAddress, filterInAddress } from './wall-filter.ts';
import type { WallFilter } from './wall-filter.ts';

const all = [
  imageAnswer(1, 'dock', 'nettle'),
  imageAnswer(2, 'dock', 'dock'),
  imageAnswer(3, 'nettle', 'dock'),
  imageAnswer(4, 'dock', 'oak'),
  imageAnswer(5, 'oak', 'dock'),
];

test.each<[WallFilter, number[]]>([
  [{ kind: 'cell', label: 'dock', predicted: 'nettle' }, [1]],
  [{ kind: 'cell', label: 'dock', predicted: 'dock' }, [2]],
  [{ kind: 'pair', label: 'dock', predicted: 'nettle' }, [1, 3]],
  [{ kind: 'class', label: 'dock' }, [1, 4]],
  [{ kind: 'suspects' }, [5, 1]],
])('%j shows %j', (filter, images) => {
  expect(filtered(all, filter, [5, 1, 99]).map(({ image }) => image)).toEqual(images);
  const address = Object.fromEntries(new URLSearchParams(filterInAddress(filter)));
  expect(filterFromAddress(address)).toEqual(filter);
});

test('only a cell is one of the matrix; a filter that is none is all mistakes', () => {
  expect(cellOf({ kind: 'pair', label: 'dock', predicted: 'nettle' })).toBeNull();
  expect([filterFromAddress({ said: 'dock', class: ['a', 'b'] }), filterInAddress(null)]).toEqual([null, {}]);
});
