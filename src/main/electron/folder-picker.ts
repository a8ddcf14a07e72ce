import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BrowserWindow, Dialog, Shell } from 'electron';
import { StudioError } from '../../core/errors.ts';

/** A folder that was opened as a project, and when it was last. */
interface OpenedFolder {
  readonly root: string;
  readonly openedAtMs: number | null;
}

/**
 * Where the system's window for folders begins: beside the project that was opened last, with its neighbours in sight; the home folder before the
 * first. (Unless it is told, Electron begins in Downloads since its version 43, every time.)
 * @param sample brought along, beside which nothing of the person's lies
 */
export function folderToBeginIn(opened: readonly OpenedFolder[], home: string, sample: string): string {
  const [last] = opened
    .filter(({ root }) => root !== sample && statSync(dirname(root), { throwIfNoEntry: false })?.isDirectory())
    .toSorted((a, b) => (b.openedAtMs ?? 0) - (a.openedAtMs ?? 0));
  return last ? dirname(last.root) : home;
}

/** The system's own window for choosing a folder; null when it was cancelled. */
export async function pickFolder(
  dialog: Pick<Dialog, 'showOpenDialog'>,
  parent: BrowserWindow | null,
  { title, defaultPath }: { readonly title: string; readonly defaultPath: string },
): Promise<string | null> {
  const options = { title, defaultPath, properties: ['openDirectory' as const] };
  const chosen = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
}

/** Opens a folder in the file manager. A file would be started by the program that belongs to it, and is refused. */
export async function revealFolder(shell: Pick<Shell, 'openPath'>, folder: string): Promise<void> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new StudioError('not-found', `There is no folder ${folder}`, { values: { kind: 'no-folder', folder } });
  const problem = await shell.openPath(folder);
  if (problem) throw new StudioError('internal', `${folder} was not opened: ${problem}`, { values: { kind: 'folder-not-shown', folder, detail: problem } });
}
