import type { LabelChange } from '../../shared/contract/image-calls.ts';
import { suggestTold } from '../../core/runs/use/told-suggestions.ts';
import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { labelTable } from '../../core/datasets/views/label-table.ts';
import { labelHistory, redoLabels, setExcluded, setLabel, undoLabels } from '../../core/datasets/labels/labels.ts';
import type { Database } from '../../core/store/database.ts';
import { labelCsv } from '../files/label-csv.ts';
import type { Desk } from './desk.ts';
import { os } from './implement.ts';

export const labelHandlers = {
  set: os.labels.set.handler(({ context, input: { dataset, images, label } }) =>
    change(context, dataset, (db) => setLabel(db, dataset, images, label)),
  ),

  exclude: os.labels.exclude.handler(({ context, input: { dataset, images, excluded } }) =>
    change(context, dataset, (db) => setExcluded(db, dataset, images, excluded)),
  ),

  suggest: os.labels.suggest.handler(({ context: { studio, events }, input: { dataset, ...wish }, signal }) =>
    suggestTold(studio, events, needDataset(studio.db, dataset).id, wish, signal),
  ),

  undo: os.labels.undo.handler(({ context, input: { dataset } }) =>
    change(context, dataset, (db) => undoLabels(db, dataset)),
  ),

  redo: os.labels.redo.handler(({ context, input: { dataset } }) =>
    change(context, dataset, (db) => redoLabels(db, dataset)),
  ),

  history: os.labels.history.handler(({ context: { studio }, input: { dataset, limit } }) =>
    labelHistory(studio.db, needDataset(studio.db, dataset).id, limit),
  ),

  csv: os.labels.csv.handler(({ context: { studio }, input: { dataset } }) => ({
    csv: labelCsv(labelTable(studio.db, needDataset(studio.db, dataset).id)),
  })),
};

/** Changes labels; every window hears of it and asks again. */
function change(desk: Desk, dataset: string, work: (db: Database) => LabelChange): LabelChange {
  needDataset(desk.studio.db, dataset);
  return work(desk.studio.db);
}
