import { fireEvent, within } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import { useDraft } from '../../stores/draft.ts';
import { useProject } from '../../stores/project.ts';
import { useRuns } from '../../stores/runs.ts';
import { useSettings } from '../../stores/settings.ts';
import { useToasts } from '../../stores/toasts.ts';
import { datasetView, epochReport, runDetails, runRow } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { laidOut, screen, settled, show } from '../../testing/show.ts';
import { router } from '../../window/router.ts';
import ClassesTab from './ClassesTab.vue';
import RunsTab from './RunsTab.vue';

const { metrics } = runDetails(7).evaluations[0]!;
const rows = () => screen().getAllByRole('row').slice(1);

test('classes: the weakest first; its mistakes are one click away', async () => {
  const cells: unknown[] = [];
  await show(ClassesTab, { metrics, onCell: (cell: unknown) => cells.push(cell) });
  expect(rows().map((row) => row.querySelector('td')?.textContent?.trim().split(/\s/)[0])).toEqual(['nettle', 'dock']);
  screen().getByRole('button', { name: 'nettle (1 picture)' }).click();
  expect(cells).toEqual([{ label: 'dock', predicted: 'nettle' }]);
  screen().getByRole('button', { name: 'Sort by Pictures' }).click();
  await settled();
  expect(screen().getByRole('columnheader', { name: 'Pictures' }).getAttribute('aria-sort')).toBe('descending');
  expect(rows()[0]?.textContent).toContain('dock');
});

async function runsTab() {
  for (const run of [1, 2, 3]) useRuns().apply({ type: 'run', run: runRow(run, run === 2 ? { name: 'good' } : {}) });
  useRuns().apply({ type: 'run', run: runRow(4, { state: 'running', headline: null }) });
  const events: unknown[] = [];
  await show(RunsTab, {
    dataset: 'weeds',
    run: 2,
    onShow: (run: number) => events.push(run),
    onCompare: (...pair: number[]) => events.push(pair),
  });
  return events;
}

const button = (name: string | RegExp) => screen().getByRole<HTMLButtonElement>('button', { name });
async function tick(...runs: number[]): Promise<void> {
  for (const run of runs) {
    screen().getByRole('checkbox', { name: `Choose run ${run}` }).click();
    await settled();
  }
}

test('two runs with figures are compared, the older first; any number of others is chosen beside', async () => {
  const events = await runsTab();
  const compare = () => button(/^Compare/);
  expect([compare().textContent?.trim(), compare().disabled]).toEqual(['Compare: tick two runs', true]);
  await tick(3, 4);
  expect([compare().textContent?.trim(), compare().disabled]).toEqual(['Compare: tick one more', true]);
  await tick(1);
  compare().click();
  expect(events).toEqual([[1, 3]]);
  await tick(2);
  expect(compare().disabled).toBe(true);
});

test('runs are found by the words of their names and settings; the order is kept for the next time', async () => {
  await runsTab();
  useRuns().apply({ type: 'run', run: runRow(5, { name: 'Übung', note: 'before the rain' }) });
  await settled();
  const find = async (text: string) => {
    await fireEvent.input(screen().getByRole('searchbox', { name: /^Find runs/ }), { target: { value: text } });
    await settled();
    return screen().queryAllByRole('checkbox', { name: /^Choose run / }).map((box) => box.getAttribute('aria-label'));
  };
  expect(await find('ubung RAIN')).toEqual(['Choose run 5']);
  expect(screen().getByText('1 of 5 runs')).toBeTruthy();
  expect(await find('runs')).toEqual(['Choose run 4']);
  expect(await find('nothing like it')).toEqual([]);
  expect(screen().getByText('No run has these words.')).toBeTruthy();
  await find('');
  button('Sort by Run').click();
  await settled();
  expect(JSON.parse(localStorage.getItem('graft.runs.sort')!)).toEqual({ key: 'run', isDescending: false });
});

test('a name that would turn what stands beside it is shown with its marks', async () => {
  await runsTab();
  useRuns().apply({ type: 'run', run: runRow(5, { name: 'oak\u202egpj' }) });
  await settled();
  expect(screen().getByText('oak\\u202egpj')).toBeTruthy();
});

test('how many pictures judge a run is told where runs differ in it, or where all is asked for', async () => {
  await runsTab();
  const judgedBy = () => screen().queryAllByRole('columnheader', { name: /Judged by/ }).length;
  expect(judgedBy()).toBe(0);
  const { headline } = runRow(5);
  useRuns().apply({ type: 'run', run: runRow(5, { headline: { ...headline!, images: 12 } }) });
  await settled();
  expect(judgedBy()).toBe(1);
  useRuns().apply({ type: 'run', run: runRow(5) });
  await settled();
  screen().getByRole('switch', { name: 'Only settings that differ' }).click();
  await settled();
  expect(judgedBy()).toBe(1);
});

