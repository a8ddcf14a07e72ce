import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { datasetForTraining } from '../../core/datasets/scanning/dataset-for-training.ts';
import { judgeSuspect, takeBackJudgement } from '../../core/runs/use/judge-suspects.ts';
import { suspectsTold } from '../../core/runs/use/told-suspects.ts';
import { os } from './implement.ts';

export const suspectHandlers = {
  find: os.suspects.find.handler(async ({ context: { studio, events }, input: { dataset, limit }, signal }) => {
    const { id } = needDataset(studio.db, dataset);
    return suspectsTold(studio, events, await datasetForTraining(studio.db, id, { rescan: false }), limit, signal);
  }),

  judge: os.suspects.judge.handler(({ context: { studio }, input: { dataset, image, said } }) =>
    judgeSuspect(studio.db, needDataset(studio.db, dataset).id, image, said),
  ),

  takeBack: os.suspects.takeBack.handler(({ context: { studio }, input: { dataset, image } }) =>
    takeBackJudgement(studio.db, needDataset(studio.db, dataset).id, image),
  ),
};
