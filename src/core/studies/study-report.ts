import { classNames } from '../store/datasets.ts';
import { partOfPictures } from '../datasets/version/part-of-pictures.ts';
import { meanAndDeviation } from '../evaluation/mean-interval.ts';
import { layerCosts } from '../nets/figures.ts';
import { isTrained } from '../nets/plan/cut-point.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { once } from '../once.ts';
import type { Studio } from '../open-studio.ts';
import { picturesTogether } from '../runs/results/pictures-together.ts';
import { elementCount } from '../tensor.ts';
import { imagesOfVersion } from '../store/dataset-versions.ts';
import { listEvaluations, rightAnswers, trainingWeights } from '../store/predictions.ts';
import { getRun, listEpochs } from '../store/runs.ts';
import { getStudy, trialsOf } from '../store/studies.ts';
import type { StoredStudy, StoredTrial } from '../store/studies.ts';
import type { RunPlan } from '../../shared/run-spec.ts';
import type { ClassOutlook, StudyChart, StudyRow, StudyStatus, StudyVerdict, TrialState } from '../../shared/study-result.ts';
import type { Split } from '../../shared/split.ts';
import type { StudyCell } from '../../shared/study-spec.ts';
import { besidePaper } from './beside-paper.ts';
import type { BesidePaper } from './beside-paper.ts';
import type { Repeated, TrialResult } from './compare-trials.ts';
import { failedTrials } from './failed-trials.ts';
import type { FailedTrial } from './failed-trials.ts';
import { studyChart } from './study-chart.ts';
import { classOutlook } from './class-outlook.ts';
import { rowGradients } from './row-gradients.ts';
import { groupSpread, studyCurve } from './study-curve.ts';
import type { CurveCounts, StudyCurve } from './study-curve.ts';
import { cellsOf } from './expand-study.ts';
import { judgeClaims } from './judge-claims.ts';
import { studyStatus, trialState } from './study-state.ts';
import { recommendCell, summariseStudy } from './summarise-study.ts';
import { togetherRight } from './together-right.ts';

/** All that is known of a study. */
export interface StudyReport {
  readonly study: StoredStudy;
  readonly status: StudyStatus;
  readonly trials: readonly { readonly trial: StoredTrial; readonly state: TrialState; readonly result: TrialResult | null }[];
  /** Those that failed, and why. */
  readonly failures: readonly FailedTrial[];
  /** Whether there is anything to go on with: a trial that has not ended, or one that is tried again. */
  readonly canGoOn: boolean;
  readonly rows: readonly StudyRow[];
  readonly verdicts: readonly StudyVerdict[];
  readonly chart: StudyChart;
  /** Null where it re-enacts nothing. */
  readonly paper: BesidePaper | null;
  /** How accuracy grows with the pictures; null where that is not what varies. */
  readonly curve: StudyCurve | null;
  /** The same of each class, in label order; empty until all trials have ended, and where there is no curve. */
  readonly classes: readonly (ClassOutlook & { readonly label: string })[];
  /** Null until all trials have ended. */
  readonly recommended: StudyCell | null;
  /** Those not proven less accurate than the most accurate one, which is the first; empty where nothing is recommended. */
  readonly asGood: readonly StudyCell[];
}

/** Trained values, and multiply-adds for one picture. */
function costOf({ net: spec, phases, preprocessing }: RunPlan, classes: number): { parameters: number; multiplyAdds: number } {
  const net = planNet(spec);
  const trained = tensorTable(net, classes).filter(({ role, part }) => role !== 'running-mean' && role !== 'running-var' && isTrained(net, part, ...phases));
  return {
    parameters: trained.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    multiplyAdds: layerCosts(net, preprocessing.imageSize, classes).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
  };
}

/** The figures of a trial; null before it is done. */
function resultOf({ db }: Studio, { cell, row, repeat, runId }: StoredTrial): TrialResult | null {
  if (runId === null) return null;
  const run = getRun(db, runId);
  const validation = listEvaluations(db, runId).find(({ split, datasetVersionId }) => split === 'val' && datasetVersionId !== null);
  const epochs = listEpochs(db, runId);
  const last = epochs.at(-1);
  if (run.state !== 'done' || !run.plan || !validation || !last) return null;
  const ofLastPhase = epochs.filter(({ phase }) => phase === last.phase);
  return {
    cell,
    row,
    repeat,
    run: runId,
    accuracy: validation.metrics.accuracy,
    valLoss: validation.metrics.logLoss,
    trainAccuracy: last.trainAccuracy,
    trainLoss: last.trainLoss,
    ...costOf(run.plan, classNames(db, run.datasetVersionId).length),
    secondsPerEpoch: ofLastPhase.reduce((sum, { seconds }) => sum + seconds, 0) / ofLastPhase.length,
    seconds: run.seconds,
  };
}

/** Pictures that the trials of a row learn from and are judged by. */
function countsOfRow({ db }: Studio, { datasetVersionId }: StoredStudy, trials: StudyReport['trials'], row: number, { right, groupsOf }: Judging): CurveCounts {
  const own = trials.filter(({ trial }) => trial.row === row);
  const seen = partOfPictures(imagesOfVersion(db, datasetVersionId), own[0]!.trial.part);
  const count = (side: Split): number => seen.filter(({ split }) => split === side).length;
  const ofGroups = groupSpread(own.flatMap(({ trial, result }) => (result === null ? [] : [right(trial.runId!)])), groupsOf);
  return { size: count('train'), trials: count('val'), ...(ofGroups && { ofGroups }) };
}

