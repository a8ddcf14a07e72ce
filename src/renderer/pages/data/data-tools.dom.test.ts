import { fireEvent } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import type { DatasetView } from '../../../shared/contract/dataset-calls.ts';
import { useProject } from '../../stores/project.ts';
import { useRuns } from '../../stores/runs.ts';
import { useSettings } from '../../stores/settings.ts';
import { datasetView, imageDetails, labelChange, projectCard, runRow } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import type { Answers } from '../../testing/fake-program.ts';
import { later, screen, settled, show } from '../../testing/show.ts';
import { selectAll, selectOnly } from '../../wall/wall-selection.ts';
import { router } from '../../window/router.ts';
import CameraDialog from './CameraDialog.vue';
import FilterFields from './FilterFields.vue';
import PictureInspector from './PictureInspector.vue';
import RenameDialog from './RenameDialog.vue';
import SplitDialog from './SplitDialog.vue';
import { useWall } from './wall-store.ts';
import WallToolbar from './WallToolbar.vue';

const index = { classes: ['dock', 'nettle'], ids: [1, 2, 3], labels: [0, 0, 1], flags: [0, 0, 0], contents: [0, 0, 0] };
const at = '/projects/weeds/data';
const query = () => router.currentRoute.value.query;

async function opened(view: Partial<DatasetView> = {}, answers: Answers = {}) {
  const program = fakeProgram({ images: { index: () => index }, datasets: { show: () => datasetView(view) } });
  program.answer(answers);
  await useProject().open('weeds');
  useWall().show('weeds', {});
  await settled();
  return program;
}

test('search goes to the address once typing rests, and follows it back', async () => {
  await opened();
  await show(WallToolbar, {}, { at });
  const field = screen().getByRole<HTMLInputElement>('searchbox', { name: 'Search names …' });
  for (const value of ['d', 'do', ' dock ']) await fireEvent.input(field, { target: { value } });
  expect(query()).toEqual({});
  await later(250);
  expect(query()).toEqual({ q: 'dock' });
  useWall().show('weeds', { search: 'nettle' });
  await settled();
  expect(field.value).toBe('nettle');
});

test('it says what there is, or how much of it is shown; "Show all" takes every filter away', async () => {
  await opened({ findings: [{ kind: 'duplicates', count: 2, groups: 1 }, { kind: 'excluded', count: 1 }] });
  await show(WallToolbar, {}, { at: `${at}?split=val&problem=duplicates` });
  const says = () => screen().getAllByRole('status')[0]!.textContent;
  expect(says()).toBe('30 pictures · 2 classes · 1 needs a look');
  expect(screen().queryByRole('button', { name: 'Show all' })).toBeNull();
  useWall().show('weeds', { split: 'val', problem: 'duplicates' });
  await settled();
  expect(says()).toBe('3 of 30 shown');
  expect(screen().getByRole('button', { name: 'Filter: 2' })).toBeTruthy();
  screen().getByRole('button', { name: 'Show all' }).click();
  await settled();
  expect(query()).toEqual({});
});

test('undo and redo can be pressed only where there is something', async () => {
  const program = await opened({ canUndo: true }, { labels: { undo: () => labelChange({ canUndo: false, canRedo: true }) } });
  await show(WallToolbar, {}, { at });
  const button = (name: string) => screen().getByRole<HTMLButtonElement>('button', { name });
  expect([button('Undo').disabled, button('Redo').disabled]).toEqual([false, true]);
  button('Undo').click();
  await settled();
  expect(program.inputsOf('labels.undo')).toHaveLength(1);
  expect([button('Undo').disabled, button('Redo').disabled]).toEqual([true, false]);
});

test('the size of pictures is remembered', async () => {
  await opened();
  await show(WallToolbar, {}, { at });
  await fireEvent.input(screen().getByRole('slider', { name: 'Size of the pictures' }), { target: { value: '200' } });
  await settled();
  expect(useSettings().thumbnailSize).toBe(200);
  expect(localStorage.getItem('graft.thumbnailSize')).toBe('200');
});

test('filters narrow each other; a class may be called anything, "no label" too', async () => {
  await opened({ classes: [{ name: 'all', count: 1 }, { name: 'no label', count: 1 }], unlabelled: 2 });
  useRuns().apply({ type: 'run', run: runRow(7) });
  useRuns().apply({ type: 'run', run: runRow(8, { state: 'running' }) });
  useRuns().apply({ type: 'run', run: runRow(9, { dataset: 'shoes' }) });
  await show(FilterFields, {}, { at });
  const options = (label: RegExp) => [...screen().getByLabelText<HTMLSelectElement>(label).options].map(({ text }) => text.trim());
  expect(options(/^Class/)).toEqual(['all', 'no label', 'all', 'no label']);
  expect(options(/got wrong/)).toEqual(['all', 'Run 7 · 80.0%']);
  const choose = async (label: RegExp, nth: number) => {
    const field = screen().getByLabelText<HTMLSelectElement>(label);
    field.selectedIndex = nth;
    await fireEvent.change(field);
    await settled();
  };
  await choose(/^Class/, 2);
  expect(query()).toEqual({ class: 'all' });
  await choose(/^Class/, 3);
  await choose(/^Used for/, 2);
  await choose(/got wrong/, 1);
  expect(query()).toEqual({ class: 'no label', split: 'val', wrong: '7' });
  await choose(/^Class/, 1);
  expect(query()).toEqual({ unlabelled: '1', split: 'val', wrong: '7' });
  await choose(/^Class/, 0);
  expect(query()).toEqual({ split: 'val', wrong: '7' });
});

