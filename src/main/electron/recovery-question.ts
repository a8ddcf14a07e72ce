import type { Dialog, MessageBoxOptions } from 'electron';
import type { DataFolder } from '../../core/data-folder.ts';
import type { StudioError } from '../../core/errors.ts';
import type { BackupContents } from '../../core/store/backups.ts';
import { beginAnew, restorable, restoreBackup } from '../../core/store/restore.ts';
import type { DesktopWords } from './words-en.ts';

type Words = DesktopWords['recovery'];

/** What a person is asked before there is a window: the newest backup, an empty database, or to leave all as it is. */
function recoveryQuestion(error: Pick<StudioError, 'message'>, newest: BackupContents | undefined, words: Words): MessageBoxOptions {
  const restore = newest?.holds
    ? [words.restore(new Date(newest.createdAtMs).toLocaleString(), newest.holds.datasets, newest.holds.runs)]
    : [];
  return {
    type: 'warning',
    title: 'Graft Studio',
    message: words.message,
    detail: `${error.message}.\n\n${words.detail}`,
    buttons: [...restore, words.beginAnew, words.quit],
    defaultId: 0,
    cancelId: restore.length + 1,
    noLink: true,
  };
}

/** Asks, and does what was chosen. @returns whether there is a sound database now */
export async function recoverByDialog(
  dialog: Pick<Dialog, 'showMessageBox'>,
  folder: DataFolder,
  error: StudioError,
  words: Words,
): Promise<boolean> {
  const newest = restorable(folder).find(({ holds }) => holds);
  const { response } = await dialog.showMessageBox(recoveryQuestion(error, newest, words));
  const choices = [...(newest ? [() => restoreBackup(folder, newest.name)] : []), () => beginAnew(folder)];
  const chosen = choices[response];
  await chosen?.();
  return chosen !== undefined;
}
