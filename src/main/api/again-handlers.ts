import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { consistencyReport, picturesAgain, sayAgain, takeBackAgain } from '../../core/runs/use/judge-again.ts';
import { os } from './implement.ts';

export const againHandlers = {
  draw: os.again.draw.handler(({ context: { studio }, input: { dataset, count } }) => {
    const { images, remembered } = picturesAgain(studio.db, needDataset(studio.db, dataset).id, count);
    return { images: images.map(({ file }) => file.id), remembered };
  }),

  say: os.again.say.handler(({ context: { studio }, input: { dataset, image, said } }) => {
    sayAgain(studio.db, needDataset(studio.db, dataset).id, image, said);
    return null;
  }),

  takeBack: os.again.takeBack.handler(({ context: { studio }, input: { dataset, image } }) => {
    takeBackAgain(studio.db, needDataset(studio.db, dataset).id, image);
    return null;
  }),

  report: os.again.report.handler(({ context: { studio }, input: { dataset } }) => consistencyReport(studio.db, needDataset(studio.db, dataset).id)),
};
