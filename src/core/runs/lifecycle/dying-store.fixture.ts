/** Stores that a run is done and is killed by SIGKILL after its evaluations, before its own row. */
import { versionForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { getRun } from '../../store/runs.ts';
import { openStudio } from '../../open-studio.ts';
import type { TrainResult } from '../../../shared/trainer-protocol.ts';
import { storeDone } from './store-outcome.ts';

const [dataDir, run] = process.argv.slice(2);
const studio = openStudio({ dataDir });
studio.db.$client.function('die', () => {
  process.kill(process.pid, 'SIGKILL');
  return null;
});
studio.db.$client.exec("CREATE TEMP TRIGGER dying BEFORE UPDATE ON main.runs WHEN new.state = 'done' BEGIN SELECT die(); END");
const dataset = versionForTraining(studio.db, getRun(studio.db, Number(run)).datasetVersionId);
const result: TrainResult = {
  kind: 'train',
  status: 'done',
  bestEpoch: 1,
  epochs: 1,
  attestation: null,
  head: null,
  calibration: null,
  predictions: dataset.images
    .filter(({ split }) => split !== 'train')
    .map(({ id }) => ({ imageId: id, probabilities: Float32Array.of(0.75, 0.25) })),
  imagesPerSecond: 1,
  peakMemoryBytes: 1,
  seconds: 1,
};
storeDone(studio, dataset, Number(run), result);
console.log('stored');