test('renaming shows the new name; an empty one cannot be saved; a refusal stays at the field', async () => {
  const program = await opened({}, { datasets: { list: () => [projectCard('weeds')], rename: ({ name }) => datasetView({ name }) } });
  let isOpen = true;
  const dialog = await show(RenameDialog, { open: false, 'onUpdate:open': (open: boolean) => (isOpen = open) });
  await dialog.set({ open: true });
  const field = screen().getByLabelText<HTMLInputElement>('Name');
  const save = screen().getByRole<HTMLButtonElement>('button', { name: 'Save' });
  expect(field.value).toBe('Weeds');
  await fireEvent.input(field, { target: { value: '  ' } });
  await settled();
  expect(save.disabled).toBe(true);
  program.answer({ datasets: { rename: () => { throw refusal({ code: 'already-exists', message: 'Another project is called so' }); } } });
  await fireEvent.input(field, { target: { value: 'Shoes' } });
  await settled();
  save.click();
  await settled();
  expect([isOpen, screen().getByText('Another project is called so') !== null]).toEqual([true, true]);
  program.answer({ datasets: { rename: ({ name }) => datasetView({ name }) } });
  save.click();
  await settled();
  expect([isOpen, useProject().view?.name]).toEqual([false, 'Shoes']);
});

test('shares of the split are asked in percent, with about how many pictures that is', async () => {
  const program = await opened({ shares: { val: 0.2, test: 0, seed: 5 } }, { datasets: { setSplit: () => datasetView() } });
  let isOpen = true;
  const dialog = await show(SplitDialog, { open: false, 'onUpdate:open': (open: boolean) => (isOpen = open) });
  await dialog.set({ open: true });
  expect(screen().getByText('20%, about 6')).toBeTruthy();
  expect(screen().queryByText(/they decide/)).toBeNull();
  await fireEvent.input(screen().getByLabelText(/^For the last check/), { target: { value: '10' } });
  await settled();
  expect(screen().getByText('10%, about 3')).toBeTruthy();
  screen().getByRole('button', { name: 'Change the split' }).click();
  await settled();
  expect(program.inputsOf('datasets.setSplit')).toEqual([{ dataset: 'weeds', val: 0.2, test: 0.1, seed: 5 }]);
  expect(isOpen).toBe(false);
});

test('a split that is refused keeps the window open with the reason; folders that decide are named', async () => {
  const refused = () => {
    throw refusal({ code: 'bad-usage', message: 'Too few pictures for that' });
  };
  await opened({ splitIsFolders: true }, { datasets: { setSplit: refused } });
  let isOpen = true;
  const dialog = await show(SplitDialog, { open: false, 'onUpdate:open': (open: boolean) => (isOpen = open) });
  await dialog.set({ open: true });
  expect(screen().getByText(/they decide/)).toBeTruthy();
  screen().getByRole('button', { name: 'Change the split' }).click();
  await settled();
  expect([isOpen, screen().getByRole('alert').textContent?.includes('Too few pictures for that')]).toEqual([true, true]);
});

test('the inspector: one picture with what is known of it, several by class; the wall has its place while none is chosen', async () => {
  const program = await opened({}, {
    images: { details: ({ images }) => images.map((id) => imageDetails(id, { label: 'nettle', duplicates: [{ id: 3, file: 'nettle/3.jpg' }] })) },
  });
  await show(PictureInspector, {}, { at });
  expect(screen().queryByRole('heading')).toBeNull();
  useWall().selection = selectOnly(useWall().selection, 0);
  await later(100);
  expect(program.inputsOf('images.details')).toEqual([{ dataset: 'weeds', images: [1] }]);
  expect(screen().getByRole('heading', { name: '1.jpg' })).toBeTruthy();
  const facts = screen().getAllByRole('definition').map(({ textContent }) => textContent);
  expect(facts).toEqual(['nettle', 'dock', 'training', '320 × 240', '12 kB', '/pictures/weeds/dock/1.jpg']);
  screen().getByRole('button', { name: 'nettle/3.jpg' }).click();
  expect(useWall().focusId).toBe(3);
  useWall().selection = selectAll(useWall().selection);
  await settled();
  expect(screen().getByRole('heading', { name: '3 chosen' })).toBeTruthy();
  expect(screen().getAllByRole('row').map(({ textContent }) => textContent)).toEqual(['dock2', 'nettle1']);
  await later(100);
});

test('a copy that the filter hides is found without it', async () => {
  await opened({}, { images: { details: ({ images }) => images.map((id) => imageDetails(id, { duplicates: [{ id: 99, file: 'dock/99.jpg' }] })) } });
  await show(PictureInspector, {}, { at: `${at}?class=dock` });
  useWall().selection = selectOnly(useWall().selection, 0);
  await later(100);
  screen().getByRole('button', { name: 'dock/99.jpg' }).click();
  await settled();
  expect([query(), useWall().wanted]).toEqual([{}, 99]);
});

test('the camera: what it refuses is said; without a class nothing is taken', async () => {
  await opened();
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator), { mediaDevices: { getUserMedia: () => Promise.reject(new Error('Permission denied')) } }));
  const dialog = await show(CameraDialog, { open: false, 'onUpdate:open': () => undefined }, { at });
  await dialog.set({ open: true });
  expect(screen().getByLabelText<HTMLInputElement>('Into the class').value).toBe('dock');
  screen().getByRole('button', { name: 'Turn the camera on' }).click();
  await settled();
  expect(screen().getByRole('alert').textContent).toContain('The camera cannot be used: Permission denied');
  expect(screen().queryByRole('button', { name: 'Take a picture' })).toBeNull();
});
