import { fireEvent, within } from '@testing-library/dom';
import { defineComponent, h } from 'vue';
import { expect, test, vi } from 'vitest';
import { asClassKey, commandLetters } from '../../shared/class-keys.ts';
import type { DatasetView } from '../../shared/contract/dataset-calls.ts';
import type { LabelChange } from '../../shared/contract/image-calls.ts';
import LabelWall from '../pages/data/LabelWall.vue';
import LargePicture from '../pages/data/LargePicture.vue';
import { useDataCommands } from '../pages/data/use-data-commands.ts';
import { useWall } from '../pages/data/wall-store.ts';
import { useProject } from '../stores/project.ts';
import { useToasts } from '../stores/toasts.ts';
import { datasetView, labelChange } from '../testing/answers.ts';
import { fakeProgram, refusal } from '../testing/fake-program.ts';
import { laidOut, later, screen, settled, show } from '../testing/show.ts';
import { commands, useShortcuts } from '../window/commands.ts';
import KeyLegend from './KeyLegend.vue';
import SelectionBar from './SelectionBar.vue';

/** The Data page's wall with its bar, its large view and its commands. */
const page = defineComponent({
  setup() {
    useShortcuts();
    useDataCommands({ openCamera: () => undefined, suggest: () => undefined, showCopies: () => undefined, showNear: () => undefined, showGroups: () => undefined,
      lockTest: () => undefined, showSuspects: () => undefined, labelNext: () => undefined, judgeAgain: () => undefined, exportLabels: () => undefined, rescan: () => undefined, search: () => undefined });
    const wall = useWall();
    return () => [
      h(LabelWall),
      wall.selection.count > 0 ? h(SelectionBar, { wall }) : null,
      h(LargePicture),
      h(KeyLegend, { wall }),
    ];
  },
});

async function wallOf(count: number, answers: { set?: () => LabelChange; undo?: () => LabelChange; labels?: number[] } = {}, view: Partial<DatasetView> = {}) {
  laidOut({ width: 508, height: 520 });
  const flags = Array.from({ length: count }, (_, at) => (at === 3 ? 2 : 0));
  const program = fakeProgram({
    datasets: { show: () => datasetView({ images: count, ...view }) },
    images: {
      index: () => ({ classes: ['dock', 'nettle'], ids: flags.map((_, at) => at + 101), labels: answers.labels ?? flags.map(() => 0), flags, contents: flags.map(() => 0) }),
    },
    labels: { set: answers.set ?? (() => labelChange()), exclude: () => labelChange(), undo: answers.undo ?? (() => labelChange({ canUndo: false })) },
  });
  await useProject().open('weeds');
  useWall().show('weeds', {});
  await show(page);
  return program;
}

const grid = () => screen().getByRole('grid');
const cell = (at: number) => screen().getByRole('gridcell', { name: new RegExp(`, ${at + 1}(, .*)?$`) });
const chosen = () => screen().queryAllByRole('gridcell', { selected: true }).map((each) => Number(each.dataset.at));
async function press(key: string, held: { ctrlKey?: boolean; shiftKey?: boolean } = {}, target: Element = grid()) {
  fireEvent.keyDown(target, { key, ...held });
  await settled();
}
async function click(at: number, held: { ctrlKey?: boolean; shiftKey?: boolean } = {}) {
  fireEvent.click(cell(at), held);
  await settled();
}

test('of many pictures only the rows that are seen are in the page', async () => {
  await wallOf(10_000);
  expect(grid().getAttribute('aria-rowcount')).toBe('2501');
  expect(screen().getByRole('rowheader').textContent).toBe('dock 9,999 pictures · 1 not used');
  expect(grid().getAttribute('aria-colcount')).toBe('4');
  const cells = screen().getAllByRole('gridcell');
  expect(cells.length).toBeLessThan(60);
  expect(cell(0).querySelector('img')?.getAttribute('src')).toBe('/images/101?size=160');
  await press('End', { ctrlKey: true });
  expect(grid().scrollTop).toBeGreaterThan(300_000);
  fireEvent.scroll(grid());
  await settled();
  expect(grid().getAttribute('aria-activedescendant')).toBe('picture-9999');
  expect(cell(9999).getAttribute('aria-selected')).toBe('true');
  expect(screen().getAllByRole('gridcell').length).toBeLessThan(60);
});

