import { datasetForTraining } from '../../core/datasets/scanning/dataset-for-training.ts';
import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { augmentedSamples } from '../../core/runs/use/augmented-samples.ts';
import { planHere } from '../../core/runs/lifecycle/plan-here.ts';
import { os } from './implement.ts';

/** The one call about runs whose answer is pictures. */
export const sampleHandlers = {
  augmentedSamples: os.runs.augmentedSamples.handler(async ({ context: { studio, samples }, input: { dataset, spec } }) => {
    const data = await datasetForTraining(studio.db, needDataset(studio.db, dataset).id, { rescan: false });
    const { plan } = await planHere(studio, data, spec);
    const made = await augmentedSamples(data, plan);
    const token = samples.add(made.flatMap(({ views }) => views));
    let next = 0;
    return made.map(({ image, label, views }) => ({ image, label, urls: views.map(() => `/samples/${token}/${next++}`) }));
  }),
};
