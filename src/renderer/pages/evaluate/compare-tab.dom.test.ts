import { fireEvent } from '@testing-library/dom';
import { expect, test } from 'vitest';
import type { ComparisonView } from '../../../shared/contract/evaluation-calls.ts';
import { runRow } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import CompareTab from './CompareTab.vue';
import { useEvaluation } from './evaluation-store.ts';

const comparison = (more: Partial<ComparisonView> = {}): ComparisonView => ({
  split: 'val',
  images: 6,
  relabelled: 0,
  independentGroups: null,
  runs: [
    { run: 1, name: null, answered: 6, correct: 3, accuracy: 0.5, accuracyInterval: [0.2, 0.8], metBefore: 0 },
    { run: 2, name: 'good', answered: 8, correct: 5, accuracy: 0.83, accuracyInterval: [0.4, 0.97], metBefore: 0 },
  ],
  test: { onlyFirst: 1, onlySecond: 9, exactP: 0.02, midP: 0.01 },
  outcome: 'second',
  better: [{ image: 1, file: 'a.jpg', label: 'dock', first: 'nettle', second: 'dock' }],
  worse: [],
  settings: [],
  ...more,
});

test.each([
  [{}, 'good (2) is better, and hardly by chance: of 10 pictures on which they differ, 9 are right only in it and the rest only in Run 1 (McNemar’s test, p = 0.010).'],
  [{ outcome: 'first', test: { onlyFirst: 12, onlySecond: 0, exactP: 0, midP: 0.0001 } }, /^Run 1 is better.*p < 0\.001/],
  [{ outcome: 'chance', test: { onlyFirst: 1, onlySecond: 2, exactP: 1, midP: 0.6 } }, /^No difference that means anything: they differ on 3 pictures, 2 for one/],
  [{ independentGroups: 12 }, /\(of 12 independent groups, p = 0\.010\)\.$/],
  [{ outcome: 'same' }, 'Both have the same pictures right and wrong.'],
] as [Partial<ComparisonView>, string | RegExp][])('whether the difference means anything: %j', async (more, words) => {
  fakeProgram({ evaluations: { compare: () => comparison(more) } });
  await show(CompareTab, { runs: [runRow(2), runRow(1)], first: 1, second: 2 });
  expect(screen().getByText(words)).toBeTruthy();
});

test('a run that learned from other pictures of the groups that judge is said to be flattered', async () => {
  const [first, second] = comparison().runs;
  fakeProgram({ evaluations: { compare: () => comparison({ independentGroups: 3, runs: [{ ...first, metBefore: 4 }, second] }) } });
  await show(CompareTab, { runs: [runRow(2), runRow(1)], first: 1, second: 2 });
  expect(screen().getByText(/Run 1 learned from other pictures of the groups of 4 of these/)).toBeTruthy();
  expect(screen().queryByText(/good \(2\) learned from/)).toBeNull();
});

test('compared with the run before unless asked otherwise; choosing the same run twice changes sides', async () => {
  const program = fakeProgram({ evaluations: { compare: () => comparison({ relabelled: 1 }) } });
  const chosen: number[][] = [];
  const tab = await show(CompareTab, {
    runs: [runRow(3), runRow(2), runRow(1)],
    first: null,
    second: 2,
    onChoose: (...pair: number[]) => chosen.push(pair),
  });
  expect(program.inputsOf('evaluations.compare')).toEqual([{ first: 1, second: 2 }]);
  expect(screen().getByText(/only one of them answered are left out: 0 of the first, 2 of the second\..*The label of 1 picture was corrected/s)).toBeTruthy();
  const [from, to] = screen().getAllByRole<HTMLSelectElement>('combobox');
  from!.selectedIndex = 1;
  await fireEvent.change(from!);
  to!.selectedIndex = 0;
  await fireEvent.change(to!);
  expect(chosen).toEqual([
    [2, 1],
    [1, 3],
  ]);
  await tab.set({ first: 3 });
  expect(program.inputsOf('evaluations.compare').at(-1)).toEqual({ first: 3, second: 2 });
});

test('a picture that flipped is shown in the inspector; a run alone cannot be compared', async () => {
  fakeProgram({ evaluations: { compare: () => comparison() } });
  const tab = await show(CompareTab, { runs: [runRow(2), runRow(1)], first: 1, second: 2 });
  const flip = screen().getByRole('button', { name: 'dock: the first said nettle, the second dock' });
  flip.click();
  await settled();
  expect([flip.getAttribute('aria-pressed'), useEvaluation().flipped?.predicted]).toEqual(['true', 'dock']);
  expect(screen().getByText('No picture.')).toBeTruthy();
  await tab.set({ runs: [runRow(2)] });
  expect(screen().getByRole('heading', { name: 'One run cannot be compared' })).toBeTruthy();
  tab.unmount();
  expect(useEvaluation().flipped).toBeNull();
});

test('in what the two were trained differently, phase by phase', async () => {
  const settings = [
    { setting: 'epochs', first: [3], second: [10, 5] },
    { setting: 'learningRate', first: [0.01], second: [0.0025 * 0.1] },
    { setting: 'from', first: [], second: [7] },
  ];
  fakeProgram({ evaluations: { compare: () => comparison({ settings }) } });
  await show(CompareTab, { runs: [runRow(2), runRow(1)], first: 1, second: 2 });
  const table = screen().getByRole('table', { name: 'Trained differently' });
  expect([...table.querySelectorAll('tr')].map((row) => [...row.children].map(({ textContent }) => textContent))).toEqual([
    ['Setting', 'Run 1', 'good (2)'],
    ['Epochs', '3', '10 + 5'],
    ['Learning rate', '0.01', '0.00025'],
    ['Goes on from run', 'none', '7'],
  ]);
});

test('a comparison that is refused says why and can be tried again', async () => {
  const program = fakeProgram({
    evaluations: {
      compare: () => {
        throw refusal({ code: 'bad-usage', message: 'They were judged by other pictures' });
      },
    },
  });
  await show(CompareTab, { runs: [runRow(2), runRow(1)], first: 1, second: 2 });
  expect(screen().getByRole('alert').textContent).toContain('They were judged by other pictures');
  program.answer({ evaluations: { compare: () => comparison({ outcome: 'same' }) } });
  screen().getByRole('button', { name: 'Try again' }).click();
  await settled();
  expect(screen().queryByRole('alert')).toBeNull();
});
