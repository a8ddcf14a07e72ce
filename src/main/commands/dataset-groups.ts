import path from 'node:path';
import type { Command } from 'commander';
import { groupSources, type GroupSource } from '../../shared/group-source.ts';
import type { DatasetState } from '../../core/datasets/version/dataset-state.ts';
import type { AlikePairs } from '../../core/datasets/version/found-groups.ts';
import type { Studio } from '../../core/open-studio.ts';
import type { Database } from '../../core/store/database.ts';
import { StudioError } from '../../core/errors.ts';
import { groupTable, type GroupColumns } from '../files/group-rows.ts';
import { readText } from '../files/read-text.ts';
import type { Context } from '../terminal/context.ts';
import { appliedText, groupSuggestionsText, tableGapLines, timelessText } from '../words/groups-text.ts';
import { printable } from '../terminal/printable.ts';
import { counted } from '../terminal/units.ts';
import { folderOrKnown } from './dataset-argument.ts';
import { lookAtAll, unkeptLooks, unreadText } from './duplicates.ts';
import { evenUnkept, featuresUnkept } from './even-unkept.ts';
import { examples } from './examples.ts';

/** How a table is read. */
interface TableOptions extends GroupColumns {
  encoding?: string;
}

interface Options extends TableOptions {
  by?: string;
  features?: boolean;
}

export function registerGroups(datasets: Command, context: Context): void {
  const command = datasets
    .command('groups')
    .description('pictures that belong together (patient, plot, video, burst, near duplicates): suggests and changes nothing; --by keeps them on one side of the split')
    .argument('<data set>', 'id, name or folder; an unknown folder is added')
    .option('--by <source>', 'name, exif, near, folder, csv=<table> or none: applies it; whole groups may change sides')
    .option('--features', 'near duplicates by features too: mirrored, turned and cropped ones; the first time the network looks at every picture')
    .option('--file-column <name>', "the table's column of files: its name, or its number from 1")
    .option('--group-column <name>', 'its column of groups')
    .option('--encoding <name>', 'where the table is neither UTF-8 nor UTF-16, such as windows-1252')
    .action((name: string, { by, features = false, ...read }: Options) =>
      context.withStudio(async (studio) => {
        const asked = by === undefined ? null : askedSource(by);
        if (features && asked !== null && asked.source !== 'near') throw featuresOfNear();
        const [said] = Object.keys(read);
        if (said !== undefined && asked?.source !== 'csv') throw columnsOfTable(said);
        const id = await folderOrKnown(context, studio.db, name);
        const work = async (one: Studio): Promise<void> => {
          if (asked === null || asked.source === 'near' || asked.source === 'exif') await lookAtAll(context, one.db, id);
          if (asked === null || asked.source === 'exif') await remarkTimeless(context, one.db, id);
          const alike = features ? await alikeOf(context, one, id) : undefined;
          return asked === null ? suggest(context, one.db, id, alike) : apply(context, one.db, id, asked, { read, alike });
        };
        if (asked !== null) return work(studio);
        const { notKept } = await evenUnkept(studio, work);
        if (notKept !== null) context.remark(unkeptLooks(notKept));
      }),
    );
  examples(command, ['graft datasets groups leaves', 'graft datasets groups leaves --by name', 'graft datasets groups leaves --by near --features', 'graft datasets groups scans --by csv=patients.csv --group-column patient', 'graft datasets groups leaves --by none']);
}

/** @throws StudioError `bad-usage` */
function askedSource(text: string): { source: GroupSource | 'none'; file: string } {
  const [source = '', ...rest] = text.split('=');
  const file = rest.join('=');
  const isKnown = source === 'none' || groupSources.some((one) => one === source);
  if (isKnown && (source === 'csv') === (file !== '')) return { source: source as GroupSource | 'none', file };
  throw new StudioError('bad-usage', `"${text}" is nothing that groups go by`, { field: 'by', hint: 'Use name, exif, near, folder, csv=<table> or none.' });
}

const featuresOfNear = (): StudioError =>
  new StudioError('bad-usage', 'Features find near duplicates and nothing else', { field: 'features', hint: 'Use --by near with --features.' });

const columnsOfTable = (field: string): StudioError =>
  new StudioError('bad-usage', 'Columns and an encoding are those of a table', { field, hint: 'Use --by csv=<table> with them.' });

async function alikeOf(context: Context, studio: Studio, id: string): Promise<AlikePairs> {
  const { alikePictures } = await import('../../core/runs/use/alike-pictures.ts');
  const progress = context.progress('Computing features', 'pictures');
  const { pairs, unread } = await context.stoppable((signal) => alikePictures(studio, id, { signal, onProgress: progress.update, onFeaturesUnkept: featuresUnkept(context) })).finally(() => progress.clear());
  if (unread > 0) context.remark(unreadText(unread));
  return pairs;
}

async function remarkTimeless(context: Context, db: Database, id: string): Promise<void> {
  const { datasetState } = await import('../../core/datasets/version/dataset-state.ts');
  const { timelessPictures } = await import('../../core/datasets/version/found-groups.ts');
  const pictures = timelessPictures(db, datasetState(db, id));
  if (pictures > 0) context.remark(timelessText(pictures));
}

async function suggest(context: Context, db: Database, id: string, alike: AlikePairs | undefined): Promise<void> {
  const { allSuggestions } = await import('../../core/datasets/views/group-suggestions.ts');
  const all = allSuggestions(db, id, { alike });
  const [best] = all;
  const { source, count, largest, straddling, images } = best ?? { source: 'none', count: 0, largest: 0, straddling: 0, images: [] };
  await context.answer({ source, count, largest, straddling, images }, () => groupSuggestionsText(all, id, alike !== undefined));
}

async function apply(
  context: Context,
  db: Database,
  id: string,
  { source, file }: ReturnType<typeof askedSource>,
  { read, alike }: { read: TableOptions; alike: AlikePairs | undefined },
): Promise<void> {
  const { appliedGroups, applyGroups } = await import('../../core/datasets/version/apply-groups.ts');
  const { datasetState } = await import('../../core/datasets/version/dataset-state.ts');
  const { suggestGroups } = await import('../../core/datasets/views/group-suggestions.ts');
  const table = source === 'csv' ? await tableOf(context, datasetState(db, id), file, read) : undefined;
  const suggested = source === 'none' ? null : suggestGroups(db, datasetState(db, id), source, { table, alike });
  const isNothing = suggested?.count === 0;
  const { moved } = isNothing ? { moved: 0 } : applyGroups(db, id, suggested?.found ?? null);
  const now = appliedGroups(db, datasetState(db, id));
  const told = isNothing ? { ...now, source, count: 0, largest: 0, straddling: 0, images: [] } : { ...now, source };
  const { count, largest, straddling, images } = told;
  await context.answer({ source, count, largest, straddling, images }, () => appliedText(told, moved, id));
}

async function tableOf(context: Context, state: DatasetState, file: string, { encoding, ...columns }: TableOptions) {
  const { tableGaps } = await import('../../core/datasets/version/table-gaps.ts');
  const { images, dataset } = state;
  const { table, rest, first } = groupTable(await readText(file, 'by', encoding), columns, path.basename(file), images.map((image) => image.file.path), [dataset.root]);
  if (first) context.remark(`${counted(rest, 'row names', 'rows name')} no picture, ${rest > 1 ? 'such as ' : ''}line ${first.line}: ${printable(first.file)}.`);
  for (const line of tableGapLines(tableGaps(state, table))) context.remark(line);
  return table;
}
