import type { Command } from 'commander';
import type { LabelChange } from '../../shared/contract/image-calls.ts';
import type { Database } from '../../core/store/database.ts';
import type { Context } from '../terminal/context.ts';
import { counted } from '../terminal/units.ts';
import { printable } from '../terminal/printable.ts';
import { labelCsv, labelHeader, labelLines } from '../files/label-csv.ts';
import { createTableFile, refuseForeign } from '../files/table-file.ts';
import { pathsFromStream } from '../files/paths-from-stream.ts';
import { knownDataset, withOpened } from './dataset-argument.ts';
import { bomOption, checkBom, type CsvOptions } from '../flags/csv-option.ts';
import { examples } from './examples.ts';
import { registerAgain } from './label-again.ts';
import { registerImport } from './label-import.ts';
import { registerLabelKeys } from './label-keys.ts';
import { registerNext } from './label-next.ts';
import { registerSuggest } from './label-suggest.ts';
import { labelChangeText, labelHistoryText, toldChange, toldHistory } from '../words/label-text.ts';
import { wholeNumber } from '../flags/option-values.ts';
import { addPathOptions, type PathOptions } from './stream-answers.ts';

const dataset = ['<data set>', 'id, name or folder'] as const;
const files = ['<files...>', 'pictures or folders of pictures, or - for paths on stdin'] as const;

export function registerLabels(program: Command, context: Context): void {
  const labels = program
    .command('labels')
    .description('give pictures another class or leave them out, without touching a file; training sees it the next time');
  examples(labels, ['graft labels set leaves oak birch/birch-03.jpg', 'graft labels undo leaves']);

  /** Answers what a change did; one that changes labels opens a folder that is no data set yet, with classes or without. */
  const change = (
    name: string,
    work: (db: Database, id: string) => Promise<LabelChange>,
    verb: 'change' | 'undo' | 'redo' = 'change',
  ): Promise<void> =>
    context.withStudio(async ({ db }) => {
      const changed =
        verb === 'change' ? await withOpened(context, db, name, (id) => work(db, id)) : await work(db, (await knownDataset(db, name)).id);
      const done = toldChange(changed, verb);
      await context.answer(done, () => labelChangeText(done));
    });

  const set = labels
    .command('set')
    .description('give pictures a class; a name that is none yet makes one')
    .argument(...dataset);
  addPathOptions(set.argument('<label>', 'name of the class').argument(...files)).action(
    (name: string, label: string, inputs: string[], options: PathOptions) =>
      change(name, async (db, id) => {
        const { setLabel } = await import('../../core/datasets/labels/labels.ts');
        return setLabel(db, id, await imagesOf(db, id, inputs, options), label);
      }),
  );
  examples(set, [
    'graft labels set leaves oak birch/birch-03.jpg',
    'grep -l oak *.txt | sed s/txt/jpg/ | graft labels set . oak -',
  ]);

  for (const verb of ['exclude', 'include'] as const) {
    const command = labels
      .command(verb)
      .description(verb === 'exclude' ? 'leave pictures out of training and evaluation' : 'take excluded pictures in again')
      .argument(...dataset);
    addPathOptions(command.argument(...files)).action((name: string, inputs: string[], options: PathOptions) =>
      change(name, async (db, id) => {
        const { setExcluded } = await import('../../core/datasets/labels/labels.ts');
        return setExcluded(db, id, await imagesOf(db, id, inputs, options), verb === 'exclude');
      }),
    );
    examples(command, [`graft labels ${verb} leaves birch/birch-03.jpg`]);
  }

  for (const verb of ['undo', 'redo'] as const) {
    const command = labels
      .command(verb)
      .description(verb === 'undo' ? 'take the last change of labels back' : 'make what was undone last again')
      .argument(...dataset)
      .action((name: string) =>
        change(
          name,
          async (db, id) => {
            const { redoLabels, undoLabels } = await import('../../core/datasets/labels/labels.ts');
            return (verb === 'undo' ? undoLabels : redoLabels)(db, id);
          },
          verb,
        ),
      );
    examples(command, [`graft labels ${verb} leaves`]);
  }

  registerHistory(labels, context);
  registerImport(labels, context);
  registerLabelKeys(labels, context);
  registerSuggest(labels, context);
  registerNext(labels, context);
  registerAgain(labels, context);
  registerLabelExport(labels, context);
}

function registerHistory(labels: Command, context: Context): void {
  const history = labels
    .command('history')
    .description('what was labelled and excluded, newest first')
    .argument(...dataset)
    .option('--limit <n>', 'entries at most', wholeNumber('limit', 1, 1_000_000), 100)
    .action((name: string, { limit }: { limit: number }) =>
      context.withStudio(async ({ db }) => {
        const { labelHistory } = await import('../../core/datasets/labels/labels.ts');
        const entries = toldHistory(labelHistory(db, (await knownDataset(db, name)).id, limit));
        await context.answer(entries, () => labelHistoryText(entries));
      }),
    );
  examples(history, ['graft labels history leaves --limit 10']);
}

function registerLabelExport(labels: Command, context: Context): void {
  const write = labels
    .command('export')
    .description('every picture with its class, what its folder says, and its side of the split')
    .argument(...dataset)
    .option('--csv <file>', 'write a table there instead of printing it; - prints it')
    .addOption(bomOption())
    .action((name: string, { csv, ...options }: { csv?: string } & CsvOptions) =>
      context.withStudio(async ({ db }) => {
        const { labelTable } = await import('../../core/datasets/views/label-table.ts');
        const bom = checkBom(options, csv !== undefined || !context.json);
        if (csv === undefined || csv === '-') {
          const rows = labelTable(db, (await knownDataset(db, name)).id);
          return context.json && csv === undefined ? context.event(rows) : context.data(labelCsv(rows, bom));
        }
        const table = { field: 'csv', header: labelHeader };
        const output = await createTableFile(csv, { ...table, bom, inputs: [name] });
        try {
          const { id, root } = await knownDataset(db, name);
          await refuseForeign(csv, { ...table, inputs: [root] });
          const rows = labelTable(db, id);
          await output.append(labelLines(rows));
          await output.commit();
          await context.answer({ file: csv, images: rows.length }, () => `Wrote ${counted(rows.length, 'picture')} to ${printable(csv)}.`);
        } finally {
          await output.discard();
        }
      }),
    );
  examples(write, ['graft labels export leaves --csv labels.csv', 'graft labels export leaves --json']);
}

async function imagesOf(db: Database, id: string, inputs: readonly string[], options: PathOptions): Promise<number[]> {
  const { imagesCalled } = await import('../../core/datasets/views/images-called.ts');
  const named: string[] = [];
  for (const input of inputs) {
    if (input !== '-') named.push(input);
    else for await (const line of pathsFromStream(process.stdin, options.null ?? false)) named.push(line);
  }
  const { StudioError } = await import('../../core/errors.ts');
  try {
    return imagesCalled(db, id, named, process.cwd());
  } catch (error) {
    if (!(error instanceof StudioError && error.code === 'not-found')) throw error;
    // It may be new in the folder.
    const { rescanDataset } = await import('../../core/datasets/scanning/open-dataset.ts');
    await rescanDataset(db, id);
    return imagesCalled(db, id, named, process.cwd(), true);
  }
}
