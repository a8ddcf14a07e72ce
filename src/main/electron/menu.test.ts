import type { MenuItemConstructorOptions as Item } from 'electron';
import { expect, test } from 'vitest';
import { studioCommands } from '../../shared/studio-commands.ts';
import { acceleratorOf, menuTemplate } from './menu.ts';
import { german } from './words-de.ts';
import { english } from './words-en.ts';

const flat = (items: readonly Item[]): Item[] => items.flatMap((item) => [item, ...flat((item.submenu as Item[]) ?? [])]);

test.each(['linux', 'darwin'] as const)('on %s every command of the table is there once and runs itself', (platform) => {
  const run: string[] = [];
  const items = flat(menuTemplate({ platform, isPackaged: true, words: english.menu, run: (id) => run.push(id) }));
  const ids = items.map(({ id }) => id).filter((id) => id !== undefined);
  expect(ids.toSorted()).toEqual([...studioCommands.map(({ id }) => id), 'undo', 'redo'].toSorted());
  for (const { click } of items) (click as (() => void) | undefined)?.();
  expect(run.toSorted()).toEqual(ids.toSorted());
});

test('shortcuts are the command key on a Mac, shown only, and no two are the same', () => {
  const items = flat(menuTemplate({ platform: 'linux', isPackaged: true, words: english.menu, run: () => undefined }));
  const withKeys = items.filter(({ accelerator }) => accelerator !== undefined);
  expect(withKeys.length).toBeGreaterThan(5);
  for (const item of withKeys)
    expect(item).toMatchObject({ accelerator: expect.stringMatching(/^CmdOrCtrl\+(.|Enter|Shift\+Z)$/), registerAccelerator: false });
  expect(new Set(withKeys.map(({ accelerator }) => accelerator)).size).toBe(withKeys.length);
});

test('two keys one after the other, and single letters, are no menu shortcut', () => {
  expect(acceleratorOf({ keys: ['g 1'] })).toBeUndefined();
  expect(acceleratorOf({ keys: ['?'] })).toBeUndefined();
  expect(acceleratorOf({ keys: ['g 1', 'Ctrl+1'] })).toBe('CmdOrCtrl+1');
});

test('quit is where the system has it, developer tools only in the checkout', () => {
  const roles = (platform: NodeJS.Platform, isPackaged: boolean) =>
    flat(menuTemplate({ platform, isPackaged, words: english.menu, run: () => undefined })).map(({ role }) => role);
  expect(roles('linux', true)).toContain('quit');
  expect(roles('darwin', true)).toContain('appMenu');
  expect(roles('darwin', true)).not.toContain('quit');
  expect(roles('linux', true)).not.toContain('toggleDevTools');
  expect(roles('linux', false)).toContain('toggleDevTools');
});

test('every item is said in both languages, what Electron does itself too', () => {
  const labels = (words: typeof english.menu) => flat(menuTemplate({ platform: 'linux', isPackaged: false, words, run: () => undefined })).filter(({ type }) => type !== 'separator').map(({ label }) => label);
  const [inEnglish, inGerman] = [labels(english.menu), labels(german.menu)];
  expect(inEnglish).not.toContain(undefined);
  expect(inGerman.filter((label, at) => label === inEnglish[at])).toEqual([]);
});
