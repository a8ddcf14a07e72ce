import { fireEvent } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import { h } from 'vue';
import { StudioCallError } from '../api/call-error.ts';
import { inspectorCount } from '../composables/window-state.ts';
import { useToasts } from '../stores/toasts.ts';
import { screen, settled, show } from '../testing/show.ts';
import AppButton from './AppButton.vue';
import ConfidenceBars from './ConfidenceBars.vue';
import DataTable from './DataTable.vue';
import DialogWindow from './DialogWindow.vue';
import DropdownMenu from './DropdownMenu.vue';
import ErrorCard from './ErrorCard.vue';
import HeatPicture from './HeatPicture.vue';
import InspectorPanel from './InspectorPanel.vue';
import KeyboardHint from './KeyboardHint.vue';
import LoadingLine from './LoadingLine.vue';
import MeterBar from './MeterBar.vue';
import PopoverPanel from './PopoverPanel.vue';
import ProgressBar from './ProgressBar.vue';
import ShowAsTable from './ShowAsTable.vue';
import TabsBar from './TabsBar.vue';
import ToastStack from './ToastStack.vue';

const texts = (role: string) => screen().getAllByRole(role).map(({ textContent }) => textContent?.trim());

test('a busy button refuses clicks and says so, and keeps the focus', async () => {
  const onClick = vi.fn();
  const button = await show(AppButton, { onClick }, { slots: { default: () => 'Train' } });
  screen().getByRole('button', { name: 'Train' }).click();
  const shown = screen().getByRole<HTMLButtonElement>('button', { name: 'Train' });
  shown.focus();
  await button.set({ busy: true, disabled: true });
  shown.click();
  expect([onClick.mock.calls.length, shown.disabled, shown.getAttribute('aria-disabled'), shown.getAttribute('aria-busy'), document.activeElement]).toEqual([1, false, 'true', 'true', shown]);
});

test('a button that becomes of no use keeps the focus that it has, and refuses; the focus gone, it is disabled', async () => {
  const onClick = vi.fn();
  const button = await show(AppButton, { onClick }, { slots: { default: () => 'Undo' } });
  const shown = screen().getByRole<HTMLButtonElement>('button', { name: 'Undo' });
  shown.focus();
  await button.set({ disabled: true });
  shown.click();
  expect([onClick.mock.calls.length, shown.disabled, shown.getAttribute('aria-disabled'), document.activeElement]).toEqual([0, false, 'true', shown]);
  shown.blur();
  await settled();
  expect([shown.disabled, shown.getAttribute('aria-disabled')]).toEqual([true, null]);
});

test('how sure it is: most first, at most so many, the given label marked in words', async () => {
  const bars = [
    { className: 'oak', probability: 0.1 },
    { className: 'birch', probability: 0.6 },
    { className: 'rowan', probability: 0.3 },
  ];
  await show(ConfidenceBars, { bars, truth: 'rowan', limit: 2 });
  expect(texts('listitem')).toEqual(['birch60.0%', '✓ true label: rowan30.0%']);
});

test('a table sorts by its headings; rows and cells can be chosen', async () => {
  const chosen: string[] = [];
  const columns = [
    { key: 'name', label: 'Name', text: (row: { name: string }) => row.name },
    { key: 'size', label: 'Size', unit: 'MB', isNumber: true, sortBy: (row: { size: number }) => row.size, text: (row: { size: number }) => `${row.size}` },
  ];
  const rows = [
    { name: 'b', size: 2 },
    { name: 'a', size: 30 },
    { name: 'c', size: 1 },
  ];
  const table = await show(
    DataTable,
    { label: 'Files', columns, rows, rowKey: (row: { name: string }) => row.name, onChoose: (row: { name: string }) => chosen.push(row.name), isChosen: (row: { name: string }) => row.name === 'a', 'onUpdate:sort': (sort: unknown) => table.set({ sort }) },
    { slots: { 'cell-name': ({ row }: { row: { name: string } }) => h('b', row.name) } },
  );
  const names = () => screen().getAllByRole('row').slice(1).map((row) => row.querySelector('b')?.textContent);
  expect(names()).toEqual(['b', 'a', 'c']);
  screen().getByRole('button', { name: 'Sort by Size' }).click();
  await settled();
  expect(names()).toEqual(['a', 'b', 'c']);
  screen().getByRole('button', { name: 'Sort by Size' }).click();
  await settled();
  expect(names()).toEqual(['c', 'b', 'a']);
  expect(screen().getAllByRole('columnheader').map((header) => header.getAttribute('aria-sort'))).toEqual([null, 'ascending']);
  screen().getByText('b').click();
  expect(chosen).toEqual(['b']);
});

