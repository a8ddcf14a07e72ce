import { accuracyForecast, type Strangers } from '../../evaluation/forecast.ts';
import type { TogetherKeys } from '../../evaluation/accuracy-interval.ts';
import { matrixOfRows } from '../../evaluation/matrix-of-rows.ts';
import { StudioError } from '../../errors.ts';
import type { Studio } from '../../open-studio.ts';
import { runCalled } from '../../store/run-called.ts';
import { classNames } from '../../store/datasets.ts';
import { headlinesOf } from '../../store/headlines.ts';
import { listPredictions } from '../../store/predictions.ts';
import { getRun } from '../../store/runs.ts';
import { seededRandom } from '../../training/seeded-random.ts';
import { familiarityOf, usualFalseAlarmRate } from '../../../shared/familiarity.ts';
import type { ForecastFigures, Unguarded } from '../../../shared/forecast.ts';
import { alarmOfRun } from './familiarity.ts';
import { filesTogether } from './files-together.ts';
import { picturesTogether } from '../results/pictures-together.ts';
import { unfinishedRun } from '../results/unfinished-run.ts';
import type { FeatureWork } from './picture-features.ts';
import { predictFiles } from './predict.ts';

export interface RunForecast extends ForecastFigures {
  /** The pictures that are least like those it learned from, least first; empty of a run without an index. */
  readonly leastFamiliar: readonly { file: string; score: number; unfamiliar: boolean | null }[];
  readonly skipped: readonly { file: string; reason: string }[];
}

type Named = Pick<RunForecast, 'leastFamiliar' | 'skipped'>;

const leastShown = 5;

/** By answers that are there already, `[images, classes]`. @throws StudioError `not-found` (no such run, or it has not finished) */
export function forecastAnswers(studio: Studio, runId: number, { answers, strangers, together }: Omit<AskedAbout, keyof Named>): ForecastFigures {
  const run = getRun(studio.db, runId);
  const headline = headlinesOf(studio.db, [run.id]).get(run.id);
  if (!headline) throw unfinishedRun(run, `Run ${runCalled(run)} is ${run.state}; it has no answers yet`);
  const classes = classNames(studio.db, run.datasetVersionId).length;
  const known = listPredictions(studio.db, headline.evaluation).filter(({ label }) => label !== null);
  const forecast = accuracyForecast(
    {
      probabilities: matrixOfRows(known.map(({ probabilities }) => probabilities), classes),
      right: known.map(({ label, predicted }) => label === predicted),
      together: picturesTogether(studio.db, run.datasetVersionId)(known.map(({ imageId }) => imageId)),
    },
    { probabilities: answers, strangers: typeof strangers === 'string' ? null : strangers, together },
    classes,
    seededRandom(0),
  );
  return { ...forecast, images: answers.length / classes, labelled: known.length, split: headline.split, unguarded: typeof strangers === 'string' ? strangers : null };
}

/** What a run says of pictures, how many of them are unlike all that it learned from, and which most. */
export interface AskedAbout extends Named {
  /** `[images, classes]`, of those that could be read. */
  readonly answers: Float32Array;
  /** Or why the run cannot call any unfamiliar. */
  readonly strangers: Strangers | Unguarded;
  /** Which of those that could be read go together. */
  readonly together: TogetherKeys | null;
}

/** @throws StudioError `not-found` (no such run, or it has not finished), as `predictFiles`; `bad-data-set` where no picture can be read; `cancelled` */
export async function askAbout(studio: Studio, runId: number, files: readonly string[], { signal, onProgress }: FeatureWork): Promise<AskedAbout> {
  const alarm = await alarmOfRun(studio, runId, usualFalseAlarmRate);
  const answers: Float32Array[] = [];
  const read: string[] = [];
  const familiar: { file: string; score: number }[] = [];
  const skipped: { file: string; reason: string }[] = [];
  async function* asked() {
    for (const file of files) {
      if (signal?.aborted) throw new StudioError('cancelled', 'Stopped; nothing was said');
      yield file;
    }
  }
  let done = 0;
  await predictFiles(studio, runId, asked(), (answer) => {
    onProgress?.(++done, files.length);
    if ('error' in answer) return void skipped.push({ file: answer.file, reason: answer.error.message });
    answers.push(answer.values);
    read.push(answer.file);
    if (answer.familiarity !== undefined) familiar.push({ file: answer.file, score: answer.familiarity });
  });
  if (answers.length === 0) throw nothingToAsk(skipped);
  const told = familiar.map(({ file, score }) => ({ file, ...(alarm ? familiarityOf(score, alarm.rule) : { score, unfamiliar: null }) }));
  const atMost = alarm?.falseAlarmsAtMost ?? null;
  const strangers = !alarm || told.length === 0 ? 'no-index' : atMost === null ? 'too-few' : { isUnfamiliar: told.map(({ unfamiliar }) => unfamiliar === true), falseAlarmsAtMost: atMost };
  return { answers: matrixOfRows(answers, answers[0]!.length), strangers, together: await filesTogether(studio.db, read, runId), leastFamiliar: told.toSorted((a, b) => a.score - b.score).slice(0, leastShown), skipped };
}

const nothingToAsk = ([first, ...others]: RunForecast['skipped']): StudioError =>
  new StudioError('bad-data-set', first === undefined ? 'There are no pictures to ask about' : `None of ${others.length + 1} pictures can be read; ${first.file}: ${first.reason}`, {
    values: { kind: 'nothing-to-ask' },
    field: 'folder',
    hint: 'Name a folder of pictures like those the run will see.',
  });

/**
 * How good a run is to be expected on pictures that nobody labelled, by how sure it is of them.
 * @throws StudioError as `askAbout`
 */
export async function forecastRun(studio: Studio, runId: number, files: readonly string[], work: FeatureWork): Promise<RunForecast> {
  const { leastFamiliar, skipped, ...asked } = await askAbout(studio, runId, files, work);
  return { ...forecastAnswers(studio, runId, asked), leastFamiliar, skipped };
}
