import { fireEvent } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import type { LayoutReading } from '../../shared/contract/dataset-calls.ts';
import type { FolderListing } from '../../shared/contract/system-calls.ts';
import { folderPicker } from '../composables/window-state.ts';
import { useDraft } from '../stores/draft.ts';
import { useProject } from '../stores/project.ts';
import { useToasts } from '../stores/toasts.ts';
import { datasetView, projectCard, systemInfo } from '../testing/answers.ts';
import { fakeProgram, refusal } from '../testing/fake-program.ts';
import { press, screen, settled, show } from '../testing/show.ts';
import { askForFolder } from '../window/open-project.ts';
import { router } from '../window/router.ts';
import { droppedModel, takeDroppedPictures } from '../window/use-drop-zone.ts';
import DropZone from './DropZone.vue';
import FolderPicker from './FolderPicker.vue';
import LayoutDialog from './LayoutDialog.vue';
import RecoveryPage from './RecoveryPage.vue';

const listing = (folder: string, names: string[] = [], images = 0): FolderListing => ({
  folder,
  parent: folder === '/home/ada' ? null : folder.slice(0, folder.lastIndexOf('/')),
  folders: names.map((name) => ({ name, folder: `${folder}/${name}`, images: name === 'weeds' ? 30 : null })),
  images,
});
const list = ({ folder = '/home/ada' }: { folder?: string | undefined }) =>
  folder === '/home/ada' ? listing(folder, ['pictures', 'music']) : listing(folder, folder.endsWith('pictures') ? ['weeds'] : [], 12);

const opener = { render: () => [h(FolderPicker), h(LayoutDialog)] };

async function picking(choose: (folder: string) => unknown = () => undefined) {
  const program = fakeProgram({ system: { listFolder: list } });
  await show(opener, {}, { at: '/' });
  folderPicker.value = { note: null, choose };
  await settled();
  return program;
}
const field = () => screen().getByLabelText<HTMLInputElement>('Path', { selector: 'input' });
const folders = () => screen().getAllByRole('listitem').map(({ textContent }) => textContent);

test('folders are walked by clicks, by the crumbs and upward; the top has no way up', async () => {
  await picking();
  expect([folders(), field().value]).toEqual([['pictures', 'music'], '/home/ada']);
  expect(screen().getByRole<HTMLButtonElement>('button', { name: 'One folder up' }).disabled).toBe(true);
  screen().getByRole('button', { name: 'pictures' }).click();
  await settled();
  expect([folders(), field().value]).toEqual([['weeds30 pictures'], '/home/ada/pictures']);
  expect(screen().getByText('12 pictures lie directly here')).toBeTruthy();
  screen().getByRole('button', { name: 'ada' }).click();
  await settled();
  expect(folders()).toEqual(['pictures', 'music']);
});

test('before the first list has come its room is there and says so', async () => {
  const program = fakeProgram({ system: { listFolder: () => new Promise<FolderListing>(() => undefined) } });
  await show(opener, {}, { at: '/' });
  folderPicker.value = { note: null, choose: () => undefined };
  await settled();
  expect(screen().getByRole('status').textContent).toContain('Loading');
  expect(screen().queryByRole('list')).toBeNull();
  program.answer({ system: { listFolder: list } });
});

const focused = () => document.activeElement?.textContent;
/** What Tab would stop at. */
const stops = () => [...document.querySelectorAll<HTMLElement>('.picker :is(input, button:not(:disabled), ul)')].filter((each) => each.tabIndex >= 0);