test('a dialog has its words, puts the keyboard where it belongs and is closed by Escape', async () => {
  const open: boolean[] = [];
  const slots = { default: () => [h('button', 'Go'), h('input', { 'aria-label': 'Name' })], footer: () => h('button', 'Save') };
  const dialog = await show(DialogWindow, { open: false, title: 'Rename', description: 'Only here', 'onUpdate:open': (next: boolean) => open.push(next) }, { slots });
  expect(screen().queryByRole('dialog')).toBeNull();
  await dialog.set({ open: true });
  const shown = screen().getByRole('dialog', { name: 'Rename' });
  expect(shown.querySelector('header, footer')).toBeNull();
  expect(document.getElementById(shown.getAttribute('aria-describedby')!)?.textContent).toBe('Only here');
  expect(document.activeElement).toBe(screen().getByLabelText('Name'));
  fireEvent.keyDown(shown, { key: 'Escape' });
  screen().getByRole('button', { name: 'Close' }).click();
  await settled();
  expect(open).toEqual([false, false]);
});

test('a dialog that is text alone begins on the text, which arrows scroll, not on its closing cross', async () => {
  const dialog = await show(DialogWindow, { open: false, title: 'Shortcuts', reads: true }, { slots: { default: () => 'all of them' } });
  await dialog.set({ open: true, title: 'Shortcuts', reads: true });
  expect(document.activeElement?.textContent).toBe('all of them');
});

test('a menu runs what is chosen, not what is off', async () => {
  const runs: string[] = [];
  const items = [
    { id: 'csv', label: 'Export', keys: 'Ctrl+E', run: () => runs.push('csv') },
    { id: 'gone', label: 'Remove', disabled: true, run: () => runs.push('gone') },
  ];
  await show(DropdownMenu, { label: 'More', items }, { slots: { trigger: () => h('button', 'More') } });
  const open = async () => {
    fireEvent.keyDown(screen().getByRole('button', { name: 'More' }), { key: 'Enter' });
    await settled();
  };
  await open();
  screen().getByRole('menuitem', { name: /Remove/ }).click();
  screen().getByRole('menuitem', { name: /Export/ }).click();
  await settled();
  expect([runs, screen().queryByRole('menu')]).toEqual([['csv'], null]);
});

test('a panel beside its button opens, gives its content a way to close it', async () => {
  const slots = {
    trigger: () => h('button', 'Filter'),
    default: ({ close }: { close: () => void }) => h('button', { onClick: close }, 'Done'),
  };
  await show(PopoverPanel, {}, { slots });
  screen().getByRole('button', { name: 'Filter' }).click();
  await settled();
  expect(screen().getByRole('dialog', { name: 'Filter' })).toBeTruthy();
  screen().getByRole('button', { name: 'Done' }).click();
  await settled();
  expect(screen().queryByRole('dialog')).toBeNull();
});

