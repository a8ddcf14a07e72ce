import { expect, test } from 'vitest';
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
      suggest: () => ({ applied, suggestions: [{ source: 'name', count: 12, largest: 4, straddling: applied ? 0 : 7, examples: [{ group: 'leaf12', images: 4, pictures: [1, 2] }] }] }),
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
  expect(program.inputsOf('groups.apply')).toEqual([]);
  screen().getByRole('button', { name: 'What does tearing them apart cost?' }).click();
  await settled();
  const price = screen().getByLabelText('What tearing them apart feigns').textContent;
  expect(price).toMatch(/90.*right \(between 80.* and 95.*\)/);
  expect(price).toContain('too few groups to say how sure');
  screen().getByRole('button', { name: 'Keep together' }).click();
  await settled();
  expect(program.inputsOf('groups.apply')).toEqual([{ dataset: 'weeds', source: 'name' }]);
  expect(screen().getByText(/Kept together by their names/)).toBeTruthy();
  expect(screen().getByText('9 pictures changed sides; earlier trainings keep theirs.')).toBeTruthy();
});
