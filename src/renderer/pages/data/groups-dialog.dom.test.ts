import { fireEvent, within } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import { useProject } from '../../stores/project.ts';
import { datasetView } from '../../testing/answers.ts';
import { fakeProgram } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import GroupsDialog from './GroupsDialog.vue';

test('groups are shown with examples and change nothing until they are kept; the price stands beside', async () => {
  let applied: 'name' | null = null;
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    groups: {
      suggest: () => ({ applied, unread: 0, timeless: 6, suggestions: [{ source: 'name', count: 12, largest: 4, straddling: applied ? 0 : 7, examples: [{ group: 'leaf12', images: 4, pictures: [1, 2] }] }] }),
      apply: ({ source }) => {
        applied = source as 'name';
        return { view: datasetView(), moved: 9 };
      },
      leak: () => ({ source: 'name', backbone: 'graft', images: 48, groups: 12, ungrouped: { accuracy: 0.9, low: 0.8, high: 0.95 }, grouped: { accuracy: 0.5, low: null, high: null } }),
    },
  });
  await useProject().open('weeds');
  const shown = await show(GroupsDialog, { 'open': false, 'onUpdate:open': () => undefined });
  await shown.set({ open: true });
  await settled();
  expect(screen().getByRole('region', { name: 'by their names' }).textContent).toContain('12 groups, the largest of 4 pictures, 7 on more than one side of the split');
  expect(screen().getByText('The times of 6 pictures cannot be real.')).toBeTruthy();
  expect(program.inputsOf('groups.apply')).toEqual([]);
  screen().getByRole('button', { name: 'What does tearing them apart cost?' }).click();
  await settled();
  const price = screen().getByLabelText('What tearing them apart feigns').textContent;
  expect(price).toMatch(/90.*right \(between 80.* and 95.*\)/);
  expect(price).toContain('too few groups to say how sure');
  screen().getByRole('button', { name: 'Keep together' }).click();
  await settled();
  expect(program.inputsOf('groups.apply')).toEqual([{ dataset: 'weeds', source: 'name', features: false }]);
  expect(screen().getByText(/Kept together by their names/)).toBeTruthy();
  expect(screen().getByText('9 pictures changed sides; earlier trainings keep theirs.')).toBeTruthy();
});

test('a closer look finds near duplicates by what the network sees; what is kept then is what was shown', async () => {
  const near = (count: number) => ({ source: 'near' as const, count, largest: 2, straddling: 0, examples: [] });
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    groups: { suggest: ({ features }) => ({ applied: null, unread: features ? 2 : 0, timeless: 0, suggestions: [near(features ? 5 : 2)] }), apply: () => ({ view: datasetView(), moved: 0 }) },
  });
  await useProject().open('weeds');
  const shown = await show(GroupsDialog, { 'open': false, 'onUpdate:open': () => undefined });
  await shown.set({ open: true });
  await settled();
  expect(screen().getByRole('region', { name: 'by what they show' }).textContent).toContain('2 groups');
  screen().getByRole('button', { name: 'Look closer' }).click();
  await settled();
  expect(screen().getByRole('region', { name: 'by what they show' }).textContent).toContain('5 groups');
  expect(screen().getByText('2 files could not be read as they were scanned; read the folder again.')).toBeTruthy();
  expect(screen().queryByRole('button', { name: 'Look closer' })).toBeNull();
  screen().getByRole('button', { name: 'Keep together' }).click();
  await settled();
  expect(program.inputsOf('groups.apply')).toEqual([{ dataset: 'weeds', source: 'near', features: true }]);
});

test('a table says what belongs together: by columns that are found or chosen, shown before it is kept', async () => {
  const suggestion = { source: 'csv' as const, count: 3, largest: 5, straddling: 2, examples: [{ group: 'anna', images: 5, pictures: [1] }] };
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    groups: {
      suggest: () => ({ applied: null, suggestions: [], unread: 0, timeless: 0 }),
      table: ({ table }) => ({ columns: ['picture', 'keeper', 'date'], suggestion: table.groupColumn === '2' ? suggestion : null, rest: 1, alone: 2, joined: 1 }),
      applyTable: () => ({ view: datasetView(), moved: 4 }),
    },
  });
  await useProject().open('weeds');
  const shown = await show(GroupsDialog, { 'open': false, 'onUpdate:open': () => undefined });
  await shown.set({ open: true });
  await settled();
  await vi.dynamicImportSettled();
  await settled();
  const text = 'picture,keeper,date\na.jpg,anna,1\n';
  await fireEvent.change(screen().getByLabelText('Read a table (CSV) …'), { target: { files: [new File([text], 'keepers.csv')] } });
  await settled();
  await settled();
  expect(screen().getByText(/cannot be told: please choose it/)).toBeTruthy();
  const column = screen().getByLabelText<HTMLSelectElement>('Column of what belongs together');
  expect([...column.options].map((one) => one.text.trim())).toEqual(['found by its name', 'picture', 'keeper', 'date']);
  column.value = '2';
  await fireEvent.change(column);
  await settled();
  const card = screen().getByRole('region', { name: 'by a table' });
  expect(card.textContent).toContain('3 groups, the largest of 5 pictures, 2 on more than one side of the split');
  expect(card.textContent).toContain('1 line names no picture here.');
  expect(card.textContent).toContain('No line names 2 pictures; each is one by itself.');
  expect(card.textContent).toContain('Two groups share a picture and are one.');
  expect(program.inputsOf('groups.applyTable')).toEqual([]);
  within(card).getByRole('button', { name: 'Keep together' }).click();
  await settled();
  expect(program.inputsOf('groups.applyTable')).toEqual([{ dataset: 'weeds', table: { name: 'keepers.csv', text, groupColumn: '2' } }]);
  expect(screen().getByText('4 pictures changed sides; earlier trainings keep theirs.')).toBeTruthy();
});
