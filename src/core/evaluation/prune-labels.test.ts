import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pruneLabels, wrongLabels } from './prune-labels.ts';

interface Case {
  name: string;
  classes: number;
  labels: number[];
  confidentJoint: number[][];
  calibrated: number[][];
  equalLeftovers: boolean;
  normalizedMargin: number[];
  rankedByMargin: number[];
  issues: { prune_by_noise_rate: number[]; prune_by_class: number[]; both: number[] };
  probabilities: number[][];
}
const cases = JSON.parse(readFileSync(new URL('../../../test/golden/label-errors.json', import.meta.url), 'utf8')) as Case[];

test.each(cases)('as cleanlab: $name', ({ probabilities, labels, classes, confidentJoint, calibrated, equalLeftovers, issues, normalizedMargin, rankedByMargin }) => {
  const answers = { probabilities: probabilities.flat(), labels, classes };
  const pruned = pruneLabels(answers);
  expect(pruned.confidentJoint).toEqual(confidentJoint);
  // Which of equal leftovers moves hangs on the last bit there.
  if (equalLeftovers) return;
  expect(pruned.calibrated).toEqual(calibrated);
  expect(pruned.byNoiseRate).toEqual(issues.prune_by_noise_rate);
  expect(pruned.byClass).toEqual(issues.prune_by_class);
  const ranked = wrongLabels(answers);
  expect(ranked.map(({ row }) => row)).toEqual(rankedByMargin.filter((row) => issues.both.includes(row)));
  for (const { row, score, likely } of ranked) {
    expect(score).toBeCloseTo(normalizedMargin[row]!, 12);
    expect(likely).not.toBe(labels[row]);
  }
});

test('counts stay whole and keep each class, whatever the answers', () => {
  const drawn = fc.integer({ min: 2, max: 5 }).chain((classes) =>
    fc.array(fc.record({ label: fc.nat(classes - 1), weights: fc.array(fc.integer({ min: 1, max: 99 }), { minLength: classes, maxLength: classes }) }), { minLength: 1, maxLength: 40 }).map((rows) => ({ classes, rows })),
  );
  fc.assert(
    fc.property(drawn, ({ classes, rows }) => {
      const labels = rows.map(({ label }) => label);
      const answers = { labels, classes, probabilities: rows.flatMap(({ weights }) => weights.map((weight) => weight / weights.reduce((a, b) => a + b))) };
      const { calibrated, byNoiseRate, byClass } = pruneLabels(answers);
      for (const [given, row] of calibrated.entries()) expect(row.reduce((a, b) => a + b)).toBe(labels.filter((label) => label === given).length);
      for (let given = 0; given < classes; given++) {
        const mine = labels.flatMap((label, row) => (label === given ? [row] : []));
        if (mine.length > 0) expect(mine.filter((row) => byClass.includes(row)).length).toBeLessThan(mine.length);
      }
      expect(byNoiseRate.every((row) => row < labels.length)).toBe(true);
    }),
  );
});