test('clicks choose one, several, a range, and none; the tick takes one more', async () => {
  await wallOf(20);
  await click(2);
  expect(chosen()).toEqual([2]);
  await click(5, { ctrlKey: true });
  await click(2, { ctrlKey: true });
  expect(chosen()).toEqual([5]);
  await click(8, { shiftKey: true });
  expect(chosen()).toEqual([2, 3, 4, 5, 6, 7, 8]);
  vi.spyOn(cell(10), 'getBoundingClientRect').mockReturnValue(DOMRect.fromRect({ x: 100, y: 200, width: 120, height: 120 }));
  fireEvent.click(cell(10), { clientX: 205, clientY: 210 });
  await settled();
  expect(chosen()).toEqual([2, 3, 4, 5, 6, 7, 8, 10]);
  fireEvent.click(grid());
  await settled();
  expect(chosen()).toEqual([]);
});

test('keys walk, extend, toggle; Enter shows it large and Ctrl+Enter is left to the window', async () => {
  await wallOf(20);
  await press('ArrowRight');
  expect(chosen()).toEqual([0]);
  await press('ArrowDown');
  await press('ArrowRight', { shiftKey: true });
  expect(chosen()).toEqual([4, 5]);
  await press('ArrowRight', { ctrlKey: true });
  await press(' ', { ctrlKey: true });
  expect(chosen()).toEqual([4, 5, 6]);
  const event = new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true });
  grid().dispatchEvent(event);
  await settled();
  expect([event.defaultPrevented, screen().queryByRole('dialog')]).toEqual([false, null]);
  await press('Enter');
  expect(screen().getByRole('dialog', { name: 'dock' }).textContent).toContain('7 of 20');
  expect(useWall().chosen()).toEqual([107]);
});

test('a number moves what is chosen, shows it at once, says so, and the toast takes it back', async () => {
  const program = await wallOf(20);
  await click(1);
  await click(2, { shiftKey: true });
  fireEvent.keyDown(grid(), { key: '2' });
  await Promise.resolve();
  expect([...useWall().index.ids.slice(-3), ...useWall().index.labels.slice(-3)]).toEqual([120, 102, 103, 0, 1, 1]);
  expect(useWall().chosen()).toEqual([104]);
  await settled();
  expect(program.inputsOf('labels.set')).toEqual([{ dataset: 'weeds', images: [102, 103], label: 'nettle' }]);
  const [toast] = useToasts().toasts;
  expect(toast).toMatchObject({ message: '1 picture moved to nettle.', action: { label: 'Undo' } });
  await toast!.action!.run();
  expect(program.inputsOf('labels.undo')).toEqual([{ dataset: 'weeds' }]);
  expect(useToasts().toasts.map(({ message }) => message)).toEqual(['Nothing to undo']);
});

test('the large view goes on with arrows, obeys the labelling keys and gives the keyboard back', async () => {
  const program = await wallOf(20);
  await click(0);
  await press(' ');
  const large = () => screen().getByRole('dialog');
  await press('ArrowRight', {}, document.body);
  expect(large().textContent).toContain('2 of 20');
  expect(large().querySelector('img')?.getAttribute('src')).toBe('/images/102?size=1600');
  await press('x', {}, document.body);
  expect(program.inputsOf('labels.exclude')).toEqual([{ dataset: 'weeds', images: [102], excluded: true }]);
  await press('c', {}, document.body);
  expect(screen().getByLabelText('Type a class')).toBeTruthy();
  useWall().isPickerOpen = false;
  await settled();
  await press(' ', {}, document.body);
  expect(screen().queryByRole('dialog')).toBeNull();
  expect(document.activeElement).toBe(grid());
});

test('a class is typed: what fits comes first, a new name makes one, and the wall has the keyboard again', async () => {
  const program = await wallOf(20);
  await click(0);
  await press('c');
  const field = () => screen().getByLabelText('Type a class');
  await fireEvent.input(field(), { target: { value: 'ne' } });
  await settled();
  fireEvent.submit(field().closest('form')!);
  await settled();
  await press('c');
  await fireEvent.input(field(), { target: { value: 'thistle' } });
  await settled();
  screen().getByRole('button', { name: 'New class “thistle”' }).click();
  await settled();
  expect(program.inputsOf('labels.set').map((input) => (input as { label: string }).label)).toEqual(['nettle', 'thistle']);
  expect(document.activeElement).toBe(grid());
});

