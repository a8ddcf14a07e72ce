import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import type { BackupContents } from '../../core/store/backups.ts';
import type { Restored } from '../../core/store/restore.ts';
import { minuteHere } from '../../shared/local-time.ts';
import type { Context } from '../terminal/context.ts';
import { table } from '../terminal/table.ts';
import { bytes, counted } from '../terminal/units.ts';
import { examples } from './examples.ts';

export function registerRestore(program: Command, context: Context): void {
  const restore = program
    .command('restore')
    .description('put a backup of the database in its place; the database that was there is kept under another name')
    .argument('[backup]', 'name as --list shows it; default: the newest')
    .option('--list', 'show the backups and change nothing')
    .option('--begin-anew', 'an empty database instead of a backup; run folders, exports and picture folders stay as they are')
    .option('--yes', 'taken as elsewhere; restoring never asks, since it deletes nothing')
    .action(async (backup: string | undefined, { list, beginAnew }: { list?: boolean; beginAnew?: boolean }) => {
      if ([backup, list, beginAnew].filter((one) => one !== undefined).length > 1) {
        throw new StudioError('bad-usage', 'A backup, --list and --begin-anew exclude each other', { hint: 'Choose one of them.' });
      }
      const { dataFolder } = await import('../../core/data-folder.ts');
      const store = await import('../../core/store/restore.ts');
      const folder = dataFolder(context.dataDir);
      if (list) {
        const backups = store.restorable(folder);
        const rows = backups.map(({ name, file, createdAtMs, sizeBytes, holds }) => ({
          backup: name,
          createdAtMs,
          datasets: holds?.datasets ?? null,
          runs: holds?.runs ?? null,
          sizeBytes,
          file,
        }));
        await context.answer(rows, () => backupsText(backups, folder.backups));
        return;
      }
      const restored = await (beginAnew ? store.beginAnew(folder) : store.restoreBackup(folder, backup));
      await context.answer(restored, () => restoredText(restored));
    });
  examples(restore, ['graft restore --list', 'graft restore', 'graft restore --begin-anew']);
}

function backupsText(backups: readonly BackupContents[], folder: string): string {
  if (backups.length === 0) return `There is no backup in ${folder}. One is made after a run has finished, at most one an hour.`;
  const rows = backups.map(({ name, createdAtMs, sizeBytes, holds }) => [
    name,
    minuteHere(createdAtMs),
    holds ? String(holds.datasets) : 'damaged',
    holds ? String(holds.runs) : '',
    bytes(sizeBytes),
  ]);
  const right = (title: string) => ({ title, align: 'right' as const });
  return table(['backup', 'made', right('data sets'), right('runs'), right('size')], rows);
}

function restoredText({ backup, kept, datasets, runs, unknownRuns }: Restored): string {
  const what =
    backup === null
      ? 'The database is empty now.'
      : `Restored ${backup}: ${counted(datasets, 'data set')}, ${counted(runs, 'run')}.`;
  const former = kept === null ? '' : `\nThe former database is kept as ${kept}.`;
  const unknown =
    unknownRuns.length === 0
      ? ''
      : `\nIt does not know the runs of these folders, which stay as they are: ${unknownRuns.map((id) => `runs/${id}`).join(', ')}. New runs get higher numbers.`;
  return what + former + unknown;
}
