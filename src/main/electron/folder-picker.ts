import { statSync } from 'node:fs';
import type { BrowserWindow, Dialog, Shell } from 'electron';
import { StudioError } from '../../core/errors.ts';

/** The system's own window for choosing a folder; null when it was cancelled. */
export async function pickFolder(
  dialog: Pick<Dialog, 'showOpenDialog'>,
  parent: BrowserWindow | null,
): Promise<string | null> {
  const options = { title: 'Open a folder of images', properties: ['openDirectory' as const] };
  const chosen = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
}

/** Opens a folder in the file manager. A file would be started by the program that belongs to it, and is refused. */
export async function revealFolder(shell: Pick<Shell, 'openPath'>, folder: string): Promise<void> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new StudioError('not-found', `There is no folder ${folder}`, { values: { kind: 'no-folder', folder } });
  const problem = await shell.openPath(folder);
  if (problem) throw new StudioError('internal', `${folder} was not opened: ${problem}`);
}
