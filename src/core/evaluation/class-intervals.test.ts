import { expect, test } from 'vitest';
import { classIntervals } from './class-intervals.ts';
import { classificationMetrics } from './classification-metrics.ts';
import { wilsonInterval } from './wilson-interval.ts';

test('each class has an interval of what is found of it and of what is rightly said, none of what nobody saw, and none of groups', () => {
  const labels = [0, 0, 0, 1];
  const probabilities = [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]].flat();
  const metrics = classificationMetrics(probabilities, labels, ['a', 'b', 'c']);
  expect(classIntervals(metrics)).toEqual([
    { recall: wilsonInterval(2, 3), precision: wilsonInterval(2, 2) },
    { recall: wilsonInterval(1, 1), precision: wilsonInterval(1, 2) },
    { recall: null, precision: null },
  ]);
  expect(classIntervals({ ...metrics, independentGroups: 2 })[0]).toEqual({ recall: null, precision: null });
});
