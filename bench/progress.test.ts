import { expect, test } from 'vitest';
import { judge } from './progress.ts';

test('figures are judged from a moment on, without the last seconds and without silence', () => {
  const said = [
    { atSeconds: 10, secondsLeft: 500, truthSeconds: 190 },
    { atSeconds: 60, secondsLeft: null, truthSeconds: 140 },
    { atSeconds: 100, secondsLeft: 110, truthSeconds: 100 },
    { atSeconds: 120, secondsLeft: 40, truthSeconds: 80 },
    { atSeconds: 150, secondsLeft: 50, truthSeconds: 50 },
    { atSeconds: 199, secondsLeft: 9, truthSeconds: 1 },
  ];
  expect(judge(said, 60)).toEqual({ figures: 3, median: 1.1, worst: 0.5, withinThird: 2 / 3 });
  expect(judge(said, 0)?.worst).toBeCloseTo(500 / 190);
  expect(judge(said, 190)).toBeNull();
});