test('curves of the chosen runs lie over each other under one legend; runs whose epochs are not here are asked for at once', async () => {
  const program = fakeProgram({ runs: { curves: ({ runs }) => runs.map((run) => ({ run, epochs: [epochReport(1), epochReport(2)] })) } });
  await runsTab();
  await tick(1, 2);
  button('Show curves').click();
  await settled();
  expect(program.inputsOf('runs.curves')).toEqual([{ runs: [1, 2] }]);
  const curves = screen().getByRole('region', { name: 'Curves of the chosen runs' });
  expect([...curves.querySelectorAll('[aria-label="Which line is which run"] li')].map(({ textContent }) => textContent?.trim())).toEqual(['Run 1', 'good (2)']);
  expect(curves.textContent).toMatch(/good \(2\): 2 epochs, lowest loss 0\.550?, highest accuracy 75\.0%\./);
  await tick(3);
  expect(program.inputsOf('runs.curves')).toEqual([{ runs: [1, 2] }, { runs: [3] }]);
});

test('again with one change: the wish of the run, without its name, and the field that is to change', async () => {
  fakeProgram({ datasets: { show: () => datasetView() } });
  await useProject().open('weeds');
  useRuns().apply({ type: 'run', run: runRow(1, { spec: { name: 'first', freeze: 'head', seed: 7 } }) });
  await show(RunsTab, { dataset: 'weeds', run: 1 }, { at: '/projects/weeds/evaluate' });
  expect(button('Again with one change …').disabled).toBe(true);
  await tick(1);
  button('Again with one change …').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await settled();
  const item = screen().getByRole('menuitem', { name: 'Seed' });
  expect([screen().queryByRole('menuitem', { name: 'Goes on from run' }), screen().queryByRole('menuitem', { name: /^Stop early/ }) !== null]).toEqual([null, true]);
  item.click();
  await settled();
  expect(router.currentRoute.value.fullPath).toBe('/projects/weeds/train?run=new&change=seed');
  expect([useDraft().spec, useSettings().trainDetail]).toEqual([{ freeze: 'head', seed: 7 }, 'everything']);
  button('Again with one change …').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await settled();
  screen().getByRole('menuitem', { name: 'Freeze' }).click();
  await settled();
  expect(router.currentRoute.value.fullPath).toBe('/projects/weeds/model?change=freeze');
});

test('many runs are deleted with one question, which says what all of them free; what is refused stays', async () => {
  const program = fakeProgram({
    runs: {
      size: ({ runs }) => ({ sizeBytes: runs.length * 10_000_000 }),
      remove: ({ run }) => {
        if (run === 3) throw refusal({ code: 'busy', message: 'Run 3 is being exported' });
        return { freedBytes: 10_000_000 };
      },
    },
  });
  await runsTab();
  screen().getByRole('checkbox', { name: 'Choose all runs that are shown' }).click();
  await settled();
  button('Delete 3 runs …').click();
  await settled();
  expect(screen().getByRole('dialog', { name: 'Delete 3 runs?' }).textContent).toContain('30 MB on the disk become free');
  button('Delete').click();
  await settled();
  expect(program.inputsOf('runs.remove')).toEqual([{ run: 1 }, { run: 2 }, { run: 3 }]);
  expect(screen().getByRole('dialog', { name: 'Delete run 3?' }).textContent).toContain('Run 3 is being exported');
  expect(useRuns().rows!.map(({ run }) => run)).toEqual([4, 3]);
});

test('a file of the table holds numbers, and the rows in their order', async () => {
  let saved: Blob | null = null;
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => ((saved = blob as Blob), 'blob:x'));
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
  await runsTab();
  button('Download CSV').click();
  const lines = (await saved!.text()).trim().split('\n').map((line) => line.split(','));
  expect(lines[0]!.slice(0, 4)).toEqual(['Run', 'Name', 'State', 'Right']);
  expect(lines.slice(1).map((cells) => cells.slice(0, 4))).toEqual([
    ['4', '', 'running', ''],
    ['3', '', 'done', '0.8'],
    ['2', 'good', 'done', '0.8'],
    ['1', '', 'done', '0.8'],
  ]);
});

test('of a thousand runs only those in sight are drawn, and all are counted', async () => {
  laidOut({ width: 800, height: 320 });
  useRuns().rows = Array.from({ length: 1000 }, (_, i) => runRow(1000 - i));
  await show(RunsTab, { dataset: 'weeds', run: 1 });
  await settled();
  expect(screen().getByRole('table').getAttribute('aria-rowcount')).toBe('1001');
  const drawn = screen().getAllByRole('checkbox', { name: /^Choose run / });
  expect(drawn[0]!.getAttribute('aria-label')).toBe('Choose run 1000');
  expect(drawn.length).toBeGreaterThan(5);
  expect(drawn.length).toBeLessThan(60);
});

