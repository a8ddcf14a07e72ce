import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { consistencyReport, picturesAgain, sayAgain, takeBackAgain } from '../../core/runs/use/judge-again.ts';
import { os } from './implement.ts';

export const againHandlers = {
  draw: os.again.draw.handler(({ context: { studio }, input: { dataset, count } }) => {
    const { pictures, remembered } = picturesAgain(studio.db, needDataset(studio.db, dataset).id, count);
    return { pictures: pictures.map(({ image, sha256, seal }) => ({ image: image.file.id, content: sha256, seal })), remembered };
  }),

  say: os.again.say.handler(({ context: { studio }, input: { dataset, content, seal, said } }) =>
    sayAgain(studio.db, needDataset(studio.db, dataset).id, { sha256: content, seal }, said),
  ),

  takeBack: os.again.takeBack.handler(({ context: { studio }, input: { dataset, content } }) => {
    takeBackAgain(studio.db, needDataset(studio.db, dataset).id, content);
    return null;
  }),

  report: os.again.report.handler(({ context: { studio }, input: { dataset } }) => consistencyReport(studio.db, needDataset(studio.db, dataset).id)),
};