test('by keys: arrows and letters through the list, Backspace up, Ctrl+Enter opens what is typed', async () => {
  const chosen: string[] = [];
  await picking((folder) => chosen.push(folder));
  field().focus();
  await press('ArrowDown');
  expect(focused()).toBe('pictures');
  await press('ArrowDown');
  expect(focused()).toBe('music');
  await press('P');
  expect(focused()).toBe('pictures');
  await press('End');
  expect(focused()).toBe('music');
  await press('ArrowUp');
  (document.activeElement as HTMLElement).click();
  await settled();
  // The list is another one: the keyboard stays in it, on the folder that it went into.
  expect([document.activeElement?.tagName, field().value]).toEqual(['UL', '/home/ada/pictures']);
  await press('ArrowDown');
  expect(focused()).toContain('weeds');
  await press('Backspace');
  expect(field().value).toBe('/home/ada');
  await fireEvent.input(field(), { target: { value: ' /data/weeds ' } });
  field().focus();
  await press('Enter', { ctrlKey: true });
  expect([chosen, folderPicker.value]).toEqual([['/data/weeds'], null]);
});

test('Enter goes into a folder of the list, Enter again opens it', async () => {
  const chosen: string[] = [];
  await picking((folder) => chosen.push(folder));
  field().focus();
  await press('ArrowDown');
  (document.activeElement as HTMLElement).click();
  await settled();
  expect(chosen).toEqual([]);
  await press('Enter');
  expect([chosen, folderPicker.value]).toEqual([['/home/ada/pictures'], null]);
});

test('Enter in the path goes there, Enter again opens it; one alone opens nothing, also not the folder that was shown first', async () => {
  const chosen: string[] = [];
  await picking((folder) => chosen.push(folder));
  const enter = async () => {
    fireEvent.submit(field().closest('form')!);
    await settled();
  };
  await enter();
  await fireEvent.input(field(), { target: { value: '/home/ada/pictures/' } });
  await enter();
  expect([chosen, field().value, folders()]).toEqual([[], '/home/ada/pictures/', ['No folders inside.']]);
  await enter();
  expect(chosen).toEqual(['/home/ada/pictures/']);
});

test('Open is one Tab from the path, and the list is one stop whatever it holds', async () => {
  await picking();
  const names = () => stops().map((each) => each.getAttribute('aria-label') ?? (each.textContent || each.tagName));
  expect(names()).toEqual(['INPUT', 'Open this folder', 'ada', 'Folders']);
  field().focus();
  await press('ArrowDown');
  await press('ArrowDown');
  expect(names().slice(-2)).toEqual(['ada', 'music']);
});

test('a folder that cannot be listed or opened says why and stays open', async () => {
  const program = await picking(() => {
    throw refusal({ code: 'not-found', message: 'No pictures in it' });
  });
  program.answer({
    system: {
      listFolder: () => {
        throw refusal({ code: 'not-found', message: 'There is no folder /nowhere' });
      },
    },
  });
  await fireEvent.input(field(), { target: { value: '/nowhere' } });
  fireEvent.submit(field().closest('form')!);
  await settled();
  expect(screen().getByRole('alert').textContent).toContain('There is no folder /nowhere');
  screen().getByRole('button', { name: 'Open this folder' }).click();
  await settled();
  expect([screen().getByRole('alert').textContent?.includes('No pictures in it'), folderPicker.value !== null]).toEqual([true, true]);
});

test('what is typed meanwhile is not written over by a list that comes late', async () => {
  const program = await picking();
  const slow = Promise.withResolvers<void>();
  program.answer({
    system: {
      async listFolder(input) {
        await slow.promise;
        return list(input);
      },
    },
  });
  screen().getByRole('button', { name: 'pictures' }).click();
  await fireEvent.input(field(), { target: { value: '/else' } });
  slow.resolve();
  await settled();
  expect([field().value, folders()]).toEqual(['/else', ['weeds30 pictures']]);
});

const reading = (layout: LayoutReading['layout'], more: Partial<LayoutReading> = {}): LayoutReading => ({
  layout,
  classCount: 2,
  classes: [
    { name: 'dock', count: 20, folders: ['a/dock', 'b/dock'], pictures: ['/images/1'] },
    { name: 'nettle', count: 10, folders: ['a/nettle'], pictures: [] },
  ],
  sides: {},
  outside: 0,
  ...more,
});