test('an error says what happened, what to do, and can be copied and tried again', async () => {
  const retry = vi.fn();
  const error = new StudioCallError('not-found', 'No run 7', { field: 'run', hint: 'Choose another' });
  const card = await show(ErrorCard, { error, onRetry: retry });
  expect(screen().getByRole('alert').textContent).toMatch(/No run 7\s*It may have been deleted/);
  screen().getByRole('button', { name: 'Try again' }).click();
  expect(retry).toHaveBeenCalledOnce();
  screen().getByRole('button', { name: 'Copy details' }).click();
  await settled();
  expect(await navigator.clipboard.readText()).toMatch(/^not-found: No run 7\nfield: run\nhint: Choose another\nat: /);
  expect(screen().getByRole('button', { name: 'Copied' })).toBeTruthy();
  await card.set({ error: new StudioCallError('unreachable', 'Failed to fetch'), onRetry: undefined });
  // Without a hint of its own it has the one of its kind.
  expect(screen().getByRole('alert').querySelectorAll('p')).toHaveLength(2);
  expect(screen().queryByRole('button', { name: 'Try again' })).toBeNull();
});

test('a picture that cannot be shown says so, and the next one is tried again', async () => {
  const picture = await show(HeatPicture, { src: '/images/1', alt: 'an oak' });
  fireEvent.error(screen().getByRole('img', { name: 'an oak' }));
  await settled();
  expect(screen().getByRole('img', { name: 'an oak' }).textContent).toBe('This file cannot be shown.');
  await picture.set({ src: '/images/2' });
  expect(screen().getByRole<HTMLImageElement>('img', { name: 'an oak' }).getAttribute('src')).toBe('/images/2');
});

test('a heat map lies over what the network saw, drawn point by point, and can be hidden', async () => {
  const put = vi.fn();
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({ putImageData: put } as never);
  const image = (data: Uint8ClampedArray, width: number, height: number) => ({ data, width, height });
  vi.stubGlobal('ImageData', function (...of: Parameters<typeof image>) { return image(...of); });
  const heatMap = { className: 'oak', method: 'exact', rows: 1, columns: 2, values: [0, 1], crop: [0.1, 0, 0.8, 1] };
  const picture = await show(HeatPicture, { src: '/images/1', alt: 'an oak', heatMap, isHeatShown: true });
  const canvas = document.querySelector('canvas')!;
  expect([canvas.width, canvas.height, canvas.style.left, canvas.style.width]).toEqual([2, 1, '10%', '80%']);
  expect([put.mock.calls[0]![0].width, put.mock.calls[0]![0].data.length]).toEqual([2, 8]);
  await picture.set({ isHeatShown: false });
  expect(canvas.style.display).toBe('none');
  await picture.set({ heatMap: null });
  expect(document.querySelector('canvas')).toBeNull();
});

test('the inspector column is there as long as something stands in it', async () => {
  const panel = await show(InspectorPanel, { title: 'oak.jpg' }, { slots: { default: () => 'facts' } });
  expect(document.getElementById('inspector')?.textContent).toBe('oak.jpgfacts');
  expect(inspectorCount.value).toBe(1);
  panel.unmount();
  expect([inspectorCount.value, document.getElementById('inspector')?.textContent]).toEqual([0, '']);
});

test('keys as they are printed, one after the other', async () => {
  await show(KeyboardHint, { keys: 'g ArrowLeft' });
  expect([...document.querySelectorAll('kbd')].map(({ textContent }) => textContent)).toEqual(['G', '←']);
});

test.each([
  [0.5, '50', 'translateX(-50%)'],
  [1.7, '100', 'translateX(0%)'],
  [-1, '0', 'translateX(-100%)'],
  [null, null, ''],
])('progress %s', async (value, now, moved) => {
  await show(ProgressBar, { value, label: 'Reading' });
  const bar = screen().getByRole('progressbar', { name: 'Reading' });
  expect([bar.getAttribute('aria-valuenow'), (bar.firstElementChild as HTMLElement).style.transform]).toEqual([now, moved]);
});

