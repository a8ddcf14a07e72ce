import { fireEvent } from '@testing-library/dom';
import { expect, test } from 'vitest';
import type { DatasetView } from '../../../shared/contract/dataset-calls.ts';
import { useDraft } from '../../stores/draft.ts';
import { useProject } from '../../stores/project.ts';
import { useSystem } from '../../stores/system.ts';
import { datasetView, labelChange } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import type { Answers } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import { draggedPictures } from '../../wall/use-wall-mouse.ts';
import { selectOnly } from '../../wall/wall-selection.ts';
import { router } from '../../window/router.ts';
import ClassList from './ClassList.vue';
import DataNotices from './DataNotices.vue';
import HealthPanel from './HealthPanel.vue';
import SplitBar from './SplitBar.vue';
import UnreadableFiles from './UnreadableFiles.vue';
import { useWall } from './wall-store.ts';

const index = { classes: ['dock', 'nettle'], ids: [1, 2, 3], labels: [0, 0, 1], flags: [0, 0, 0], contents: [0, 0, 0] };

async function opened(more: Partial<DatasetView> = {}, answers: Answers = {}) {
  const program = fakeProgram({ datasets: { show: () => datasetView(more), ...answers.datasets }, images: { index: () => index }, ...('labels' in answers ? { labels: answers.labels! } : {}) });
  await useProject().open('weeds');
  useWall().show('weeds', {});
  await settled();
  return program;
}
const at = '/projects/weeds/data';
const query = () => router.currentRoute.value.query;

test('all pictures are as many as the classes have together, whatever lies beside them that cannot be read', async () => {
  await opened({ unreadable: [{ file: 'dock/broken.jpg', reason: 'it ends too early', values: null }] });
  await show(ClassList, {}, { at });
  expect(screen().getByRole('button', { name: /All pictures 30$/ })).toBeTruthy();
});

test('a click on a class shows only its pictures, again all of them; the number is its key', async () => {
  await opened();
  await show(ClassList, {}, { at });
  const dock = () => screen().getByRole('button', { name: 'key 1 dock 20' });
  expect(screen().getByRole('button', { name: /All pictures 30/ }).getAttribute('aria-pressed')).toBe('true');
  dock().click();
  await settled();
  expect(query()).toEqual({ class: 'dock' });
  useWall().show('weeds', { className: 'dock' });
  await settled();
  expect(dock().getAttribute('aria-pressed')).toBe('true');
  dock().click();
  await settled();
  expect(query()).toEqual({});
});

test('classes too small to learn are marked; pictures without a label have a row of their own', async () => {
  await opened({ unlabelled: 4 });
  await show(ClassList, {}, { at });
  expect(screen().getByRole('button', { name: 'key 2 nettle few pictures 10' })).toBeTruthy();
  screen().getByRole('button', { name: 'no label 4' }).click();
  await settled();
  expect(query()).toEqual({ unlabelled: '1' });
});

test('pictures dragged onto a class move there; files from outside do not', async () => {
  const program = await opened({}, { labels: { set: () => labelChange() } });
  useWall().selection = selectOnly(useWall().selection, 1);
  await show(ClassList, {}, { at });
  const row = screen().getByRole('button', { name: /nettle/ }).parentElement!;
  const drop = async (type: string) => {
    const transfer = { types: [type] };
    const over = new Event('dragover', { bubbles: true, cancelable: true });
    row.dispatchEvent(Object.assign(over, { dataTransfer: transfer }));
    row.dispatchEvent(Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer: transfer }));
    await settled();
    return over.defaultPrevented;
  };
  expect(await drop('Files')).toBe(false);
  expect(program.inputsOf('labels.set')).toEqual([]);
  expect(await drop(draggedPictures)).toBe(true);
  expect(program.inputsOf('labels.set')).toEqual([{ dataset: 'weeds', images: [2], label: 'nettle' }]);
});

test('an empty class can be taken away, one with pictures cannot', async () => {
  const program = await opened(
    { classes: [{ name: 'dock', count: 3 }, { name: 'thistle', count: 0 }] },
    { datasets: { removeClass: () => datasetView({ classes: [{ name: 'dock', count: 3 }] }) } },
  );
  await show(ClassList, {}, { at });
  expect(screen().queryByRole('button', { name: 'Take the empty class dock away' })).toBeNull();
  screen().getByRole('button', { name: 'Take the empty class thistle away' }).click();
  await settled();
  expect(program.inputsOf('datasets.removeClass')).toEqual([{ dataset: 'weeds', name: 'thistle' }]);
  expect(screen().queryByRole('button', { name: /thistle/ })).toBeNull();
});