test('a name is changed in its place; Escape leaves it; what stays the same is not asked', async () => {
  const program = fakeProgram({ runs: { edit: ({ run, name }) => runRow(run, { name: name ?? null }) } });
  await runsTab();
  const begin = async () => {
    screen().getByRole('button', { name: 'Rename run 2' }).click();
    await settled();
    return screen().getByLabelText<HTMLInputElement>('Name of the run');
  };
  let field = await begin();
  expect(field.value).toBe('good');
  await fireEvent.input(field, { target: { value: 'better' } });
  fireEvent.keyDown(field, { key: 'Escape' });
  await settled();
  expect(screen().getByRole('button', { name: 'good' })).toBeTruthy();
  field = await begin();
  fireEvent.keyDown(field, { key: 'Enter' });
  await settled();
  expect(program.asked).toEqual([]);
  field = await begin();
  await fireEvent.input(field, { target: { value: ' better ' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  await settled();
  expect(program.inputsOf('runs.edit')).toEqual([{ run: 2, name: 'better' }]);
  expect(screen().getByRole('button', { name: 'better' })).toBeTruthy();
});

test('a note is kept with its run', async () => {
  const program = fakeProgram({ runs: { edit: ({ run, note }) => runRow(run, { note: note ?? null }) } });
  await runsTab();
  screen().getByRole('button', { name: 'Note of run 1' }).click();
  await settled();
  const field = screen().getByRole('textbox', { name: 'Note' });
  await fireEvent.input(field, { target: { value: 'before the rain' } });
  fireEvent.submit(field.closest('form')!);
  await settled();
  expect(program.inputsOf('runs.edit')).toEqual([{ run: 1, note: 'before the rain' }]);
  expect(screen().getByRole('button', { name: 'Note of run 1' }).dataset.tip).toBe('before the rain');
});

test('deleting asks first and says what it frees; a refusal keeps the run', async () => {
  const program = fakeProgram({
    runs: {
      size: () => ({ sizeBytes: 47_000_000 }),
      remove: () => {
        throw refusal({ code: 'bad-usage', message: 'It is being exported' });
      },
    },
  });
  await runsTab();
  expect(screen().queryByRole('button', { name: 'Delete run 4' })).toBeNull();
  screen().getByRole('button', { name: 'Delete run 1' }).click();
  await settled();
  const dialog = screen().getByRole('dialog', { name: 'Delete run 1?' });
  expect(dialog.textContent).toContain('47 MB on the disk become free');
  screen().getByRole('button', { name: 'Delete' }).click();
  await settled();
  expect([screen().getByRole('alert').textContent?.includes('It is being exported'), useRuns().rowOf(1) !== null]).toEqual([true, true]);
  program.answer({ runs: { remove: () => ({ freedBytes: 47_000_000 }) } });
  screen().getByRole('button', { name: 'Delete' }).click();
  await settled();
  expect([screen().queryByRole('dialog'), useRuns().rowOf(1)]).toEqual([null, null]);
  expect(useToasts().toasts.map(({ message }) => message)).toEqual(['Run 1 is deleted; 47 MB are free again.']);
});

test('runs that answer together: how good they are as one, against the best alone, and by their number; two looks are asked for', async () => {
  const asked: unknown[] = [];
  const sizes = [{ members: 1, choices: 2, error: 0.2, least: 0.1, most: 0.3 }, { members: 2, choices: 1, error: 0.1, least: 0.1, most: 0.1 }];
  fakeProgram({
    evaluations: {
      together(input) {
        asked.push(input);
        const against = { onlyTogether: 3, onlyOther: 1, difference: 0.02, low: -0.02, high: 0.06, p: 0.38 };
        return { split: 'val' as const, images: 100, correct: 90, accuracy: 0.9, accuracyInterval: [0.83, 0.94] as const, independentGroups: null, members: [], sizes, againstBest: { ...against, run: 2 }, againstPlain: input.looks === 'none' ? null : { ...against, onlyTogether: 0, onlyOther: 0 }, skipped: 0 };
      },
    },
  });
  await runsTab();
  const together = () => button('Answer together');
  await tick(1);
  expect(together().disabled).toBe(true);
  await tick(2);
  together().click();
  await vi.dynamicImportSettled();
  await settled();
  const panel = within(screen().getByRole('region', { name: 'The chosen runs as one' }));
  expect(panel.getByRole('status').textContent).toBe('Together right on 90.0% (83.0 to 94.0): 90 of the 100 validation pictures that all were judged by.Against good (2), the best of them alone: 2.0 points (-2.0 to 6.0), which chance alone brings about easily: 3 right only together, 1 only there (McNemar’s test, p = 0.380).');
  panel.getByRole('button', { name: /table/i }).click();
  await settled();
  expect(panel.getAllByRole('row').slice(1).map((row) => row.textContent?.replaceAll(/\s+/g, ' ').trim())).toEqual(['1220.0%10.0%30.0%', '2110.0%10.0%10.0%']);
  await fireEvent.change(panel.getByLabelText(/^Looks at each picture/), { target: { value: 'flip' } });
  await settled();
  expect(asked).toEqual([
    { runs: [1, 2], combine: 'average', looks: 'none' },
    { runs: [1, 2], combine: 'average', looks: 'flip' },
  ]);
  expect(panel.getByRole('status').textContent).toContain('Against a single look at each picture: the same pictures right and wrong.');
});