test('a part of a whole is never wider than it, and of nothing it is nothing', async () => {
  const meter = await show(MeterBar, { value: 3, max: 4, label: 'Memory' });
  const width = () => (screen().getByRole('meter', { name: 'Memory' }).firstElementChild as HTMLElement).style.width;
  expect(width()).toBe('75%');
  await meter.set({ value: 9 });
  expect(width()).toBe('100%');
  await meter.set({ value: 0, max: 0 });
  expect(width()).toBe('0%');
});

test('a chart has a table twin and a sentence for those who do not see it', async () => {
  await show(ShowAsTable, { title: 'Loss', summary: 'It falls.' }, { slots: { default: () => h('svg', { role: 'img', 'aria-label': 'curve' }), table: () => h('table') } });
  expect([screen().queryByRole('img') !== null, screen().queryByRole('table'), screen().getByText('It falls.') !== null]).toEqual([true, null, true]);
  screen().getByRole('button', { name: 'Show as table' }).click();
  await settled();
  expect([screen().queryByRole('img'), screen().queryByRole('table') !== null]).toEqual([null, true]);
  expect(screen().getByRole('button', { name: 'Show as chart' })).toBeTruthy();
});

test('of tabs only the open one exists, with how many there are beside its name', async () => {
  const tabs = [
    { value: 'a', label: 'Mistakes', count: '2' },
    { value: 'b', label: 'Runs' },
  ];
  const asked: string[] = [];
  const bar = await show(TabsBar, { label: 'Parts', tabs, modelValue: 'a', 'onUpdate:modelValue': (value: string) => asked.push(value) }, { slots: { a: () => 'first', b: () => 'second' } });
  expect([screen().queryByText('first') !== null, screen().queryByText('second')]).toEqual([true, null]);
  fireEvent.mouseDown(screen().getByRole('tab', { name: 'Runs' }), { button: 0 });
  await settled();
  expect(asked).toEqual(['b']);
  await bar.set({ modelValue: 'b' });
  expect([screen().queryByText('first'), screen().queryByText('second') !== null]).toEqual([null, true]);
  expect(screen().getByRole('tab', { name: 'Mistakes 2' })).toBeTruthy();
});

test('toasts go by themselves, not while they are pointed at; errors stay until they are dismissed', async () => {
  await show(ToastStack);
  vi.useFakeTimers();
  const undo = vi.fn();
  useToasts().show('Moved', { action: { label: 'Undo', run: undo } });
  useToasts().show('Broken', { kind: 'error' });
  await vi.advanceTimersByTimeAsync(5000);
  fireEvent.pointerEnter(screen().getByText('Moved').closest('.toast')!);
  await vi.advanceTimersByTimeAsync(5000);
  expect(screen().queryByText('Moved')).not.toBeNull();
  fireEvent.pointerLeave(screen().getByText('Moved').closest('.toast')!);
  await vi.advanceTimersByTimeAsync(7000);
  expect([screen().queryByText('Moved'), screen().queryByText('Broken') !== null]).toEqual([null, true]);
  screen().getByRole('button', { name: 'Dismiss' }).click();
  await vi.advanceTimersByTimeAsync(0);
  expect(useToasts().toasts).toEqual([]);
  useToasts().show('Again', { action: { label: 'Undo', run: undo } });
  await vi.advanceTimersByTimeAsync(0);
  screen().getByRole('button', { name: 'Undo' }).click();
  expect([undo.mock.calls.length, useToasts().toasts]).toEqual([1, []]);
});

test('what is waited for is said at once, and turns only where it takes longer than a second', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    await show(LoadingLine, { text: 'The pictures are looked for' });
    const ring = screen().getByRole('status').querySelector('svg')!;
    expect(screen().getByText('The pictures are looked for')).toBeTruthy();
    await vi.advanceTimersByTimeAsync(900);
    expect(ring.classList).not.toContain('turning');
    await vi.advanceTimersByTimeAsync(200);
    expect(ring.classList).toContain('turning');
  } finally {
    vi.useRealTimers();
  }
});
