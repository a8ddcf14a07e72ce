import { datasetOfRun, type LocatedImage } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import { spreadSample } from '../../evaluation/spread-sample.ts';
import { withLease } from '../../files/lease.ts';
import type { Studio } from '../../open-studio.ts';
import { runCalled, type CalledRun } from '../../store/run-called.ts';
import { getRun } from '../../store/runs.ts';
import { seededRandom } from '../../training/seeded-random.ts';
import type { Disturbance, DisturbedResult } from '../../../shared/stress.ts';
import { decodeThreads } from '../../engine-host/decode-threads.ts';
import { defaultThreads, endOnAbort, startEngine } from '../executors/engine-process.ts';
import { finishedModel } from './finished-model.ts';

export interface DisturbedAnswers {
  readonly classes: readonly string[];
  /** Validation pictures that could be read, and how many there are in all. */
  readonly images: readonly LocatedImage[];
  readonly of: number;
  /** Of each disturbance, what each picture is told for. */
  readonly predicted: readonly (readonly number[])[];
}

export interface DisturbedWork {
  /** At most so many pictures, of each class as even a number as there are. */
  readonly images?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

const usualImages = 200;

/**
 * What a run says of validation pictures that were disturbed.
 * @throws StudioError as `finishedModel` and `startEngine`; `bad-data-set` where there are no validation pictures that can be read; `cancelled`
 */
export async function disturbedAnswers(studio: Studio, runId: number, disturbances: readonly Disturbance[], { images: most = usualImages, signal, onProgress }: DisturbedWork = {}): Promise<DisturbedAnswers> {
  const run = getRun(studio.db, runId);
  const { folder, classes } = await finishedModel(studio, run.id);
  const validation = datasetOfRun(studio.db, run).images.filter(({ split }) => split === 'val');
  const asked = spreadSample(validation.map(({ label }) => label), most, seededRandom(0)).map((row) => validation[row]!);
  if (asked.length === 0) throw noPictures(run);
  const { predicted } = await askDisturbed(folder, asked, disturbances, { signal, onProgress });
  const read = asked.flatMap((image, at) => (predicted[0]![at] === null ? [] : [{ image, at }]));
  if (read.length === 0) throw noPictures(run);
  return { classes, images: read.map(({ image }) => image), of: validation.length, predicted: predicted.map((row) => read.map(({ at }) => row[at]!)) };
}

/**
 * Asks the model in a folder about pictures under disturbances.
 * @param isShown whether the squares that it was asked about are wanted as pictures
 * @throws StudioError as `startEngine`; `cancelled`
 */
export function askDisturbed(folder: string, images: readonly LocatedImage[], disturbances: readonly Disturbance[], { signal, onProgress }: DisturbedWork, isShown = false): Promise<DisturbedResult> {
  return withLease(folder, async () => {
    const engine = startEngine(
      { kind: 'disturbed', modelFolder: folder, images: images.map(({ file, sha256 }) => ({ file, sha256 })), disturbances: [...disturbances], isShown, decodeThreads: decodeThreads() },
      defaultThreads(),
      (event) => {
        if (event.type === 'progress') onProgress?.(event.done, event.total);
      },
    );
    const letGo = endOnAbort(engine, signal);
    try {
      return (await engine.finished) as DisturbedResult;
    } catch (error) {
      if (!signal?.aborted) throw error;
      throw new StudioError('cancelled', 'Stopped before all pictures were asked about');
    } finally {
      letGo();
    }
  });
}

const noPictures = (run: CalledRun): StudioError =>
  new StudioError('bad-data-set', `Run ${runCalled(run)} has no validation pictures that can be read`, {
    values: { kind: 'validation-unreadable' },
    hint: 'Split the data set so that validation is not empty, and scan the folder again with "graft datasets add".',
  });
