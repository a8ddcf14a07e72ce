import { datasetState } from '../../datasets/version/dataset-state.ts';
import { StudioError } from '../../errors.ts';
import { nameIndex } from '../../same-name.ts';
import { runCalled, saidRun } from '../../store/run-called.ts';
import { classNames, datasetByRoot, getVersion } from '../../store/datasets.ts';
import { headlinesOf } from '../../store/headlines.ts';
import { eachPrediction, getEvaluation } from '../../store/predictions.ts';
import type { Evaluation } from '../../store/predictions.ts';
import { getRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import type { Studio } from '../../open-studio.ts';
import type { ImageAnswer } from '../../../shared/contract/evaluation-calls.ts';
import { unfinishedRun } from './unfinished-run.ts';

/** Class names of a cell of the confusion matrix, by what the run was told and what it said; wrong ones only. */
export interface AnswerFilter {
  readonly label?: string | undefined;
  readonly predicted?: string | undefined;
  readonly wrong?: boolean | undefined;
}

/** @throws StudioError `not-found` */
function evaluationOf({ db }: Studio, run: Run, id: number | undefined): Evaluation {
  const wanted = id ?? headlinesOf(db, [run.id]).get(run.id)?.evaluation;
  if (wanted === undefined) throw unfinishedRun(run, `Run ${runCalled(run)} has no answers yet: it is ${run.state}`);
  const evaluation = getEvaluation(db, wanted);
  if (evaluation.runId === run.id) return evaluation;
  throw new StudioError('not-found', `Evaluation ${wanted} is not one of run ${runCalled(run)}`, { values: { kind: 'no-such-evaluation', ...saidRun(run) }, field: 'evaluation' });
}

/** The run's spelling of a class. @throws StudioError `bad-usage` */
function needClass(classes: readonly string[], name: string | undefined, field: string): string | undefined {
  if (name === undefined) return undefined;
  const index = nameIndex(classes, name);
  if (index >= 0) return classes[index];
  throw new StudioError('bad-usage', `The run knows no class "${name}"`, { values: { kind: 'run-knows-no-class', name, classes: classes.join(', ') }, field, hint: `It knows ${classes.join(', ')}.` });
}

/**
 * What a run said of each picture of its headline evaluation, or of another of its evaluations, most confident first; with the
 * labels that count now, which may have changed since.
 * @throws StudioError `not-found`, `bad-usage` for a class that is none
 */
export function imageAnswers(studio: Studio, runId: number, filter: AnswerFilter, evaluationId?: number): ImageAnswer[] {
  const { db } = studio;
  const run = getRun(db, runId);
  const evaluation = evaluationOf(studio, run, evaluationId);
  const classes = classNames(db, run.datasetVersionId);
  const wantedLabel = needClass(classes, filter.label, 'filter.label');
  const wantedPredicted = needClass(classes, filter.predicted, 'filter.predicted');
  const { datasetVersionId, folder } = evaluation;
  const datasetId = datasetVersionId === null ? datasetByRoot(db, folder!)?.id : getVersion(db, datasetVersionId).datasetId;
  const state = datasetId === undefined ? null : datasetState(db, datasetId);

  /** A class that the run knows, as the run spells it. */
  const spelled = (name: string | null): string | null => (name === null ? null : (classes[nameIndex(classes, name)] ?? name));
  const answers: ImageAnswer[] = [];
  for (const row of eachPrediction(db, evaluation.id)) {
    const label = row.label === null ? null : classes[row.label]!;
    const predicted = classes[row.predicted]!;
    if (wantedLabel !== undefined && label !== wantedLabel) continue;
    if (wantedPredicted !== undefined && predicted !== wantedPredicted) continue;
    if (filter.wrong && (label === null || label === predicted)) continue;
    // A picture that has gone or changed since is in no data set any more: what was told of it last still holds.
    const now = row.imageId === null ? undefined : state?.image(row.imageId);
    answers.push({
      image: row.imageId,
      file: row.file,
      label,
      currentLabel: now ? spelled(now.label) : label,
      isExcluded: now?.isExcluded ?? false,
      predicted,
      confidence: row.probabilities[row.predicted]!,
      trueProbability: row.label === null ? null : row.probabilities[row.label]!,
    });
  }
  return answers.sort((a, b) => b.confidence - a.confidence);
}
