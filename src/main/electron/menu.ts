import type { MenuItemConstructorOptions } from 'electron';
import { studioCommands } from '../../shared/studio-commands.ts';
import type { StudioCommand, StudioCommandId } from '../../shared/studio-commands.ts';
import type { DesktopWords } from './words-en.ts';

type Item = MenuItemConstructorOptions;
const separator: Item = { type: 'separator' };

/** The first of a command's keys that a menu can show, as Electron writes it; two keys one after the other are the page's alone. */
export function acceleratorOf({ keys }: Pick<StudioCommand, 'keys'>): string | undefined {
  const shown = keys.find((key) => key.startsWith('Ctrl+'));
  return shown?.replace('Ctrl+', 'CmdOrCtrl+');
}

interface MenuSettings {
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
  readonly words: DesktopWords['menu'];
  readonly run: (command: StudioCommandId | 'undo' | 'redo') => void;
}

/** The application menu: the window's commands and, around them, what each system expects where. */
export function menuTemplate({ platform, isPackaged, words, run }: MenuSettings): Item[] {
  const isMac = platform === 'darwin';
  const commands = (menu: StudioCommand['menu']): Item[] =>
    studioCommands
      .filter((command) => command.menu === menu)
      .map((command): Item => {
        const accelerator = acceleratorOf(command);
        // Shown, not registered: the page hears the keys itself. (A Mac registers them all the same, after the page.)
        const shortcut: Item = accelerator ? { accelerator, registerAccelerator: false } : {};
        return { id: command.id, label: words.commands[command.id], ...shortcut, click: () => run(command.id) };
      });
  // What Electron does itself it says in English only.
  const own = (...roles: (keyof DesktopWords['menu']['roles'])[]): Item[] => roles.map((role) => ({ role, label: words.roles[role] }));
  // The page knows whether what was typed is meant or what was done to pictures; Electron's own know the former alone.
  const step = (id: 'undo' | 'redo', accelerator: string): Item => ({ id, label: words.roles[id], accelerator, registerAccelerator: false, click: () => run(id) });
  const developer = isPackaged ? [] : [separator, ...own('toggleDevTools')];
  return [
    ...(isMac ? [{ role: 'appMenu' } satisfies Item] : []),
    { label: words.file, submenu: [...commands('file'), separator, ...own(isMac ? 'close' : 'quit')] },
    { label: words.edit, submenu: [step('undo', 'CmdOrCtrl+Z'), step('redo', 'CmdOrCtrl+Shift+Z'), separator, ...own('cut', 'copy', 'paste', 'delete'), separator, ...own('selectAll')] },
    { label: words.view, submenu: [...commands('view'), separator, ...own('resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'), ...developer] },
    { label: words.go, submenu: commands('go') },
    { role: 'window', label: words.window, submenu: own('minimize', 'close') },
    { role: 'help', label: words.help, submenu: commands('help') },
  ];
}
