import { expect, test } from 'vitest';
import { mcnemar } from '../../core/evaluation/mcnemar.ts';
import type { Comparison } from '../../core/runs/results/compare.ts';
import { comparisonText } from './comparison-text.ts';

const called = (run: number): string => (run === 8 ? '8 "second try"' : String(run));

/** Runs 7 and 8 on 100 pictures of which the first alone has `onlyFirst` right. */
function compared(onlyFirst: number, onlySecond: number, changes: Partial<Comparison> = {}): string {
  const ran = (run: number, correct: number) => ({ run, name: null, answered: run === 8 ? 105 : 100, correct, accuracy: correct / 100, accuracyInterval: [0, 1] as const, metBefore: 0 });
  const right = (first: number, second: number) =>
    Array.from({ length: 100 }, (_, i) => i >= 24 || (i < 12 ? i < first : i - 12 < second));
  const comparison: Comparison = {
    split: 'val',
    images: 100,
    relabelled: 0,
    datasets: null,
    independentGroups: null,
    runs: [ran(7, 80 + onlyFirst), ran(8, 80 + onlySecond)],
    test: mcnemar(right(onlyFirst, 0), right(0, onlySecond)),
    settings: [{ setting: 'learningRate', first: [0.001, 0.0001], second: [0.01] }, { setting: 'from', first: [], second: [7] }],
    better: [],
    worse: [],
  };
  return comparisonText({ ...comparison, ...changes }, called);
}

test('which of two runs is better is said only where chance hardly brings it about, with its figures', () => {
  expect(compared(0, 0)).toContain('Both have the same 100 pictures right and wrong.');
  expect(compared(0, 3)).toMatch(/No difference that means anything: they differ on 3 pictures .*\(McNemar's test, p = 0\.125\)/);
  expect(compared(0, 12)).toMatch(/Run 8 "second try" is better, and hardly by chance: .*12 only run 8 "second try"\) \(McNemar's test, p < 0\.001\)/);
  expect(compared(12, 0)).toMatch(/Run 7 is better, and hardly by chance/);
  expect(compared(0, 0)).toContain('Pictures that only one of the two answered are left out: 0 of run 7, 5 of run 8 "second try".');
  const alike = { answered: 100, name: null, correct: 80, accuracy: 0.8, accuracyInterval: [0.7, 0.9] as const, metBefore: 0 };
  expect(compared(0, 0, { runs: [{ ...alike, run: 7 }, { ...alike, run: 8 }] })).not.toContain('left out');
  expect(compared(12, 0)).toMatch(/\nfrom +– +7/);
  expect(compared(12, 0)).toMatch(/Trained differently\n.*\nlearning rate +0\.001 \+ 0\.0001 +0\.01\n?/);
});

test('that two runs are of two data sets is said, with whose labels judge', () => {
  const text = compared(0, 3, { datasets: { first: 'leaves', second: 'leaves and more', judging: 'leaves and more' }, relabelled: 2 });
  expect(text).toContain('They are of two data sets (leaves, leaves and more): compared are pictures of equal content that judged both, by the labels and groups of leaves and more, whose version is newer.');
  expect(text).toContain('2 pictures have another label in the other data set.');
  expect(text).not.toContain('corrected');
  expect(compared(0, 3, { relabelled: 2 })).toContain('The labels of 2 pictures were corrected between the two; both are judged by the newer ones.');
});

test('a run that learned from others of the groups that judge is said to be flattered', () => {
  const ran = (run: number, metBefore: number) => ({ run, name: null, answered: 100, correct: 80, accuracy: 0.8, accuracyInterval: null, metBefore });
  const text = compared(12, 0, { runs: [ran(7, 95), ran(8, 0)], independentGroups: 12 });
  expect(text).toContain('Run 7 learned from other pictures of the groups that 95 of these 100 pictures lie in: it was trained before they were kept together, and they flatter it. Train it again to compare.');
  expect(text).not.toContain('Run 8 "second try" learned');
});