test('a new class is made of what is chosen, though its name is part of another’s', async () => {
  const program = await wallOf(20);
  await click(0);
  await click(1, { ctrlKey: true });
  await press('c');
  screen().getByRole('button', { name: 'New class from these 2 pictures …' }).click();
  await settled();
  const name = screen().getByLabelText('Name of the new class');
  expect(document.activeElement).toBe(name);
  await fireEvent.input(name, { target: { value: 'net' } });
  await settled();
  screen().getByRole('button', { name: 'Make it of 2 pictures' }).click();
  await settled();
  expect(program.inputsOf('labels.set')).toEqual([{ dataset: 'weeds', images: [101, 102], label: 'net' }]);
});

test('V shows every picture, the large one too, exactly as a network is given it, and back', async () => {
  const program = await wallOf(20);
  const preprocessing = { imageSize: 224, cropPct: 0.875, interpolation: 'bilinear', fit: 'pad', padColor: [12, 200, 90] };
  program.answer({ runs: { plan: () => ({ plan: { preprocessing } }) as never } });
  const source = () => cell(0).querySelector('img')!.getAttribute('src');
  await press('v');
  await later(250);
  expect(source()).toBe('/images/101?seen=pad-224-1-bilinear-12.200.90');
  await click(0);
  await press(' ');
  const large = () => screen().getByRole('dialog');
  expect(large().querySelector('img')!.getAttribute('src')).toBe('/images/101?seen=pad-224-1-bilinear-12.200.90');
  expect(large().textContent).toContain('224 × 224 pixels: the whole picture, with a border');
  await press('v', {}, document.body);
  expect(large().querySelector('img')!.getAttribute('src')).toBe('/images/101?size=1600');
  await press(' ', {}, document.body);
  expect(source()).toBe('/images/101?size=160');
});

test('plus and minus change how large pictures are, and what was looked at stays', async () => {
  await wallOf(10_000);
  const columns = () => Number(grid().getAttribute('aria-colcount'));
  expect(columns()).toBe(4);
  await press('+');
  await press('+');
  expect(columns()).toBe(2);
  await press('-');
  await press('-');
  await press('-');
  expect(columns()).toBe(5);
});

test('a picture costs two elements', async () => {
  await wallOf(10_000);
  expect(cell(0).querySelectorAll('*')).toHaveLength(1);
});

test('what cannot be read and what does not come show so, in words too', async () => {
  await wallOf(20);
  expect(screen().getByRole('gridcell', { name: 'dock, 4, cannot be read' }).querySelector('img')).toBeNull();
  const picture = cell(0).querySelector('img')!;
  picture.dispatchEvent(new Event('error'));
  await settled();
  expect(cell(0).querySelector('img')).toBeNull();
  expect(cell(1).querySelector('img')).not.toBeNull();
  await useWall().load();
  await settled();
  expect(cell(0).querySelector('img')).not.toBeNull();
});

test('the bar says how many are chosen and offers to take all of them back in', async () => {
  await wallOf(20);
  expect(screen().queryByRole('toolbar')).toBeNull();
  await press('a', { ctrlKey: true });
  const bar = () => screen().getByRole('toolbar');
  expect(bar().textContent).toContain('20 chosen');
  screen().getByRole('button', { name: 'Exclude' }).click();
  await Promise.resolve();
  await Promise.resolve();
  expect(useWall().areChosenExcluded).toBe(true);
  await settled();
  screen().getByRole('button', { name: 'Choose none' }).click();
  await settled();
  expect([screen().queryByRole('toolbar'), chosen()]).toEqual([null, []]);
});

test('one key a picture: what waits for a class leads to the next that waits, what had one to the next; undo returns', async () => {
  const labels = [-1, 0, -1, 0, 0, 0, -1, 0];
  const program = await wallOf(8, { labels, undo: () => labelChange({ picture: 103 }) });
  await click(0);
  for (const key of ['1', '2', '2']) await press(key);
  expect(program.inputsOf('labels.set')).toEqual([
    { dataset: 'weeds', images: [101], label: 'dock' },
    { dataset: 'weeds', images: [103], label: 'nettle' },
    { dataset: 'weeds', images: [107], label: 'nettle' },
  ]);
  await press('z', { ctrlKey: true });
  expect([chosen(), useWall().focusId, document.activeElement]).toEqual([[1], 103, grid()]);
  await click(4);
  await press('2');
  expect(chosen()).toEqual([5]);
  // Several stay chosen.
  await click(6, { shiftKey: true });
  await press('1');
  expect(chosen()).toEqual([5, 6]);
});