async function unclear() {
  const opened: unknown[] = [];
  const program = fakeProgram({
    system: { info: () => systemInfo({ hasNativePicker: true }), pickFolder: () => ({ folder: '/pictures/weeds' }) },
    datasets: {
      list: () => [projectCard('weeds')],
      open(input) {
        opened.push(input);
        if (!input.layout) throw refusal({ code: 'bad-usage', message: 'more than one way', field: 'layout' });
        return datasetView();
      },
      readings: () => [reading('inner', { classCount: 5, outside: 1 }), reading('sides', { sides: { train: 20, val: 10 } })],
    },
  });
  await show(opener, {}, { at: '/' });
  const asking = askForFolder();
  await settled();
  return { program, asking, opened };
}

test('a folder that can be read in more ways is asked about, with a picture of each, and read as was said', async () => {
  const { asking, opened } = await unclear();
  expect(screen().getByRole('dialog', { name: 'How are the folders in “weeds” meant?' })).toBeTruthy();
  const [inner, sides] = screen().getAllByRole<HTMLInputElement>('radio');
  expect([inner!.checked, inner!.closest('label')!.textContent]).toEqual([true, expect.stringMatching(/5 classes.*a\/dock\/ {2}b\/dock\/.*3 more classes.*1 picture would have no class/s)]);
  expect(sides!.closest('label')!.textContent).toContain('for training 20, for checking 10');
  sides!.click();
  await settled();
  fireEvent.submit(sides!.closest('form')!);
  await asking;
  await settled();
  expect(opened).toEqual([{ folder: '/pictures/weeds' }, { folder: '/pictures/weeds', layout: 'sides' }]);
  expect(router.currentRoute.value.path).toBe('/projects/weeds/data');
});

test('where a person does not want to say, nothing is opened', async () => {
  const { asking, opened } = await unclear();
  screen().getByRole('button', { name: 'Cancel' }).click();
  await asking;
  await settled();
  expect([opened.length, screen().queryByRole('dialog'), useToasts().toasts, router.currentRoute.value.path]).toEqual([1, null, [], '/']);
});

const dropped: string[][] = [];
const dropping = defineComponent({
  props: { takes: Boolean },
  setup({ takes }) {
    if (takes) takeDroppedPictures({ hint: 'They go into dock.', pictures: (files) => void dropped.push(files.map(({ name }) => name)) });
    return () => h(DropZone);
  },
});
function drag(type: 'dragover' | 'drop' | 'dragleave', files: File[] = [], types = ['Files']): Event {
  const dataTransfer = { types, files, items: files.map((file) => ({ kind: 'file', getAsFile: () => file, webkitGetAsEntry: () => null })) };
  const event = Object.assign(new Event(type, { bubbles: true, cancelable: true }), { dataTransfer, relatedTarget: null });
  document.body.dispatchEvent(event);
  return event;
}

test('the whole window takes files, and says where they would go; other things are left alone', async () => {
  dropped.length = 0;
  await show(dropping, { takes: true }, { at: '/' });
  expect(drag('dragover', [], ['text/plain']).defaultPrevented).toBe(false);
  expect(drag('dragover').defaultPrevented).toBe(true);
  await settled();
  expect(screen().getByText('They go into dock.')).toBeTruthy();
  drag('dragleave');
  await settled();
  expect(screen().queryByText('They go into dock.')).toBeNull();
  drag('drop', [new File(['x'], 'a.jpg', { type: 'image/jpeg' }), new File(['x'], 'notes.txt', { type: 'text/plain' })]);
  await settled();
  expect([dropped, useToasts().toasts]).toEqual([[['a.jpg']], []]);
});

