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
  expect(suspectYield(judged)).toMatchObject({ judged: count, wrong, unsure, rightInARow, isTimeToStop });
});

test('ten in a row that are right leave room for a quarter that is not', () => {
  expect(suspectYield(right).mostWrong).toBeCloseTo(0.2589, 4);
  expect((1 - suspectYield(right).mostWrong) ** 10).toBeCloseTo(0.05, 12);
  expect(suspectYield(['wrong']).mostWrong).toBe(1);
});
