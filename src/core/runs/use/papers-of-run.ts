import { usualSetLevel } from '../../../shared/answer-sets.ts';
import type { SetsPossible } from '../../../shared/answer-sets.ts';
import type { RunCalibration } from '../../../shared/calibration.ts';
import type { ImageAnswer } from '../../../shared/contract/evaluation-calls.ts';
import type { SuspectYield } from '../../../shared/contract/suspect-calls.ts';
import { usualFalseAlarmRate } from '../../../shared/familiarity.ts';
import type { FamiliarityReport, FamiliarityRule } from '../../../shared/familiarity.ts';
import type { OwnConsistency } from '../../../shared/own-consistency.ts';
import type { RunRecipe } from '../../../shared/run-recipe.ts';
import type { Split } from '../../../shared/split.ts';
import type { ShortcutTest, StressCard } from '../../../shared/stress.ts';
import type { TestLedger, TestLock } from '../../../shared/test-ledger.ts';
import type { AttestationGroup } from '../../../shared/attestation.ts';
import type { RunVerdict } from '../../../shared/verdict.ts';
import { datasetReport } from '../../datasets/views/dataset-report.ts';
import type { DatasetReport } from '../../datasets/views/dataset-report.ts';
import { StudioError } from '../../errors.ts';
import { answerSet } from '../../evaluation/answer-sets.ts';
import { matrixOfRows } from '../../evaluation/matrix-of-rows.ts';
import type { Studio } from '../../open-studio.ts';
import { countsOfVersion } from '../../store/dataset-versions.ts';
import { headlinesOf } from '../../store/headlines.ts';
import { judgementsOf } from '../../store/judgements.ts';
import type { LabelJudgement } from '../../store/judgements.ts';
import { listPredictions } from '../../store/predictions.ts';
import { calledRun } from '../../store/run-called.ts';
import { lockOfRun } from '../../store/test-locks.ts';
import { startReference } from '../../weights/backbones.ts';
import type { BackboneReference } from '../../weights/backbones.ts';
import type { Computer } from '../plan/recommended-backbones.ts';
import { calibrationOfRun } from '../results/calibration-of-run.ts';
import { metByGroupsOfNow } from '../results/changes-since.ts';
import { findingOf } from '../results/findings.ts';
import { imageAnswers } from '../results/image-answers.ts';
import { recipeOfRun } from '../results/recipe-of-run.ts';
import { runReport } from '../results/run-report.ts';
import type { RunReport } from '../results/run-report.ts';
import { lookAtTestOfRun } from '../results/test-ledger-of-run.ts';
import { verdictOfRun } from '../results/verdict-of-run.ts';
import { setsPossible, setsWherePossible } from './answer-sets.ts';
import type { CalibratedSets } from './answer-sets.ts';
import { programVersion } from './export.ts';
import { familiarityOfRun } from './familiarity.ts';
import { consistencyOf } from './judge-again.ts';
import { yieldOf } from './judge-suspects.ts';

/** Answer sets of the pictures that judge a run; `covered` where those did not make the rule. */
interface SetsInUse {
  readonly rule: CalibratedSets;
  readonly images: number;
  readonly meanSize: number;
  readonly covered: number | null;
}

/** All that a report of a finished run tells, as data. Null: there is none of it, or nobody has asked for it yet. */
export interface RunPapers {
  readonly run: RunReport;
  readonly headline: RunReport['evaluations'][number];
  readonly verdict: RunVerdict | null;
  /** So many of the pictures that judge it lie in groups that count now, of which it learned other pictures. */
  readonly metBefore: number;
  /** Most confident first. */
  readonly answers: readonly ImageAnswer[];
  readonly calibration: RunCalibration | null;
  /** Or how many validation pictures the usual ones need. */
  readonly sets: SetsInUse | SetsPossible;
  readonly familiarity: FamiliarityRule | null;
  /** How well each class is told where it was left out. */
  readonly heldOut: FamiliarityReport | null;
  readonly suspects: { readonly judged: readonly LabelJudgement[]; readonly yield: SuspectYield };
  readonly stress: StressCard | null;
  readonly shortcut: ShortcutTest | null;
  readonly ledger: TestLedger | null;
  /** What keeps its answers of the test pictures from sight. */
  readonly lock: TestLock | null;
  readonly consistency: OwnConsistency | null;
  /** Pictures of each side, of the version that the run saw. */
  readonly sides: Readonly<Record<Split, number>>;
  /** The data set as it is now. */
  readonly data: DatasetReport;
  readonly attestation: readonly AttestationGroup[];
  /** What it started from; null where its network started drawn, or where that file is here no more. */
  readonly start: Pick<BackboneReference, 'id' | 'licence' | 'origin' | 'importedFrom' | 'sha256'> | null;
  readonly recipe: RunRecipe | null;
  /** What runs that it speaks of are called, by their numbers; those without a name are left out. */
  readonly runNames: ReadonlyMap<number, string>;
  readonly programVersion: string;
}

