import { fireEvent } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import { useProject } from '../../stores/project.ts';
import { inspectorCount } from '../../composables/window-state.ts';
import { useRuns } from '../../stores/runs.ts';
import { datasetView, imageAnswer, labelChange, runDetails, runRow, verdictAnswer } from '../../testing/answers.ts';
import { fakeProgram } from '../../testing/fake-program.ts';
import { laidOut, later, screen, settled, show } from '../../testing/show.ts';
import { selectOnly } from '../../wall/wall-selection.ts';
import { nextStep } from '../../window/next-step.ts';
import { router } from '../../window/router.ts';
import AnswerInspector from './AnswerInspector.vue';
import ConfusionMatrix from './ConfusionMatrix.vue';
import EvaluatePage from './EvaluatePage.vue';
import { useEvaluation } from './evaluation-store.ts';
import LargeAnswer from './LargeAnswer.vue';
import MatrixPanel from './MatrixPanel.vue';
import WallPanel from './WallPanel.vue';

const said = [imageAnswer(1, 'dock', 'nettle'), imageAnswer(2, 'dock', 'dock'), imageAnswer(3, 'nettle', 'dock', { currentLabel: 'thistle', isExcluded: true })];
const { metrics } = runDetails(7).evaluations[0]!;
const bars = [
  { className: 'dock', probability: 0.2 },
  { className: 'nettle', probability: 0.8 },
];

async function opened() {
  laidOut({ width: 508, height: 520 });
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    runs: { show: ({ run }) => runDetails(run, { spec: { epochs: 3, name: 'first try' } }) },
    evaluations: {
      answers: () => said,
      verdict: () => verdictAnswer(),
      testLedger: () => null, testLock: () => null,
      ownConsistency: () => null,
      probabilities: () => bars,
      heatMap: ({ className }) => ({ className: className ?? 'nettle', method: 'exact' as const, rows: 1, columns: 1, values: [1], crop: [0, 0, 1, 1] }),
      changes: () => ({ labels: 0, pictures: 0, metBefore: 0 }),
    },
  });
  await useProject().open('weeds');
  useEvaluation().showRun(7);
  await settled();
  return program;
}

test('the wall: mistakes with what was given and said, a cell by its name, nothing wrong said so', async () => {
  await opened();
  let isAllAsked = false;
  await show(WallPanel, { onAll: () => (isAllAsked = true) });
  expect(screen().getByRole('heading', { name: /^Pictures it got wrong, most confident first 2/ })).toBeTruthy();
  expect(screen().getAllByRole('gridcell').map(({ dataset }) => dataset.tip)).toEqual(['dock/1.jpg', 'nettle/3.jpg']);
  expect(screen().getByRole('gridcell', { name: 'dock, said nettle, 90%' })).toBeTruthy();
  expect(screen().getByRole('gridcell', { name: 'nettle, said dock, 90%, now thistle, excluded' })).toBeTruthy();
  useEvaluation().showOnly({ kind: 'cell', label: 'dock', predicted: 'dock' });
  await settled();
  expect(screen().getByRole('heading', { name: 'dock, rightly said 1' })).toBeTruthy();
  screen().getByRole('button', { name: 'All mistakes' }).click();
  expect(isAllAsked).toBe(true);
  useEvaluation().showOnly({ kind: 'cell', label: 'nettle', predicted: 'nettle' });
  await settled();
  expect(screen().getByText('No picture in this cell')).toBeTruthy();
});

test('keys of the wall relabel here too, and the bar offers the same', async () => {
  const program = await opened();
  program.answer({ labels: { set: () => labelChange() } });
  await show(WallPanel);
  fireEvent.click(screen().getAllByRole('gridcell')[0]!);
  await settled();
  screen().getByRole('button', { name: 'Move to' }).click();
  await settled();
  screen().getByRole('button', { name: /^nettle/ }).click();
  await settled();
  expect(program.inputsOf('labels.set')).toEqual([{ dataset: 'weeds', images: [1], label: 'nettle' }]);
  expect(screen().getByRole('gridcell', { name: 'dock, said nettle, 90%, now nettle' })).toBeTruthy();
});

test('large: what was given and said as its title, how sure it was beside, H shows what it looked at or not', async () => {
  await opened();
  const store = useEvaluation();
  store.selection = selectOnly(store.selection, 1);
  await show(LargeAnswer);
  store.isLargeViewOpen = true;
  await later(120);
  expect(screen().getByRole('dialog', { name: 'nettle → thistle · said dock · excluded' })).toBeTruthy();
  expect(screen().getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['nettle80.0%', 'dock20.0%']);
  const isShown = () => screen().getByRole<HTMLInputElement>('switch').checked;
  expect(isShown()).toBe(true);
  fireEvent.keyDown(document.body, { key: 'h' });
  await settled();
  expect(isShown()).toBe(false);
  fireEvent.keyDown(document.body, { key: 'ArrowLeft' });
  await later(100);
  expect(screen().getByRole('dialog', { name: 'dock · said nettle' })).toBeTruthy();
});

