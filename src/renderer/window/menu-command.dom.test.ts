import { expect, test, vi } from 'vitest';
import { h } from 'vue';
import { screen, show } from '../testing/show.ts';
import { useCommands } from './commands.ts';
import { obeyMenu } from './menu-command.ts';

test('undo of the menu is of the field that is typed into, else of the pictures; the rest goes to its command', async () => {
  const done: string[] = [];
  const typed: string[] = [];
  Object.assign(document, { execCommand: (id: string) => typed.push(id) });
  await show({
    setup() {
      useCommands(() => ['wall-undo', 'wall-redo', 'settings'].map((id) => ({ id, label: id, run: vi.fn(() => done.push(id)) })));
      return () => h('input', { 'aria-label': 'Search' });
    },
  });
  for (const id of ['undo', 'redo', 'settings']) obeyMenu(id);
  expect([done, typed]).toEqual([['wall-undo', 'wall-redo', 'settings'], []]);
  screen().getByLabelText('Search').focus();
  for (const id of ['undo', 'redo', 'settings']) obeyMenu(id);
  expect([done.slice(3), typed]).toEqual([['settings'], ['undo', 'redo']]);
});