test('a report puts its settings into the form, says what of them cannot come back, and the form as it was comes back', async () => {
  const program = fakeProgram({ runs: { like: () => ({ spec: { epochs: 5, freeze: 'head' }, notes: [{ about: 'other-data', was: 'leaves', here: 'weeds', sameClasses: false }, { about: 'missing-backbone', backbone: 'resnet50.mine' }] }) } });
  await show(dropping, { takes: false }, { at: '/' });
  const report = new File(['<html>'], '7-report.html', { type: 'text/html' });
  drag('drop', [report]);
  await settled();
  expect(useToasts().toasts.map(({ message }) => message)).toEqual([expect.stringContaining('Open the pictures that are to be learned from')]);
  useToasts().toasts = [];

  useProject().id = datasetView().id;
  const draft = useDraft();
  draft.replace({ epochs: 2 });
  drag('drop', [report]);
  await settled();
  await settled();
  expect(program.inputsOf('runs.like')).toEqual([{ dataset: datasetView().id, name: '7-report.html', text: '<html>' }]);
  expect([draft.spec, router.currentRoute.value.name]).toEqual([{ epochs: 5, freeze: 'head' }, 'train']);
  const [toast] = useToasts().toasts;
  expect(toast!.message).toBe('The settings of “7-report.html” stand in the form; nothing is trained yet. They were of other pictures (“leaves”) with other classes. Its base model resnet50.mine is not on this computer.');
  toast!.action!.run();
  expect(draft.spec).toEqual({ epochs: 2 });
});

test('a model file goes to the base models; pictures where no page takes them, and nothing of use, are answered in words', async () => {
  await show(dropping, { takes: false }, { at: '/' });
  drag('drop', [new File(['x'], 'a.jpg', { type: 'image/jpeg' })]);
  drag('drop', [new File(['x'], 'notes.txt', { type: 'text/plain' })]);
  await settled();
  expect(useToasts().toasts.map(({ message }) => message)).toEqual([
    expect.stringContaining('Pictures can be dropped on the pages'),
    expect.stringContaining('Nothing that was dropped'),
  ]);
  drag('drop', [new File(['x'], 'mine.safetensors')]);
  await settled();
  expect([droppedModel.value?.name, router.currentRoute.value.fullPath]).toEqual(['mine.safetensors', '/models?import=1']);
  droppedModel.value = null;
});

test('a damaged database: what happened, backups newest first, and the studio again after one is restored', async () => {
  const replaced: string[] = [];
  vi.spyOn(location, 'replace').mockImplementation((path) => void replaced.push(String(path)));
  const program = fakeProgram({
    recovery: {
      state: () => ({
        error: { code: 'bad-database', message: 'file is not a database' },
        backups: [
          { backup: 'b2', createdAtMs: 2e12, datasets: 1, runs: 2 },
          { backup: 'b1', createdAtMs: 1e12, datasets: 0, runs: 0 },
        ],
      }),
      restore: () => {
        throw refusal({ code: 'bad-database', message: 'The backup is damaged too' });
      },
    },
  });
  await show(RecoveryPage);
  expect(screen().getByRole('alert').textContent).toContain('file is not a database');
  expect(screen().getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining('1 data set, 2 runs'),
    expect.stringContaining('no data sets, no runs'),
  ]);
  const restore = () => screen().getAllByRole('button', { name: /^Restore/ });
  restore()[1]!.click();
  await settled();
  expect([screen().getByRole('alert').textContent?.includes('The backup is damaged too'), replaced]).toEqual([true, []]);
  program.answer({ recovery: { restore: () => ({ kept: '/data/old' }), beginAnew: () => ({ kept: null }) } });
  restore()[0]!.click();
  await settled();
  expect([program.inputsOf('recovery.restore'), replaced]).toEqual([[{ backup: 'b1' }, { backup: 'b2' }], ['/']]);
});

test('without a backup one can begin anew; a sound database goes straight on', async () => {
  const replaced: string[] = [];
  vi.spyOn(location, 'replace').mockImplementation((path) => void replaced.push(String(path)));
  const program = fakeProgram({
    recovery: { state: () => ({ error: { code: 'bad-database', message: 'broken' }, backups: [] }), beginAnew: () => ({ kept: null }) },
  });
  const page = await show(RecoveryPage);
  expect(screen().getByText(/^There is no backup/)).toBeTruthy();
  screen().getByRole('button', { name: 'Begin with an empty database' }).click();
  await settled();
  expect(replaced).toEqual(['/']);
  page.unmount();
  program.answer({ recovery: { state: () => null } });
  await show(RecoveryPage);
  expect(replaced).toEqual(['/', '/']);
});