test('a typed name makes a class; what is chosen goes into it; a refusal stays beside the field', async () => {
  const program = await opened({}, { datasets: { addClass: () => datasetView() }, labels: { set: () => labelChange() } });
  await show(ClassList, {}, { at });
  const field = screen().getByRole('textbox', { name: 'New class …' });
  const add = async (name: string) => {
    await fireEvent.input(field, { target: { value: name } });
    await settled();
    const hint = field.getAttribute('aria-describedby');
    const words = hint ? document.getElementById(hint)?.textContent : null;
    fireEvent.submit(field.closest('form')!);
    await settled();
    return words;
  };
  expect(await add('  ')).toBeNull();
  expect(await add(' thistle ')).toBeNull();
  expect(program.inputsOf('datasets.addClass')).toEqual([{ dataset: 'weeds', name: 'thistle' }]);
  expect((field as HTMLInputElement).value).toBe('');
  useWall().selection = selectOnly(useWall().selection, 0);
  expect(await add('sorrel')).toBe('The chosen picture goes into it.');
  expect(program.inputsOf('labels.set')).toEqual([{ dataset: 'weeds', images: [1], label: 'sorrel' }]);
  program.answer({ labels: { set: () => { throw refusal({ code: 'bad-usage', message: 'This name is too long' }); } } });
  await add('x');
  expect(screen().getByText('This name is too long')).toBeTruthy();
  expect((field as HTMLInputElement).value).toBe('x');
});

test('Up and Down walk through the classes', async () => {
  await opened();
  await show(ClassList, {}, { at });
  const [all, dock] = screen().getAllByRole('button');
  all!.focus();
  fireEvent.keyDown(all!, { key: 'ArrowUp' });
  expect(document.activeElement).toBe(all);
  fireEvent.keyDown(all!, { key: 'ArrowDown' });
  expect(document.activeElement).toBe(dock);
});

test('a problem opens with what to do, shows its pictures, and closes again', async () => {
  await opened({
    findings: [{ kind: 'duplicates', count: 4, groups: 2 }, { kind: 'unreadable', count: 1 }, { kind: 'excluded', count: 3 }],
    unreadable: [{ file: 'dock/broken.jpg', reason: 'it ends too early', values: null }],
  });
  await show(HealthPanel, {}, { at });
  // What a person left out is no problem.
  expect(screen().getByRole('heading', { name: 'Problems 2' })).toBeTruthy();
  const duplicates = screen().getByRole('button', { name: /copies of others 4/ });
  duplicates.click();
  await settled();
  expect(query()).toEqual({ problem: 'duplicates' });
  useWall().show('weeds', { problem: 'duplicates' });
  await settled();
  expect(duplicates.getAttribute('aria-expanded')).toBe('true');
  expect(screen().getByText('4 pictures are copies of one another, in 2 groups.')).toBeTruthy();
  expect(screen().queryByText('dock/broken.jpg')).toBeNull();
  duplicates.click();
  await settled();
  expect(query()).toEqual({});
});

test('a problem that has no pictures opens by itself', async () => {
  await opened({ findings: [{ kind: 'imbalance', count: 2, most: { name: 'dock', count: 200 }, least: { name: 'nettle', count: 1 } }] });
  await show(HealthPanel, {}, { at });
  const button = screen().getByRole('button', { name: /uneven classes/ });
  button.click();
  await settled();
  expect([button.getAttribute('aria-expanded'), query()]).toEqual(['true', {}]);
  expect(screen().getByText(/^The classes are uneven: .*dock.* 200 .*nettle.* 1/)).toBeTruthy();
});

test('a long list of files comes a part at a time', async () => {
  await show(UnreadableFiles, { files: Array.from({ length: 40 }, (_, at) => ({ file: `${at}.jpg`, reason: 'broken' })) });
  expect(screen().getAllByRole('listitem')).toHaveLength(30);
  screen().getByRole('button', { name: 'Show 10 more' }).click();
  await settled();
  expect(screen().getAllByRole('listitem')).toHaveLength(40);
  expect(screen().queryByRole('button')).toBeNull();
});

