import type { Command } from 'commander';
import type { AddOptions } from '../../core/datasets/scanning/add-dataset.ts';
import type { PassingState } from '../../core/datasets/version/dataset-state.ts';
import type { DatasetReport } from '../../core/datasets/views/dataset-report.ts';
import type { Database } from '../../core/store/database.ts';
import type { Context } from '../terminal/context.ts';
import { confirmDeletion, yesOption } from '../terminal/confirm.ts';
import { layoutOption } from '../flags/layout-option.ts';
import { datasetJson } from './dataset-json.ts';
import { datasetAdder, folderOrKnown, knownDataset } from './dataset-argument.ts';
import { datasetText, datasetToRemoveText, datasetsTable } from '../words/dataset-text.ts';
import { registerGroups } from './dataset-groups.ts';
import { registerLedger } from './dataset-ledger.ts';
import { registerLock } from './dataset-lock.ts';
import { registerLeak } from './dataset-leak.ts';
import { registerDuplicates } from './duplicates.ts';
import { examples } from './examples.ts';
import { addLabelTableOptions, readLabelTable, type LabelTableOptions } from './label-import.ts';
import { matchLines } from '../words/label-text.ts';
import { number, wholeNumber } from '../flags/option-values.ts';

export function registerDatasets(program: Command, context: Context): void {
  const datasets = program
    .command('datasets')
    .description('folders of pictures to learn from: add, list, show, duplicates, groups, leak, ledger, lock-test, remove, relink');
  examples(datasets, ['graft datasets add ~/pictures/leaves', 'graft datasets list']);

  registerAdd(datasets, context);
  registerList(datasets, context);
  registerShow(datasets, context);
  registerDuplicates(datasets, context);
  registerGroups(datasets, context);
  registerLeak(datasets, context);
  registerLedger(datasets, context);
  registerLock(datasets, context);
  registerRemove(datasets, context);
  registerRelink(datasets, context);
}

function registerAdd(datasets: Command, context: Context): void {
  const add = datasets
    .command('add')
    .description('scan a folder with one sub-folder a class (or train/, val/, test/ with those inside) and remember it')
    .argument('<folder>')
    .option('--name <name>', "name to show (default: the folder's)")
    .option('--val <part>', 'part of every class kept for validation (default: 0.2)', number('val'))
    .option('--test <part>', 'part of every class kept for the final test (default: 0)', number('test'))
    .option('--split-seed <n>', 'seed of the split (default: 0)', wholeNumber('split-seed', 0, 0xffffffff))
    .addOption(layoutOption())
    .option('--labels <csv>', 'take labels from a table file,label[,split]; then folders are no classes unless --layout says so');
  addLabelTableOptions(add).action((folder: string, options: Omit<AddOptions, 'labels'> & LabelTableOptions & { labels?: string }) =>
    context.withStudio(async ({ db }) => {
      const { labels, fileColumn, labelColumn, splitColumn, encoding, ...rest } = options;
      const columns = { fileColumn, labelColumn, splitColumn, encoding };
      const table = labels === undefined ? undefined : await readLabelTable(labels, columns, 'labels');
      const { id, match, state } = await datasetAdder(context)(db, folder, { ...rest, labels: table });
      const report = await reportOf(db, id, state());
      const matched = match ? `${matchLines(match).join('\n')}\n\n` : '';
      await context.answer({ ...datasetJson(report), ...(match && { match }) }, () => matched + datasetText(report));
    }),
  );
  examples(add, [
    'graft datasets add ~/pictures/leaves',
    'graft datasets add leaves --name "Leaves 2026" --val 0.2 --test 0.1',
    'graft datasets add photos --labels train.csv',
  ]);
}

function registerList(datasets: Command, context: Context): void {
  const list = datasets
    .command('list')
    .description('all data sets, oldest first')
    .action(() =>
      context.withStudio(async ({ db }) => {
        const { listDatasets } = await import('../../core/datasets/views/list-datasets.ts');
        const rows = listDatasets(db);
        await context.answer(rows, () => datasetsTable(rows));
      }),
    );
  examples(list, ['graft datasets list', 'graft datasets list --json']);
}

function registerShow(datasets: Command, context: Context): void {
  const show = datasets
    .command('show')
    .description('classes, split, bad files, duplicates and label conflicts, as last scanned')
    .argument('<data set>', 'id, name or folder; an unknown folder is added')
    .action((dataset: string) =>
      context.withStudio(async ({ db }) => {
        const report = await reportOf(db, await folderOrKnown(context, db, dataset));
        await context.answer(datasetJson(report), () => datasetText(report));
      }),
    );
  examples(show, ['graft datasets show leaves', 'graft datasets show ./leaves --json']);
}

function registerRemove(datasets: Command, context: Context): void {
  const remove = datasets
    .command('remove')
    .description('forget a data set; the folder and its pictures are not touched')
    .argument('<data set>', 'id, name or folder')
    .option(...yesOption)
    .action((dataset: string, { yes = false }: { yes?: boolean }) =>
      context.withStudio(async ({ db }) => {
        const { datasetToRemove, removeDataset } = await import('../../core/datasets/known/remove-dataset.ts');
        const { id } = await knownDataset(db, dataset);
        await confirmDeletion(context, datasetToRemoveText(datasetToRemove(db, id)), yes);
        const removed = removeDataset(db, id);
        const kept = removed.keptForRuns.length === 0 ? '' : ` Its runs stay: ${removed.keptForRuns.join(', ')}.`;
        const studies = removed.keptForStudies.length === 0 ? '' : ` Its studies stay: ${removed.keptForStudies.join(', ')}.`;
        const labels = removed.keptLabels ? ' Labels given here come back when the folder is added again.' : '';
        await context.answer(
          removed,
          () => `Removed the data set "${removed.id}"; its folder was not touched.${kept}${studies}${labels}`,
        );
      }),
    );
  examples(remove, ['graft datasets remove leaves', 'graft datasets remove ./leaves --yes']);
}

function registerRelink(datasets: Command, context: Context): void {
  const relink = datasets
    .command('relink')
    .description('say where the folder of a data set lies now; its pictures must be the same')
    .argument('<data set>', 'id or name')
    .argument('<folder>', 'where it lies now')
    .action((dataset: string, folder: string) =>
      context.withStudio(async ({ db }) => {
        const { relinkDataset } = await import('../../core/datasets/scanning/relink-dataset.ts');
        const { dataset: moved, same } = await relinkDataset(db, (await knownDataset(db, dataset, { folders: false })).id, folder);
        const { id, root } = moved;
        const report = await reportOf(db, id);
        await context.answer(
          datasetJson(report),
          () => `The data set "${id}" lies in ${root} now; ${same} pictures are the same.`,
        );
      }),
    );
  examples(relink, ['graft datasets relink leaves /mnt/archive/leaves']);
}

async function reportOf(db: Database, id: string, state: PassingState | null = null): Promise<DatasetReport> {
  const { datasetReport } = await import('../../core/datasets/views/dataset-report.ts');
  const { passingState } = await import('../../core/datasets/version/dataset-state.ts');
  return datasetReport(db, id, state ?? passingState(db, id));
}
