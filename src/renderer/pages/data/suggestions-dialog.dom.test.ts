import { fireEvent, within } from '@testing-library/dom';
import { expect, test } from 'vitest';
import type { LabelSuggestions } from '../../../shared/contract/image-calls.ts';
import { useProject } from '../../stores/project.ts';
import { datasetView, labelChange } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { press, screen, settled, show } from '../../testing/show.ts';
import SuggestionsDialog from './SuggestionsDialog.vue';

const picture = (image: number, label: string | null = null) => ({ image, file: `${image}.jpg`, label, share: 1, like: 9 });
const suggestions = (more: Partial<LabelSuggestions> = {}): LabelSuggestions => ({
  backbone: 'resnet18',
  k: 5,
  minShare: 0.8,
  compared: 40,
  classes: [
    { label: 'dock', pictures: [1, 2, 3].map((image) => picture(image)) },
    { label: 'nettle', pictures: [picture(4)] },
  ],
  doubtful: [{ label: 'nettle', pictures: [picture(7, 'dock')] }],
  undecided: 2,
  later: 0,
  unread: 0,
  ...more,
});

async function opened(suggest: () => LabelSuggestions = suggestions) {
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    labels: { suggest, set: () => labelChange(), undo: () => labelChange() },
  });
  await useProject().open('weeds');
  const shown = await show(SuggestionsDialog, { 'open': false, 'onUpdate:open': () => undefined });
  await shown.set({ open: true });
  return program;
}

const rows = () => screen().getAllByRole('region').map((row) => row.getAttribute('aria-label'));
const row = (name: string) => within(screen().getByRole('region', { name }));
test('a row a class; a row is accepted by one key, as one change, and undo shows it again', async () => {
  const program = await opened();
  expect(rows()).toEqual(['3 pictures like dock', '1 picture like nettle', '1 picture has another class, but is like nettle']);
  expect(screen().getByText('Asked: the 5 nearest of 40 pictures with a class. Of 2 pictures the neighbours do not agree.')).toBeTruthy();
  expect(document.activeElement?.getAttribute('data-tip')).toBe('1.jpg');
  await press('Enter');
  expect(rows()).toEqual(['1 picture like nettle', '1 picture has another class, but is like nettle']);
  expect(document.activeElement?.getAttribute('data-tip')).toBe('4.jpg');
  await press('z', { ctrlKey: true });
  expect(rows()[0]).toBe('3 pictures like dock');
  expect(program.inputsOf('labels.set')).toEqual([{ dataset: 'weeds', images: [1, 2, 3], label: 'dock' }]);
  expect(program.inputsOf('labels.undo')).toEqual([{ dataset: 'weeds' }]);
});

test('single pictures are unticked before a row is accepted; they stay, and are declined', async () => {
  const program = await opened();
  await press('ArrowRight');
  fireEvent.click(document.activeElement!);
  await settled();
  row('3 pictures like dock').getByRole('button', { name: 'Accept 2' }).click();
  await settled();
  expect(program.inputsOf('labels.set')).toEqual([{ dataset: 'weeds', images: [1, 3], label: 'dock' }]);
  row('1 picture like dock').getByRole('button', { name: 'Decline' }).click();
  await settled();
  expect(rows()).toEqual(['1 picture like nettle', '1 picture has another class, but is like nettle']);
  await press('ArrowDown');
  await press('Delete');
  await press('Enter');
  expect(program.inputsOf('labels.set').at(-1)).toEqual({ dataset: 'weeds', images: [4], label: 'nettle' });
  expect(screen().getByRole('heading', { name: 'Nothing to suggest' })).toBeTruthy();
});

test('what keeps it from asking is said, and asked again', async () => {
  const program = await opened(() => {
    throw refusal({ code: 'engine-missing', message: 'The engine is not set up' });
  });
  expect(screen().getByRole('alert').textContent).toContain('The engine is not set up');
  program.answer({ labels: { suggest: () => suggestions({ classes: [], doubtful: [] }) } });
  screen().getByRole('button', { name: 'Try again' }).click();
  await settled();
  expect(screen().getByRole('heading', { name: 'Nothing to suggest' })).toBeTruthy();
});
