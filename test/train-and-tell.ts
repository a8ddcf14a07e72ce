/** Trains in the data folder and on the pictures given, prints the trainer's pid at the first epoch, waits to be killed. */
import { readFileSync } from 'node:fs';
import { datasetForTraining } from '../src/core/datasets/scanning/dataset-for-training.ts';
import { planHere } from '../src/core/runs/lifecycle/plan-here.ts';
import { startRun } from './train-run.ts';
import { openStudio } from '../src/core/open-studio.ts';
import { quickResnet } from './small-studio.ts';

const [dataDir, pictures] = process.argv.slice(2) as [string, string];
const studio = openStudio({ dataDir });
const dataset = await datasetForTraining(studio.db, pictures);
const spec = { ...quickResnet, freeze: 'until:stage4', epochs: 40, batchSize: 2 };
const planned = await planHere(studio, dataset, spec);
let told = false;
await startRun(studio, dataset, planned, spec, {
  signal: new AbortController().signal,
  onStarted: () => undefined,
  onEvent(event) {
    if (event.type !== 'epoch' || told) return;
    told = true;
    console.log(readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim());
  },
});