test('the inspector asks once the focus rests; another class asks what speaks for it', async () => {
  const program = await opened();
  const subject = said[0]!;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const inspector = await show(AnswerInspector, { subject: null, run: 7 });
  for (const next of [said[2], subject]) {
    await inspector.set({ subject: next });
    vi.advanceTimersByTime(50);
  }
  await settled();
  expect(program.inputsOf('evaluations.probabilities')).toEqual([]);
  vi.advanceTimersByTime(50);
  await settled();
  vi.useRealTimers();
  expect(program.inputsOf('evaluations.probabilities')).toEqual([{ run: 7, image: 1 }]);
  expect(screen().getByRole('heading', { name: '1.jpg' })).toBeTruthy();
  const field = screen().getByLabelText<HTMLSelectElement>(/^What speaks for/);
  expect([...field.options].map(({ text }) => text.trim())).toEqual(['nettle (what it said)', 'dock']);
  field.selectedIndex = 1;
  await fireEvent.change(field);
  await later(120);
  // The first picture is asked about at once, when there is a place to draw it.
  expect(program.inputsOf('evaluations.heatMap')).toEqual([
    { run: 7, image: 3 },
    { run: 7, image: 1 },
    { run: 7, image: 1, className: 'dock' },
  ]);
  await inspector.set({ subject: null });
  expect(inspectorCount.value).toBe(0);
});

test('the matrix is walked by keys, and Enter and clicks show a cell', async () => {
  const picked: unknown[] = [];
  const matrix = await show(ConfusionMatrix, { metrics, cell: null, roomPx: 500, onPick: (...args: unknown[]) => picked.push(args) });
  const grid = screen().getByRole('grid', { name: /Confusion matrix/ });
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'Enter']) {
    fireEvent.keyDown(grid, { key });
    await settled();
  }
  fireEvent.click(screen().getByRole('cell', { name: 'dock, taken for nettle: 1 picture' }));
  await settled();
  expect(grid.getAttribute('aria-activedescendant')).toBe('cell-0-1');
  expect(picked).toEqual([
    [{ label: 'nettle', predicted: 'dock' }, true],
    [{ label: 'dock', predicted: 'nettle' }, false],
  ]);
  await matrix.set({ cell: { label: 'nettle', predicted: 'nettle' } });
  expect(grid.getAttribute('aria-activedescendant')).toBe('cell-1-1');
  expect(screen().getByRole('cell', { name: 'nettle, rightly said: 1 picture' }).getAttribute('aria-selected')).toBe('true');
});

test('the matrix has a table twin and a sentence', async () => {
  const picked: unknown[] = [];
  await show(MatrixPanel, { metrics, filter: null, roomPx: 500, onPick: (...args: unknown[]) => picked.push(args) });
  expect(screen().getByText('4 of 6 pictures are right. Most often, dock is taken for nettle (1).')).toBeTruthy();
  screen().getByRole('button', { name: 'Show as table' }).click();
  await settled();
  const rows = screen().getAllByRole('row').slice(1).map((row) => [...row.querySelectorAll('td')].map(({ textContent }) => textContent?.trim()));
  expect(rows).toEqual([
    ['dock', 'nettle', '1', '25%'],
    ['nettle', 'dock', '1', '50%'],
    ['dock', 'dock', '3', '75%'],
    ['nettle', 'nettle', '1', '50%'],
  ]);
  screen().getAllByRole('button', { name: 'nettle' })[0]!.click();
  expect(picked).toEqual([[{ kind: 'cell', label: 'nettle', predicted: 'dock' }, true]]);
});

test('what changed since the run is named, and trained again without the old name', async () => {
  const program = await opened();
  program.answer({ evaluations: { changes: () => ({ labels: 6, pictures: 0, metBefore: 0 }) }, runs: { start: () => runRow(8, { state: 'queued' }) } });
  useRuns().apply({ type: 'run', run: runRow(7) });
  await show(EvaluatePage, { dataset: 'weeds' }, { at: '/projects/weeds/evaluate' });
  await later(200);
  expect([nextStep.value?.state, nextStep.value?.action?.label]).toEqual(['The labels are not what this run was told any more.', 'Train again with 6 changed labels']);
  // What would help most has its own button again, since it is not the next step now.
  expect(screen().queryByText('next step', { exact: false })).toBeNull();
  await nextStep.value!.action!.run();
  expect(program.inputsOf('runs.start')).toEqual([{ dataset: 'weeds', spec: { epochs: 3 } }]);
  expect(router.currentRoute.value.fullPath).toBe('/projects/weeds/train?run=8');
  expect(useRuns().rowOf(8)?.state).toBe('queued');
});

