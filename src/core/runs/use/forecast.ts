import { accuracyForecast, type AccuracyForecast } from '../../evaluation/forecast.ts';
import { matrixOfRows } from '../../evaluation/matrix-of-rows.ts';
import { StudioError } from '../../errors.ts';
import type { Studio } from '../../open-studio.ts';
import { classNames } from '../../store/datasets.ts';
import { headlinesOf } from '../../store/headlines.ts';
import { listPredictions } from '../../store/predictions.ts';
import { getRun } from '../../store/runs.ts';
import { seededRandom } from '../../training/seeded-random.ts';
import { predictFiles } from './predict.ts';

export interface RunForecast extends AccuracyForecast {
  /** Without labels, that could be read. */
  readonly images: number;
  /** With labels, that judge the run: its test pictures where it has any, else validation. */
  readonly labelled: number;
  readonly split: 'val' | 'test';
  readonly skipped: readonly { file: string; reason: string }[];
}

/**
 * How good a run is to be expected on pictures that nobody labelled, by how sure it is of them.
 * @throws StudioError `not-found` (no such run, or it has not finished), as `predictFiles`; `bad-data-set` where no picture can be read
 */
export async function forecastRun(studio: Studio, runId: number, files: AsyncIterable<string>): Promise<RunForecast> {
  const run = getRun(studio.db, runId);
  const headline = headlinesOf(studio.db, [run.id]).get(run.id);
  if (!headline) throw new StudioError('not-found', `Run ${run.id} has not finished`, { values: { kind: 'run-unfinished', run: run.id }, hint: `Go on with "graft resume ${run.id}".` });
  const classes = classNames(studio.db, run.datasetVersionId).length;
  const known = listPredictions(studio.db, headline.evaluation).filter(({ label }) => label !== null);
  const answers: Float32Array[] = [];
  const skipped: { file: string; reason: string }[] = [];
  await predictFiles(studio, run.id, files, (answer) => {
    if ('error' in answer) skipped.push({ file: answer.file, reason: answer.error.message });
    else answers.push(answer.values);
  });
  if (answers.length === 0) throw new StudioError('bad-data-set', 'there are no images to evaluate', { values: { kind: 'nothing-to-evaluate' }, hint: 'Name a folder of pictures like those the run will see.' });
  const forecast = accuracyForecast(
    matrixOfRows(known.map(({ probabilities }) => probabilities), classes),
    known.map(({ label, predicted }) => label === predicted),
    matrixOfRows(answers, classes),
    classes,
    seededRandom(0),
  );
  return { ...forecast, images: answers.length, labelled: known.length, split: headline.split, skipped };
}
