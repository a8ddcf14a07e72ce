import type { MenuItemConstructorOptions } from 'electron';
import { studioCommands } from '../../shared/studio-commands.ts';
import type { StudioCommand, StudioCommandId } from '../../shared/studio-commands.ts';

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
  readonly run: (command: StudioCommandId) => void;
}

/** The application menu: the window's commands and, around them, what each system expects where. */
export function menuTemplate({ platform, isPackaged, run }: MenuSettings): Item[] {
  const isMac = platform === 'darwin';
  const commands = (menu: StudioCommand['menu']): Item[] =>
    studioCommands
      .filter((command) => command.menu === menu)
      .map((command): Item => {
        const accelerator = acceleratorOf(command);
        // Shown, not registered: the page hears the keys itself. (A Mac registers them all the same, after the page.)
        const shortcut: Item = accelerator ? { accelerator, registerAccelerator: false } : {};
        return { id: command.id, label: command.label, ...shortcut, click: () => run(command.id) };
      });
  const developer: Item[] = isPackaged ? [] : [separator, { role: 'toggleDevTools' }];
  const zoom: Item[] = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'togglefullscreen' }];
  return [
    ...(isMac ? [{ role: 'appMenu' } satisfies Item] : []),
    { label: 'File', submenu: [...commands('file'), separator, isMac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    { label: 'View', submenu: [...commands('view'), separator, ...zoom, ...developer] },
    { label: 'Go', submenu: commands('go') },
    { role: 'windowMenu' },
    { role: 'help', submenu: commands('help') },
  ];
}
