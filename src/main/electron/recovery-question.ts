import type { Dialog, MessageBoxOptions } from 'electron';
import type { DataFolder } from '../../core/data-folder.ts';
import type { StudioError } from '../../core/errors.ts';
import type { BackupContents } from '../../core/store/backups.ts';
import { beginAnew, restorable, restoreBackup } from '../../core/store/restore.ts';

/** What a person is asked before there is a window: the newest backup, an empty database, or to leave all as it is. */
export function recoveryQuestion(error: Pick<StudioError, 'message'>, newest: BackupContents | undefined): MessageBoxOptions {
  const holds = newest?.holds && `${newest.holds.datasets} data sets, ${newest.holds.runs} runs`;
  const restore = newest ? [`Restore the backup of ${new Date(newest.createdAtMs).toLocaleString()} (${holds})`] : [];
  return {
    type: 'warning',
    title: 'Graft Studio',
    message: 'The database cannot be used as it is',
    detail: `${error.message}.\n\nWhatever you choose, the database of now is kept under another name, and folders of images are not touched.`,
    buttons: [...restore, 'Begin with an empty database', 'Quit'],
    defaultId: 0,
    cancelId: restore.length + 1,
    noLink: true,
  };
}

/** Asks, and does what was chosen. @returns whether there is a sound database now */
export async function recoverByDialog(dialog: Pick<Dialog, 'showMessageBox'>, folder: DataFolder, error: StudioError): Promise<boolean> {
  const newest = restorable(folder).find(({ holds }) => holds);
  const { response } = await dialog.showMessageBox(recoveryQuestion(error, newest));
  const choices = [...(newest ? [() => restoreBackup(folder, newest.name)] : []), () => beginAnew(folder)];
  const chosen = choices[response];
  await chosen?.();
  return chosen !== undefined;
}
