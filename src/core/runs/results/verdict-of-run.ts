import { datasetState } from '../../datasets/version/dataset-state.ts';
import { partOfPictures } from '../../datasets/version/part-of-pictures.ts';
import { accuracyInterval, someTogether, unitsOf } from '../../evaluation/accuracy-interval.ts';
import { labelSuspects } from '../../evaluation/label-suspects.ts';
import type { LabelledAnswer } from '../../evaluation/label-suspects.ts';
import { pairedTest } from '../../evaluation/paired-answers.ts';
import { runVerdict, type JudgedRun } from '../../evaluation/run-verdict.ts';
import { nameIndex } from '../../same-name.ts';
import type { Database } from '../../store/database.ts';
import { imagesOfVersion, imagesPerClass } from '../../store/dataset-versions.ts';
import { classNames, getVersion } from '../../store/datasets.ts';
import { headlinesOf } from '../../store/headlines.ts';
import { eachPrediction, getEvaluation } from '../../store/predictions.ts';
import type { Evaluation, Prediction } from '../../store/predictions.ts';
import { getRun, listEpochs } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import type { Studio } from '../../open-studio.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import type { LabelSuspect, RunVerdict } from '../../../shared/verdict.ts';
import { enoughForFineTuning } from '../plan/choose-settings.ts';
import type { Computer } from '../plan/recommended-backbones.ts';
import { betterBaseModel } from './better-base-model.ts';
import { picturesTogether } from './pictures-together.ts';

/** What a run says of a picture that has a label. */
type Labelled = Prediction & { label: number };

function* labelledAnswers({ db }: Studio, evaluation: number): Generator<Labelled & LabelledAnswer> {
  for (const row of eachPrediction(db, evaluation)) if (row.label !== null) yield { ...row, label: row.label };
}

/** Labels that look wrong to the run and still count: those that were changed or left out since are seen to. */
function suspectsOf(studio: Studio, { id, datasetVersionId }: Evaluation, classes: readonly string[]): LabelSuspect[] {
  const found = labelSuspects(() => labelledAnswers(studio, id), classes.length);
  if (found.length === 0) return [];
  const wanted = new Set(found.map(({ at }) => at));
  const rows = new Map<number, Labelled>();
  let at = 0;
  for (const row of labelledAnswers(studio, id)) {
    if (wanted.has(at)) rows.set(at, row);
    at += 1;
  }
  const state = datasetState(studio.db, getVersion(studio.db, datasetVersionId!).datasetId);
  return found.flatMap(({ at: place, likely }): LabelSuspect[] => {
    const { imageId, file, label, probabilities } = rows.get(place)!;
    const now = imageId === null ? undefined : state.image(imageId);
    const isSeenTo = now && (now.isExcluded || now.label === null || nameIndex(classes, now.label) !== label);
    if (isSeenTo) return [];
    return [{ image: imageId, file, label: classes[label]!, likely: classes[likely]!, given: probabilities[label]!, sure: probabilities[likely]! }];
  });
}

/** What is found of a class, and whether always saying it is as good, counted in groups; empty where the judging pictures lie in none. */
function countedInGroups(studio: Studio, { id, datasetVersionId, metrics: { independentGroups } }: Evaluation): Pick<JudgedRun, 'classInterval' | 'againstConstant' | 'groupsConfused'> {
  if (typeof independentGroups !== 'number') return {};
  const answers = Array.from(labelledAnswers(studio, id), ({ imageId, label, predicted }) => ({ imageId, label, predicted }));
  const together = picturesTogether(studio.db, datasetVersionId!)(answers.map(({ imageId }) => imageId));
  const right = answers.map(({ label, predicted }) => predicted === label);
  const pairOf = (a: number, b: number): string => [a, b].toSorted((one, other) => one - other).join(' ');
  const { unit } = unitsOf(together, answers.length);
  const confused = new Map<string, Set<number>>();
  for (const [at, { label, predicted }] of answers.entries()) {
    if (label !== predicted) confused.set(pairOf(label, predicted), (confused.get(pairOf(label, predicted)) ?? new Set()).add(unit[at]!));
  }
  return {
    classInterval: (label) => {
      const own = [...answers.keys()].filter((at) => answers[at]!.label === label);
      return accuracyInterval(own.map((at) => right[at]!), someTogether(together, own));
    },
    againstConstant: (label) => pairedTest(right, answers.map((answer) => answer.label === label), together).midP,
    groupsConfused: (a, b) => confused.get(pairOf(a, b))?.size ?? 0,
  };
}

/** The next deeper `--freeze` of a run that began from weights: from the head to the last stage, from there a stage at a time. */
export function deeperFreeze(plan: Pick<RunPlan, 'freeze' | 'start' | 'net'> | null): { from: string; to: string } | null {
  if (plan?.start.from !== 'weights') return null;
  const from = plan.freeze;
  if (from === 'head') return { from, to: `head-then:stage${plan.net.stages.length}` };
  const stage = /^(?:head-then|until):stage(\d+)$/.exec(from)?.[1];
  return stage === undefined || Number(stage) < 2 ? null : { from, to: `head-then:stage${Number(stage) - 1}` };
}

/** Training pictures of each class that the run saw. */
function trainImagesOf(db: Database, { datasetVersionId, dataPart }: Run, classes: number): number[] {
  if (dataPart === null) return imagesPerClass(db, datasetVersionId, 'train');
  const seen = partOfPictures(imagesOfVersion(db, datasetVersionId), dataPart).filter(({ split }) => split === 'train');
  return Array.from({ length: classes }, (_, at) => seen.filter(({ label }) => label === at).length);
}

/**
 * A finished run beside doing without it, and what would help it most, by its headline evaluation; null before there is one.
 * @param computer what a better base model must fit
 * @throws StudioError `not-found`
 */
export async function verdictOfRun(studio: Studio, id: number, computer: Computer): Promise<RunVerdict | null> {
  const { db } = studio;
  const run = getRun(db, id);
  const headline = headlinesOf(db, [run.id]).get(run.id);
  if (!headline) return null;
  const evaluation = getEvaluation(db, headline.evaluation);
  const classes = classNames(db, run.datasetVersionId);
  const trainImages = trainImagesOf(db, run, classes.length);
  const answering = run.averaged ?? [run.bestEpoch];
  // Of a mean nobody measured how it does on what it learned from: the best of its epochs stands for it.
  const kept = listEpochs(db, run.id).filter(({ epoch }) => answering.includes(epoch)).toSorted((a, b) => a.valLoss - b.valLoss)[0] ?? null;
  return runVerdict({
    split: headline.split,
    metrics: evaluation.metrics,
    ...countedInGroups(studio, evaluation),
    trainImages,
    suspects: suspectsOf(studio, evaluation, classes),
    kept,
    isAugmented: run.plan?.phases.at(-1)?.augment !== 'none',
    deeper: Math.min(...trainImages) < enoughForFineTuning ? null : deeperFreeze(run.plan),
    betterBaseModel: await betterBaseModel(studio, run.backboneId, computer),
  });
}
