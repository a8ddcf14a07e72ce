import { independentGroups } from '../../evaluation/accuracy-interval.ts';
import { coverageBand, picturesNeeded, scoreRule, setThreshold } from '../../evaluation/answer-sets.ts';
import { matrixOfRows } from '../../evaluation/matrix-of-rows.ts';
import type { SetRule } from '../../evaluation/answer-sets.ts';
import { usualSets } from '../../../shared/answer-sets.ts';
import type { SetCoverage, SetsPossible, SetWish } from '../../../shared/answer-sets.ts';
import { StudioError } from '../../errors.ts';
import { readManifest } from '../../exporting/export-folder.ts';
import { runCalled } from '../../store/run-called.ts';
import { classNames } from '../../store/datasets.ts';
import { listEvaluations, listPredictions } from '../../store/predictions.ts';
import { getRun } from '../../store/runs.ts';
import type { Studio } from '../../open-studio.ts';
import { picturesTogether } from '../results/pictures-together.ts';
import { unfinishedRun } from '../results/unfinished-run.ts';

/** A rule with the pictures it stands on, and the band in which what it covers lies. */
export interface CalibratedSets extends SetRule {
  readonly images: number;
  /** So many independent groups are counted; null where pictures are. Left out by exports of older versions, which counted pictures alone. */
  readonly independentGroups?: number | null | undefined;
  readonly coverage: SetCoverage;
}

const tooFew = ({ images, independentGroups: groups, needed }: SetsPossible, level: number): StudioError => {
  const percent = `${Number((100 * level).toPrecision(6))} %`;
  if (groups !== null) {
    return new StudioError('bad-usage', `Answer sets that are right in ${percent} of cases need validation pictures of at least ${needed} independent groups; those of the run are of ${groups}`, {
      values: { kind: 'too-few-groups-for-sets', level: percent, needed, groups, images },
      field: 'sets',
      hint: 'Ask for a lower level, or train again with validation pictures of more groups.',
    });
  }
  return new StudioError('bad-usage', `Answer sets that are right in ${percent} of cases need at least ${needed} validation pictures; the run has ${images}`, {
    values: { kind: 'too-few-for-sets', level: percent, needed, images },
    field: 'sets',
    hint: 'Ask for a lower level, or train again with more validation pictures.',
  });
};

/** Labelled answers for a run's validation pictures, and which of those belong together. */
function validationAnswers({ db }: Pick<Studio, 'db'>, id: number) {
  const rows = listPredictions(db, validationOf({ db }, id)).flatMap(({ imageId, label, probabilities }) => (label === null ? [] : [{ imageId, label, probabilities }]));
  return { rows, together: picturesTogether(db, getRun(db, id).datasetVersionId)(rows.map(({ imageId }) => imageId)) };
}

function possible({ rows, together }: ReturnType<typeof validationAnswers>, level: number): SetsPossible {
  const [groups, needed] = [independentGroups(together), picturesNeeded(level)];
  return { images: rows.length, independentGroups: groups, needed, coverage: groups !== null || rows.length < needed ? null : coverageBand(rows.length, level) };
}

function validationOf({ db }: Pick<Studio, 'db'>, id: number): number {
  const run = getRun(db, id);
  const validation = listEvaluations(db, run.id).find(({ datasetVersionId, split }) => datasetVersionId !== null && split === 'val');
  if (!validation) throw unfinishedRun(run, `Run ${runCalled(run)} is ${run.state}; it has no answers yet`);
  return validation.id;
}

/**
 * The rule for answer sets of a run, from what it answered for its validation pictures.
 * @throws StudioError `not-found` (no such run, or not finished), `bad-usage` with the number that would be enough
 */
export function setsOfRun({ db }: Pick<Studio, 'db'>, id: number, { level, method }: SetWish): CalibratedSets {
  const classCount = classNames(db, getRun(db, id).datasetVersionId).length;
  const answers = validationAnswers({ db }, id);
  const { rows, together } = answers;
  const flat = matrixOfRows(rows.map(({ probabilities }) => probabilities), classCount);
  const rule = scoreRule(method);
  const threshold = setThreshold(flat, rows.map(({ label }) => label), classCount, level, rule, together);
  const able = possible(answers, level);
  if (threshold === null) throw tooFew(able, level);
  const { needed: _, ...told } = able;
  return { ...rule, level, threshold, ...told };
}

/** @throws StudioError `not-found` (no such run, or not finished) */
export function setsPossible({ db }: Pick<Studio, 'db'>, id: number, level: number): SetsPossible {
  return possible(validationAnswers({ db }, id), level);
}

/** By evaluation and wish: answers for validation pictures are thousands of rows, and what was stored of one evaluation stays. */
const keptSets = new WeakMap<Studio['db'], Map<string, CalibratedSets>>();

const kindsWithoutSets: readonly unknown[] = ['too-few-for-sets', 'too-few-groups-for-sets', 'run-coming', 'run-unfinished', 'run-broke-off'];

/** As `setsOfRun`; null where there are too few pictures for them, and of a run that broke off. */
export function setsWherePossible(studio: Studio, id: number, wish: SetWish = usualSets): CalibratedSets | null {
  const known = keptSets.get(studio.db) ?? new Map<string, CalibratedSets>();
  keptSets.set(studio.db, known);
  try {
    const kept = `${validationOf(studio, id)} ${wish.method} ${wish.level}`;
    const sets = known.get(kept) ?? setsOfRun(studio, id, wish);
    known.set(kept, sets);
    return sets;
  } catch (error) {
    if (error instanceof StudioError && kindsWithoutSets.includes(error.values?.kind)) return null;
    throw error;
  }
}

/** The rule that an export carries. @throws StudioError `bad-usage` where it carries none, or another */
export async function setsOfExport(folder: string, { level, method }: SetWish): Promise<CalibratedSets> {
  const { answerSets } = await readManifest(folder);
  if (answerSets && Math.abs(answerSets.level - level) < 1e-9 && answerSets.method === method) return answerSets;
  if (!answerSets) {
    throw new StudioError('bad-usage', `The export in ${folder} carries no answer sets`, {
      values: { kind: 'export-without-sets', place: folder },
      field: 'sets',
      hint: 'Ask the run itself: it says how many validation pictures they need.',
    });
  }
  const carried = `${answerSets.method.toUpperCase()} at ${answerSets.level}`;
  throw new StudioError('bad-usage', `The export in ${folder} carries answer sets of another kind: ${carried}`, {
    values: { kind: 'export-other-sets', place: folder, carried },
    field: 'sets',
    hint: 'Export the run again with --sets, or ask the run itself.',
  });
}
