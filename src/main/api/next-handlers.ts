import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { datasetForTraining } from '../../core/datasets/scanning/dataset-for-training.ts';
import { benefitTold, nextTold } from '../../core/runs/use/told-next.ts';
import { os } from './implement.ts';

export const nextHandlers = {
  find: os.next.find.handler(({ context: { studio, events }, input: { dataset, count, method }, signal }) =>
    nextTold(studio, events, needDataset(studio.db, dataset).id, { count, method }, signal),
  ),

  benefit: os.next.benefit.handler(async ({ context: { studio, events }, input: { dataset }, signal }) =>
    benefitTold(studio, events, await datasetForTraining(studio.db, needDataset(studio.db, dataset).id, { rescan: false }), signal),
  ),
};