type Judging = Required<Pick<Repeated, 'right' | 'groupsOf'>>;

type Classes = StudyReport['classes'];
/** Of each study the last outlook, with what it was worked out from: answers of runs that are done do not change, and a page asks again and again. */
const outlooks = new WeakMap<Studio['db'], Map<number, { from: string; classes: Classes }>>();

function outlookOnce({ db }: Studio, study: number, from: string, work: () => Classes): Classes {
  const ofStudies = outlooks.get(db) ?? new Map<number, { from: string; classes: Classes }>();
  outlooks.set(db, ofStudies);
  const known = ofStudies.get(study);
  if (known?.from === from) return known.classes;
  const classes = work();
  ofStudies.set(study, { from, classes });
  return classes;
}

/** What more pictures would bring each class. */
function classesOf({ db }: Studio, { datasetVersionId }: StoredStudy, trials: StudyReport['trials'], cells: readonly StudyCell[], { right, groupsOf }: Judging) {
  const images = imagesOfVersion(db, datasetVersionId);
  const rows = cells.map((_, row) => {
    const done = trials.filter(({ trial, result }) => trial.row === row && result !== null).map(({ trial }) => trial);
    const seen = done.map(({ part }) => partOfPictures(images, part));
    return { done, seen };
  });
  const judged = rows.filter(({ done }) => done.length > 0);
  return classNames(db, datasetVersionId).flatMap((label, index) => {
    const points = judged.map(({ done, seen }) => {
      const of = (at: number, side: Split) => seen[at]!.filter((image) => image.label === index && image.split === side);
      const trialsOfClass = of(0, 'val').length;
      const answers = done.map(({ runId }, at) => new Map(of(at, 'val').map(({ id }) => [id, right(runId!).get(id) === true])));
      const { mean, deviation } = meanAndDeviation(answers.map((each) => [...each.values()].filter(Boolean).length));
      const ofGroups = groupSpread(answers, groupsOf);
      const spread = Math.max(deviation / Math.sqrt(answers.length) / Math.max(1, trialsOfClass), ofGroups?.error ?? 0);
      return { size: of(0, 'train').length, trials: trialsOfClass, correct: mean, spread, groups: ofGroups?.groups ?? null };
    });
    const sorted = points.toSorted((a, b) => a.size - b.size);
    return sorted.length < 2 || sorted.some(({ trials: count }) => count === 0) ? [] : [{ label, ...classOutlook(sorted) }];
  });
}

/** @throws StudioError `not-found` */
export function studyReport(studio: Studio, id: number): StudyReport {
  const { db } = studio;
  const study = getStudy(db, id);
  const { vary, repeats, claims } = study.spec;
  const trials = trialsOf(db, id).map((trial) => ({ trial, state: trialState(db, trial), result: resultOf(studio, trial) }));
  const results = trials.flatMap(({ result }) => (result ? [result] : []));
  const readOnce = (side: 'val' | 'train') => {
    const read = new Map<number, () => Map<number, boolean>>();
    return (run: number): Map<number, boolean> => {
      const reader = read.get(run) ?? once(() => rightAnswers(db, run, side));
      read.set(run, reader);
      return reader();
    };
  };
  const right = readOnce('val');
  const groupsOf = picturesTogether(db, study.datasetVersionId);
  const repeated: Repeated = { folds: 'folds' in repeats ? repeats.folds : 0, right, rightOfTraining: readOnce('train'), trainingWeights: (run) => trainingWeights(db, run), together: (runs) => togetherRight(db, runs), groupsOf };
  const cells = cellsOf(vary);
  const rows = summariseStudy(cells, results).map((summary, row) => {
    const runs = trials.flatMap(({ trial }) => (trial.row === row && trial.runId !== null ? [trial.runId] : []));
    const gradients = rowGradients(runs.map((run) => listEpochs(db, run).flatMap((epoch) => epoch.gradients ?? [])));
    return gradients.length === 0 ? summary : { ...summary, gradients };
  });
  const hasEnded = trials.every(({ state }) => state === 'done' || state === 'reused' || state === 'failed');
  const isCurve = vary.length === 1 && vary[0]!.field === 'trainShare';
  const failures = failedTrials(db, trials);
  const recommendation = hasEnded ? recommendCell(rows, results, repeated) : null;
  return {
    study,
    trials,
    failures,
    canGoOn: !hasEnded || failures.some(({ isTriedAgain }) => isTriedAgain),
    rows,
    status: studyStatus(db, study),
    chart: studyChart(study.spec),
    paper: besidePaper(study.spec, rows),
    curve: isCurve ? studyCurve(rows, cells.map((_, row) => countsOfRow(studio, study, trials, row, { right, groupsOf }))) : null,
    classes: isCurve && hasEnded ? outlookOnce(studio, id, JSON.stringify([study.createdAtMs, results.map(({ run, row }) => [run, row])]), () => classesOf(studio, study, trials, cells, { right, groupsOf })) : [],
    verdicts: judgeClaims(claims, cells, results, repeated),
    recommended: recommendation?.cell ?? null,
    asGood: recommendation?.asGood ?? [],
  };
}