test('where only pictures without a class are shown, one that has got its class makes room at once', async () => {
  const program = await wallOf(4, { labels: [-1, -1, -1, -1] });
  useWall().show('weeds', { className: null });
  await settled();
  await click(1);
  const slow = Promise.withResolvers<void>();
  program.answer({ images: { index: async () => (await slow.promise, { classes: ['dock', 'nettle'], ids: [101, 103, 104], labels: [-1, -1, -1], flags: [0, 0, 0], contents: [0, 0, 0] }) } });
  await press('1');
  expect([useWall().ids, chosen(), useWall().focusId]).toEqual([Int32Array.of(101, 103, 104), [1], 103]);
  slow.resolve();
  await settled();
  expect([useWall().focusId, chosen()]).toEqual([103, [1]]);
});

test('the large view goes on by itself too and keeps the keyboard', async () => {
  await wallOf(6, { labels: [-1, -1, 0, 0, -1, 0] });
  await click(1);
  await press(' ');
  await press('2', {}, document.body);
  expect(screen().getByRole('dialog').textContent).toContain('3 of 6');
  expect(screen().getByRole('dialog').contains(document.activeElement)).toBe(true);
});

test('the keys are written on the wall with what they do, and a click does the same; a letter of one’s own works', async () => {
  const program = await wallOf(6, {}, { classKeys: [{ name: 'nettle', key: 'q' }] });
  const legend = within(screen().getByRole('group', { name: 'Keys for labelling' }));
  expect(legend.getAllByRole('button').map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())).toEqual([
    '1 dock', 'Q nettle', 'C type a class', 'X exclude', 'Space large', 'Ctrl+Z undo', '',
  ]);
  await click(0);
  await press('q');
  legend.getByRole('button', { name: /dock/ }).click();
  await settled();
  expect(program.inputsOf('labels.set').map((input) => Object.values(input as object).slice(1))).toEqual([
    [[101], 'nettle'],
    [[102], 'dock'],
  ]);
  legend.getByRole('button', { name: /exclude/ }).click();
  await settled();
  expect(program.inputsOf('labels.exclude')).toEqual([{ dataset: 'weeds', images: [103], excluded: true }]);
});

test('a key for a class is pressed on it; one that is taken says whose it is', async () => {
  const program = await wallOf(6);
  screen().getByRole('button', { name: 'Choose keys for classes' }).click();
  await settled();
  const row = (name: string) => screen().getByRole('button', { name: new RegExp(`^${name}`) });
  program.answer({ datasets: { setClassKey: ({ name, key }) => datasetView({ classKeys: key === null ? [] : [{ name, key }] }) } });
  await press('Q', {}, row('nettle'));
  expect(row('nettle').textContent).toContain('Q');
  expect(screen().getByText('The key Q gives nettle now.')).toBeTruthy();
  await press('Backspace', {}, row('nettle'));
  expect(row('nettle').textContent).toContain('2');
  expect(program.inputsOf('datasets.setClassKey')).toEqual([
    { dataset: 'weeds', name: 'nettle', key: 'q' },
    { dataset: 'weeds', name: 'nettle', key: null },
  ]);
  program.answer({
    datasets: {
      setClassKey: () => {
        throw refusal({ code: 'bad-usage', message: '…', values: { kind: 'class-key-taken', key: 'q', name: 'nettle' } });
      },
    },
  });
  await press('q', {}, row('dock'));
  expect(screen().getByText('The key q belongs to nettle')).toBeTruthy();
});

test('no command of the window has a letter that a class may have', async () => {
  await wallOf(6);
  const plain = commands.value.flatMap(({ id, keys = [] }) => (id.startsWith('wall-move') ? [] : keys)).flatMap((keys) => keys.split(' ')[0]!);
  for (const key of plain.filter((each) => asClassKey(each) !== null)) expect(commandLetters).toContain(key);
});
