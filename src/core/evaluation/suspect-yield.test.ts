import { expect, test } from 'vitest';
import { suspectYield } from './suspect-yield.ts';

const right = Array.from({ length: 10 }, () => 'right' as const);

test.each([
  [[], [0, 0, 0, 0, false]],
  [['wrong', 'right', 'unsure', 'wrong'], [3, 2, 1, 0, false]],
  [['wrong', ...right.slice(1)], [10, 1, 0, 9, false]],
  [['wrong', 'unsure', ...right], [11, 1, 1, 10, true]],
  [[...right, 'wrong'], [11, 1, 0, 0, false]],
] as const)('%j', (judged, [count, wrong, unsure, rightInARow, isTimeToStop]) => {
  expect(suspectYield(judged)).toEqual({ judged: count, wrong, unsure, rightInARow, isTimeToStop });
});
