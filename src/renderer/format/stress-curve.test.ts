import { expect, test } from 'vitest';
import { stressCurve } from './stress-curve.ts';

const level = (accuracy: number, low: number, high: number) => ({ accuracy, low, high });

test('a line through what is right at each level, from none at the bottom to all at the top, in the band of its intervals', () => {
  expect(stressCurve([level(1, 0.5, 1), level(0.5, 0.25, 0.75), level(0, 0, 0.5)], 100, 40)).toEqual({
    points: [
      { x: 0, y: 0 },
      { x: 50, y: 20 },
      { x: 100, y: 40 },
    ],
    line: 'M0 0L50 20L100 40',
    band: 'M0 0L50 10L100 20L100 40L50 30L0 20Z',
  });
});