test.each([
  [{ labels: 0, pictures: 0, metBefore: 0 }, 'Show these 2 pictures'],
  [{ labels: 1, pictures: 0, metBefore: 0 }, 'Train again with 1 changed label'],
  [{ labels: 0, pictures: 2, metBefore: 0 }, 'Train again with the pictures as they are now'],
  [{ labels: 0, pictures: 0, metBefore: 3 }, 'Train again with the pictures as they are now'],
])('changed since: %j', async (changes, label) => {
  const program = await opened();
  program.answer({ evaluations: { changes: () => changes } });
  useRuns().apply({ type: 'run', run: runRow(7) });
  await show(EvaluatePage, { dataset: 'weeds' }, { at: '/projects/weeds/evaluate' });
  await later(200);
  expect(nextStep.value?.action?.label).toBe(label);
});

test('the page shows the newest finished run, a cell by its address, and what to do before any run', async () => {
  const program = await opened();
  useRuns().apply({ type: 'run', run: runRow(9, { state: 'running', headline: null }) });
  await show(EvaluatePage, { dataset: 'weeds' }, { at: '/projects/weeds/evaluate?class=dock&said=nettle' });
  expect(screen().getByRole('heading', { name: 'Nothing to evaluate yet' })).toBeTruthy();
  useRuns().apply({ type: 'run', run: runRow(7) });
  useRuns().apply({ type: 'run', run: runRow(5) });
  await later(150);
  expect(screen().getByRole('heading', { level: 1 }).textContent).toBe('Right 4 times of 6; guessing gives 1 of 2, always saying dock 67%.');
  expect(screen().getByRole('heading', { name: 'dock, taken for nettle 1' })).toBeTruthy();
  expect(screen().getByRole('tab', { name: 'Mistakes 2' }).getAttribute('aria-selected')).toBe('true');
  fireEvent.keyDown(screen().getByRole('grid', { name: /Confusion matrix/ }), { key: 'Home', ctrlKey: true });
  fireEvent.keyDown(screen().getByRole('grid', { name: /Confusion matrix/ }), { key: 'Enter' });
  await later(150);
  expect(router.currentRoute.value.query).toEqual({ run: '7', class: 'dock', said: 'dock' });
  expect(document.activeElement).toBe(screen().getByRole('grid', { name: /Pictures with what/ }));
  expect(program.inputsOf('evaluations.answers').every((input) => (input as { run: number }).run === 7)).toBe(true);
});

/** 24 classes; the first, "élan", is taken for the second three times and once the other way, the last for the first once. */
const many = (() => {
  const names = Array.from({ length: 24 }, (_, at) => (at === 0 ? 'élan' : `class ${at}`));
  const confusion = names.map((_, row) => names.map((__, column): number => (row === column ? 5 : 0)));
  confusion[0]![1] = 3;
  confusion[1]![0] = 1;
  confusion[23]![0] = 1;
  const perClass = names.map((name) => ({ name, precision: 1, recall: 1, f1: 1, support: 5 }));
  return { ...metrics, images: 125, correct: 120, perClass, confusion };
})();

test('of many classes the pairs most confused come first, each opens its pictures, and a class is found by its name', async () => {
  const picked: unknown[] = [];
  const panel = await show(MatrixPanel, { metrics: many, filter: null, roomPx: 400, onPick: (...args: unknown[]) => picked.push(args) });
  const pairs = () => screen().getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(screen().queryByRole('grid')).toBeNull();
  expect(pairs()).toEqual(['élanclass 14', 'class 23élan1']);
  screen().getByRole('button', { name: /class 1/ }).click();
  const filter = { kind: 'pair', label: 'élan', predicted: 'class 1' };
  expect(picked).toEqual([[filter, true]]);
  await panel.set({ filter });
  expect(screen().getByRole('button', { pressed: true }).textContent).toContain('class 1');
  await fireEvent.input(screen().getByRole('searchbox', { name: 'Find a class' }), { target: { value: 'CLASS 23' } });
  await settled();
  expect(pairs()).toEqual(['class 23élan1']);
});

test('the matrix shows every class; a class that is sought with what it is confused with', async () => {
  await show(MatrixPanel, { metrics: many, filter: null, roomPx: 400 });
  screen().getByRole('radio', { name: 'Matrix' }).click();
  await settled();
  expect(screen().getAllByRole('rowheader')).toHaveLength(24);
  const search = screen().getByRole('searchbox', { name: 'Find a class' });
  await fireEvent.input(search, { target: { value: 'elan' } });
  await settled();
  expect(screen().getAllByRole('rowheader').map(({ textContent }) => textContent)).toEqual(['élan', 'class 1', 'class 23']);
  await fireEvent.input(search, { target: { value: 'nothing like it' } });
  await settled();
  expect([screen().queryByRole('grid'), screen().getByText('No class has this name.') !== null]).toEqual([null, true]);
});