test('parts of the split that hold pictures show them; without any it says what is needed', async () => {
  await opened({ split: { train: 24, val: 6, test: 0 } });
  let changes = 0;
  await show(SplitBar, { onChange: () => (changes += 1) }, { at });
  expect(screen().getAllByRole('button').map(({ textContent }) => textContent?.trim())).toEqual(['training 24', 'validation 6', 'Groups …', 'Change …']);
  screen().getByRole('button', { name: 'validation 6' }).click();
  await settled();
  expect(query()).toEqual({ split: 'val' });
  screen().getByRole('button', { name: 'Change …' }).click();
  useProject().replace(datasetView({ split: { train: 0, val: 0, test: 0 } }));
  await settled();
  expect([changes, screen().queryByRole('button', { name: /training/ })]).toEqual([1, null]);
  expect(screen().getByText('Two classes with pictures are needed first.')).toBeTruthy();
});

test('pictures that the middle cuts off are a note with a door to the whole picture and back, and with those pictures', async () => {
  await opened({ findings: [{ kind: 'cut-off', count: 12, usual: 'crop' }] });
  await show(HealthPanel, {}, { at });
  expect(screen().getByRole('heading', { name: 'Problems' })).toBeTruthy();
  screen().getByRole('button', { name: /cut off at the ends 12/ }).click();
  await settled();
  expect(query()).toEqual({ problem: 'cut-off' });
  useWall().show('weeds', { problem: 'cut-off' });
  await settled();
  expect(screen().getByText('12 pictures lose more than a third where only the middle of a picture is seen.')).toBeTruthy();
  expect(screen().getByText('Training sees the middle of each picture.')).toBeTruthy();
  screen().getByRole('button', { name: 'Use the whole picture' }).click();
  await settled();
  expect(useDraft().spec.fit).toBe('pad');
  expect(screen().getByText('Training sees the whole of each picture, with a border.')).toBeTruthy();
  screen().getByRole('button', { name: 'Use the middle alone' }).click();
  await settled();
  expect(useDraft().spec.fit).toBe('crop');
});

test('the list of classes is one stop of Tab, walked with arrows, Home and End', async () => {
  await opened();
  await show(ClassList, {}, { at });
  const stops = () => screen().getAllByRole<HTMLButtonElement>('button').filter(({ dataset, tabIndex }) => dataset.stop && tabIndex === 0);
  expect(stops().map(({ textContent }) => textContent)).toEqual(['All pictures30']);
  stops()[0]!.focus();
  const press = async (key: string) => {
    await fireEvent.keyDown(document.activeElement!, { key });
    await settled();
    return [document.activeElement?.textContent, stops().length];
  };
  expect(await press('End')).toEqual(['2nettle10', 1]);
  expect(await press('ArrowDown')).toEqual(['2nettle10', 1]);
  expect(await press('ArrowUp')).toEqual(['1dock20', 1]);
  expect(await press('Home')).toEqual(['All pictures30', 1]);
});

test('of many classes one is found by typing, whatever its accents; the list stays one stop of Tab', async () => {
  const names = ['Érable', ...Array.from({ length: 14 }, (_, at) => `class ${at}`)];
  await opened({ classes: names.map((name) => ({ name, count: 30 })) });
  await show(ClassList, {}, { at });
  const field = screen().getByRole('searchbox', { name: 'Search classes …' });
  await fireEvent.input(field, { target: { value: 'era' } });
  await settled();
  const rows = () => screen().getAllByRole('button').filter(({ dataset }) => dataset.stop);
  expect(rows().map(({ dataset, tabIndex }) => [dataset.stop, tabIndex])).toEqual([['Érable', 0]]);
  await fireEvent.keyDown(field, { key: 'Enter' });
  await settled();
  expect(query()).toEqual({ class: 'Érable' });
  await fireEvent.input(field, { target: { value: 'oak' } });
  await settled();
  expect(screen().getByText('No class is called so.')).toBeTruthy();
});

test('the bar of the split is as long as there are pictures', async () => {
  await opened({ split: { train: 159, val: 40, test: 1 } });
  await show(SplitBar, {}, { at });
  const strips = [...document.querySelectorAll<HTMLElement>('.bar .strip')].map(({ style }) => style.flexGrow);
  expect(strips).toEqual(['159', '40', '1']);
});

test('the folder that is being read says so while it is', async () => {
  await opened();
  await show(DataNotices);
  useSystem().apply({ type: 'scan', folder: '/pictures/weeds', done: 1, total: 30 });
  await settled();
  expect(screen().getByRole('status').textContent).toContain('Reading the folder again');
  useSystem().apply({ type: 'scan', folder: '/pictures/weeds', done: 30, total: 30 });
  await settled();
  expect(screen().getByRole('status').textContent?.trim()).toBe('');
});