/**
 * Asks no model. Showing test figures counts as a look at them.
 * @param computer what a better base model must fit
 * @throws StudioError `not-found` (no such run, or one without answers), `bad-weights` (its model is damaged)
 */
export async function papersOfRun(studio: Studio, id: number, computer: Computer): Promise<RunPapers> {
  const { db } = studio;
  const answers = imageAnswers(studio, id, {});
  const run = await runReport(studio, id);
  const { datasetId, datasetVersionId, plan } = run.stored;
  const { evaluation } = headlinesOf(db, [id]).get(id)!;
  const lock = lockOfRun(db, id);
  const from = plan?.start.from === 'weights' ? plan.start.run : undefined;
  return {
    run,
    headline: run.evaluations.find((one) => one.id === evaluation)!,
    verdict: await verdictOfRun(studio, id, computer),
    metBefore: metByGroupsOfNow(studio, id),
    answers,
    calibration: calibrationOfRun(studio, id),
    sets: setsInUse(studio, id, evaluation, run),
    familiarity: await familiarityOfRun(studio, id, usualFalseAlarmRate),
    heldOut: findingOf(studio, id, 'held-out'),
    suspects: { judged: judgementsOf(db, datasetId, 'suspect'), yield: yieldOf(db, datasetId) },
    stress: findingOf(studio, id, 'stress'),
    shortcut: findingOf(studio, id, 'shortcut'),
    ledger: lookAtTestOfRun(studio, id),
    lock,
    consistency: consistencyOf(db, datasetId),
    sides: countsOfVersion(db, datasetVersionId).split,
    data: datasetReport(db, datasetId),
    attestation: (run.stored.attestation?.groups ?? []) as AttestationGroup[],
    start: plan && (await startReference(studio.folder, plan.start).catch(noneHere)),
    recipe: recipeOfRun(db, id),
    runNames: namesOf(db, [id, lock?.finalRun ?? id, from ?? id]),
    programVersion: programVersion(),
  };
}

const namesOf = (db: Studio['db'], runs: readonly number[]): ReadonlyMap<number, string> =>
  new Map(runs.flatMap((run) => {
    const { name } = calledRun(db, run);
    return name === null ? [] : [[run, name]];
  }));

/** Its weights may have gone since, or be others under the same name. */
function noneHere(error: unknown): null {
  if (error instanceof StudioError && (error.code === 'not-found' || error.code === 'bad-weights')) return null;
  throw error;
}

function setsInUse(studio: Studio, id: number, evaluation: number, { classes, evaluations }: RunReport): SetsInUse | SetsPossible {
  const rule = setsWherePossible(studio, id);
  if (!rule) return setsPossible(studio, id, usualSetLevel);
  const rows = listPredictions(studio.db, evaluation).filter(({ label }) => label !== null);
  const flat = matrixOfRows(rows.map(({ probabilities }) => probabilities), classes.length);
  const sets = rows.map((_, row) => answerSet(flat, row, classes.length, rule));
  const holds = sets.filter((set, row) => set.includes(rows[row]!.label!)).length;
  const isOfTest = evaluations.find((one) => one.id === evaluation)?.split === 'test';
  return { rule, images: rows.length, meanSize: sets.reduce((sum, set) => sum + set.length, 0) / rows.length, covered: isOfTest ? holds / rows.length : null };
}
