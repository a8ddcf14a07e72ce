import { expect, test } from 'vitest';
import { lostOutsideMiddle } from '../../images/lost-by-middle.ts';
import { fitFor } from './choose-fit.ts';

const of = (...sizes: [number, number][]) => sizes.map(([width, height]) => ({ width, height, split: 'train' }));

test('photographs keep the crop; where more than a third lies outside of the middle they are seen whole, unless somebody says otherwise', () => {
  expect(fitFor({}, lostOutsideMiddle(of([640, 480], [480, 640])))).toBe('crop');
  // A third exactly, which floating point makes a little more.
  expect(fitFor({}, lostOutsideMiddle(of([3000, 2000], [2000, 3000])))).toBe('crop');
  expect(fitFor({}, lostOutsideMiddle(of([1600, 900], [1600, 900])))).toBe('pad');
  expect(fitFor({}, lostOutsideMiddle(of([100, 100], [400, 100])))).toBe('pad');
  expect(fitFor({ fit: 'squeeze' }, 0.9)).toBe('squeeze');
  // Only what is trained on decides.
  expect(lostOutsideMiddle([...of([5, 5]), { width: 900, height: 9, split: 'val' }])).toBe(0);
  expect(lostOutsideMiddle([])).toBe(0);
});
