import { StudioError } from '../../core/errors.ts';
import type { GroupSuggestion, SentTable } from '../../shared/contract/group-calls.ts';
import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { datasetForTraining } from '../../core/datasets/scanning/dataset-for-training.ts';
import { lookTold } from '../../core/datasets/scanning/told-looks.ts';
import { applyGroups } from '../../core/datasets/version/apply-groups.ts';
import { datasetState, type DatasetState } from '../../core/datasets/version/dataset-state.ts';
import { timelessPictures } from '../../core/datasets/version/found-groups.ts';
import { tableGaps } from '../../core/datasets/version/table-gaps.ts';
import { datasetView } from '../../core/datasets/views/dataset-view.ts';
import { allSuggestions, suggestGroups, type SuggestedGroups } from '../../core/datasets/views/group-suggestions.ts';
import { alikeTold } from '../../core/runs/use/told-alike.ts';
import { leakTold } from '../../core/runs/use/told-leak.ts';
import { groupTable, tableHead } from '../files/group-rows.ts';
import { os } from './implement.ts';

export const groupHandlers = {
  suggest: os.groups.suggest.handler(async ({ context: { studio, events }, input: { dataset, features }, signal }) => {
    const { id } = needDataset(studio.db, dataset);
    const looked = await lookTold(studio.db, events, id, signal);
    const alike = features ? await alikeTold(studio, events, id, signal) : undefined;
    const suggestions = allSuggestions(studio.db, id, { alike: alike?.pairs }).map(told);
    const timeless = timelessPictures(studio.db, datasetState(studio.db, id));
    return { applied: needDataset(studio.db, id).groupSource, suggestions, unread: Math.max(looked.unread, alike?.unread ?? 0), timeless };
  }),

  apply: os.groups.apply.handler(async ({ context, input: { dataset, source, features }, signal }) => {
    const { studio, events, watcher } = context;
    const { id } = needDataset(studio.db, dataset);
    const alike = features && source === 'near' ? (await alikeTold(studio, events, id, signal)).pairs : undefined;
    const { moved } = applyGroups(studio.db, id, source && suggestGroups(studio.db, datasetState(studio.db, id), source, { alike }).found);
    return { view: { ...datasetView(studio.db, id), isWatched: watcher.isWatching(id) }, moved };
  }),

  table: os.groups.table.handler(({ context: { studio: { db } }, input: { dataset, table } }) => {
    const state = datasetState(db, needDataset(db, dataset).id);
    const columns = tableHead(table.text);
    try {
      const { table: said, rest } = tableSaid(state, table);
      const { alone, joined } = tableGaps(state, said);
      return { columns, suggestion: told(suggestGroups(db, state, 'csv', { table: said })), rest, alone: alone.length, joined: joined.length };
    } catch (error) {
      const isChoice = error instanceof StudioError && (error.field === 'fileColumn' || error.field === 'groupColumn');
      // What cannot be told is asked: the columns are there to choose from.
      if (!isChoice || columns.length < 2) throw error;
      return { columns, suggestion: null, rest: 0, alone: 0, joined: 0 };
    }
  }),

  applyTable: os.groups.applyTable.handler(({ context: { studio: { db }, watcher }, input: { dataset, table } }) => {
    const { id } = needDataset(db, dataset);
    const state = datasetState(db, id);
    const { moved } = applyGroups(db, id, suggestGroups(db, state, 'csv', { table: tableSaid(state, table).table }).found);
    return { view: { ...datasetView(db, id), isWatched: watcher.isWatching(id) }, moved };
  }),

  leak: os.groups.leak.handler(async ({ context: { studio, events }, input: { dataset }, signal }) => {
    const { id } = needDataset(studio.db, dataset);
    return leakTold(studio, events, await datasetForTraining(studio.db, id, { rescan: false }), signal);
  }),
};

/** Pictures by their numbers, as the window shows them. */
const told = ({ source, count, largest, straddling, examples }: SuggestedGroups): GroupSuggestion => ({
  source,
  count,
  largest,
  straddling,
  examples: examples.map(({ group, images, pictures }) => ({ group, images, pictures })),
});

/** What a sent table says of the pictures of a data set. @throws StudioError `bad-usage` */
const tableSaid = ({ images, dataset }: DatasetState, { name, text, ...columns }: SentTable) =>
  groupTable(text, columns, name, images.map((image) => image.file.path), [dataset.root]);
