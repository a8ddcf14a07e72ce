import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { labelSuspects, labelThresholds } from './label-suspects.ts';

interface Case {
  name: string;
  classes: number;
  labels: number[];
  thresholds: number[];
  suspectsByMargin: number[];
  probabilities: number[][];
}
/** cleanlab 2.9, `find_label_issues(filter_by="confident_learning")`, with the recipe of golden_trust.py; ranked by normalised margin. */
const cases = JSON.parse(readFileSync(new URL('../../../test/golden/label-errors.json', import.meta.url), 'utf8')) as Case[];

test.each(cases)('as cleanlab: $name', ({ probabilities, labels, classes, thresholds, suspectsByMargin }) => {
  const answers = () => labels.map((label, at) => ({ label, probabilities: probabilities[at]! }));
  for (const [label, threshold] of labelThresholds(answers(), classes).entries()) expect(threshold).toBeCloseTo(thresholds[label]!, 12);
  const found = labelSuspects(answers, classes);
  expect(found.map(({ at }) => at).toSorted((a, b) => a - b)).toEqual(suspectsByMargin.toSorted((a, b) => a - b));
  expect(found.map(({ margin }) => margin)).toEqual(found.map(({ margin }) => margin).toSorted((a, b) => a - b));
  for (const { at, likely } of found) expect(likely).not.toBe(labels[at]);
});

test('a class nobody is labelled with is never the likely one', () => {
  const rows = [{ label: 0, probabilities: [0.1, 0.1, 0.8] }, { label: 0, probabilities: [0.9, 0.1, 0] }, { label: 1, probabilities: [0.2, 0.8, 0] }];
  expect(labelSuspects(() => rows, 3)).toEqual([]);
  expect(labelSuspects(() => [], 3)).toEqual([]);
});
