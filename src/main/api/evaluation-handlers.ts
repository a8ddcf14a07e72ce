import { imageFile } from '../../core/datasets/files/image-location.ts';
import { fromWireError } from '../../core/errors.ts';
import { comparisonOutcome } from '../../core/evaluation/comparison-outcome.ts';
import { calibrationOfRun } from '../../core/runs/results/calibration-of-run.ts';
import { changesSinceRun } from '../../core/runs/results/changes-since.ts';
import { compareRuns } from '../../core/runs/results/compare.ts';
import { imageAnswers } from '../../core/runs/results/image-answers.ts';
import { thisComputer } from '../../core/runs/lifecycle/computer-here.ts';
import { verdictOfRun } from '../../core/runs/results/verdict-of-run.ts';
import { countedLook, lookAtTestOfRun, testLookAt } from '../../core/runs/results/test-ledger-of-run.ts';
import { findingOf } from '../../core/runs/results/findings.ts';
import { evaluateTogether } from '../../core/runs/use/evaluate-together.ts';
import { consistencyOf } from '../../core/runs/use/judge-again.ts';
import { coveredTold, shortcutTold, stressTold } from '../../core/runs/use/told-stress.ts';
import { classNames } from '../../core/store/datasets.ts';
import { probabilitiesOfImage } from '../../core/store/predictions.ts';
import { getRun, getRunSummary } from '../../core/store/runs.ts';
import { lockOfRun } from '../../core/store/test-locks.ts';
import { seededRandom } from '../../core/training/seeded-random.ts';
import type { Desk } from './desk.ts';
import { os } from './implement.ts';
import { likeliest } from './likeliest.ts';

/** Probabilities as the run stored them, or asked for now where it was never asked about the picture. */
async function probabilitiesOf({ studio: { db }, predictors }: Desk, id: number, image: number) {
  const run = getRun(db, id);
  const probabilities = probabilitiesOfImage(db, run.id, image);
  if (probabilities) return { classes: classNames(db, run.datasetVersionId), probabilities };
  const { classes, answers } = await predictors.classify(run.id, [imageFile(db, image).file]);
  const [answer] = answers;
  if ('error' in answer!) throw fromWireError(answer.error);
  return { classes, probabilities: answer!.probabilities };
}

export const evaluationHandlers = {
  answers: os.evaluations.answers.handler(({ context: { studio }, input: { run, evaluation, filter } }) =>
    imageAnswers(studio, run, filter, evaluation),
  ),

  verdict: os.evaluations.verdict.handler(({ context: { studio }, input: { run } }) => verdictOfRun(studio, run, thisComputer())),

  calibration: os.evaluations.calibration.handler(({ context: { studio }, input: { run } }) => calibrationOfRun(studio, run)),

  testLedger: os.evaluations.testLedger.handler(({ context: { studio }, input: { run } }) => lookAtTestOfRun(studio, run)),

  testLock: os.evaluations.testLock.handler(({ context: { studio }, input: { run } }) => lockOfRun(studio.db, run)),

  ownConsistency: os.evaluations.ownConsistency.handler(({ context: { studio }, input: { run } }) => consistencyOf(studio.db, getRunSummary(studio.db, run).datasetId)),

  field: os.evaluations.field.handler(({ context: { studio }, input: { run } }) => ({
    stress: findingOf(studio, getRun(studio.db, run).id, 'stress'),
    shortcut: findingOf(studio, run, 'shortcut'),
  })),

  stress: os.evaluations.stress.handler(({ context: { studio, events }, input: { run }, signal }) => stressTold(studio, events, run, signal)),

  shortcut: os.evaluations.shortcut.handler(({ context: { studio, events }, input: { run }, signal }) => shortcutTold(studio, events, run, signal)),

  covered: os.evaluations.covered.handler(async ({ context: { studio, events, samples }, input: { run, images, way }, signal }) => {
    const made = await coveredTold(studio, events, run, images, way, signal);
    const token = samples.add(made.flatMap(({ picture }) => picture ?? []));
    let next = 0;
    return made.map(({ image, picture }) => ({ image, url: picture && `/samples/${token}/${next++}` }));
  }),

  probabilities: os.evaluations.probabilities.handler(async ({ context, input: { run, image } }) => {
    const { classes, probabilities } = await probabilitiesOf(context, run, image);
    return likeliest(probabilities, classes, classes.length);
  }),

  compare: os.evaluations.compare.handler(({ context: { studio }, input: { first, second } }) => {
    const comparison = compareRuns(studio, first, second);
    const { settings, better, worse, ...figures } = comparison;
    const outcome = comparisonOutcome(comparison.test);
    return { ...figures, outcome, settings: [...settings], better: [...better], worse: [...worse] };
  }),

  together: os.evaluations.together.handler(async ({ context: { studio }, input: { runs, combine, looks } }) => {
    const { split, images, metrics, members, sizes, againstBest, againstPlain, skipped } = await evaluateTogether(studio, runs, { combine, looks }, seededRandom(0));
    if (split === 'test') countedLook(studio, testLookAt(studio, runs, looks === 'none' ? combine : `${combine} ${looks}`), metrics);
    const { correct, accuracy, accuracyInterval, independentGroups = null } = metrics;
    return { split: split as 'test' | 'val', images, correct, accuracy, accuracyInterval, independentGroups, members: [...members], sizes: [...sizes], againstBest: againstBest!, againstPlain, skipped: skipped.length };
  }),

  heatMap: os.evaluations.heatMap.handler(({ context: { studio, predictors }, input: { run, image, className } }) =>
    predictors.heatMap(run, imageFile(studio.db, image).file, className),
  ),

  changes: os.evaluations.changes.handler(({ context: { studio }, input: { run } }) => changesSinceRun(studio, run)),
};
