import path from 'node:path';
import type { Command } from 'commander';
import type { LabelImport } from '../../core/datasets/labels/import-labels.ts';
import type { LabelTableFile } from '../../core/datasets/labels/match-labels.ts';
import type { AskedColumns } from '../files/label-columns.ts';
import { labelRows } from '../files/label-rows.ts';
import { readCsv } from '../files/read-csv.ts';
import { readText } from '../files/read-text.ts';
import type { Context } from '../terminal/context.ts';
import { knownDataset, withOpened } from './dataset-argument.ts';
import { examples } from './examples.ts';
import { labelImportText, toldImport } from '../words/label-text.ts';

export interface LabelTableOptions extends AskedColumns {
  encoding?: string;
}

/** How a table of labels is read, for every command that takes one. */
export const addLabelTableOptions = (command: Command): Command =>
  command
    .option('--file-column <name>', "the table's column of files or ids: its name, or its number from 1 (default: by the usual names)")
    .option('--label-column <name>', 'its column of labels')
    .option('--split-column <name>', 'its column of sides (train, val, test), or none where it has no such column')
    .option('--encoding <name>', 'where the table is neither UTF-8 nor UTF-16, such as windows-1252');

/** @throws StudioError `bad-usage`, `not-found` */
export async function readLabelTable(file: string, options: LabelTableOptions, field: string): Promise<LabelTableFile> {
  const source = file === '-' ? 'stdin' : path.basename(file);
  return { source, ...labelRows(readCsv(await readText(file, field, options.encoding)), options, source) };
}

export function registerImport(labels: Command, context: Context): void {
  const command = labels
    .command('import')
    .description('give pictures the labels of a table file,label[,split], such as labels export writes; all of it or nothing')
    .argument('<data set>', 'id, name or folder')
    .argument('<csv>', 'with or without a header; separated by comma, semicolon or tab; - reads stdin');
  addLabelTableOptions(command)
    .option('--dry-run', 'say what would change, and change nothing')
    .action((name: string, csv: string, options: LabelTableOptions & { dryRun?: boolean }) =>
      context.withStudio(async ({ db }) => {
        const table = await readLabelTable(csv, options, 'csv');
        const { importLabels } = await import('../../core/datasets/labels/import-labels.ts');
        const { rescanDataset } = await import('../../core/datasets/scanning/open-dataset.ts');
        const dryRun = options.dryRun ?? false;
        const imported = async (id: string): Promise<LabelImport> => {
          // Pictures that are new in the folder are known to the table already.
          await rescanDataset(db, id);
          return importLabels(db, id, table, { dryRun, folders: [path.resolve(name)] });
        };
        const told = toldImport(
          dryRun ? await imported((await knownDataset(db, name)).id) : await withOpened(context, db, name, imported),
          dryRun,
        );
        await context.answer(told, () => labelImportText(told));
      }),
    );
  examples(command, [
    'graft labels import leaves labels.csv --dry-run',
    'graft labels import leaves train.csv --file-column id --label-column breed',
  ]);
}
