import type { LearningCurve } from '../../core/evaluation/learning-curve.ts';
import { namesInPaper } from '../../core/studies/beside-paper.ts';
import type { BesidePaper } from '../../core/studies/beside-paper.ts';
import type { StudyReport } from '../../core/studies/study-report.ts';
import type { PlannedStudy } from '../../core/studies/plan-study.ts';
import type { StoredStudy } from '../../core/store/studies.ts';
import type { PlanNotice } from '../../shared/contract/plan-view.ts';
import { pText } from '../../shared/p-value.ts';
import { runSettings } from '../../shared/run-settings.ts';
import type { StudyComparison, StudyFigure, StudyRow, StudyStatus, StudyVerdict, TrialState } from '../../shared/study-result.ts';
import type { StudyCell, StudyMeasure, StudySpec } from '../../shared/study-spec.ts';
import { heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { counted, grouped, percent } from '../terminal/units.ts';
import { noticeText } from './notice-text.ts';
import type { RunsCalled } from './runs-called.ts';
import { inEnglish } from './study-language.ts';
import type { StudyLanguage } from './study-language.ts';
import type { WireError } from '../../shared/errors.ts';

const right = (title: string) => ({ title, align: 'right' }) as const;

/** The language of a study, which calls cells as its paper does. */
export const studyLanguage = ({ study }: Pick<StudyReport, 'study'>, say: StudyLanguage = inEnglish): StudyLanguage => ({ ...say, names: namesInPaper(study.spec) });

/**
 * A cell in a line: by its fields, but where one of them is a whole network or a part of one by its name in the paper, if it has one there. The only
 * cell of a study without variations has no fields.
 */
export function cellText(cell: StudyCell, { number, asItIs, names }: StudyLanguage = inEnglish): string {
  const fields = Object.entries(cell);
  const key = JSON.stringify(cell);
  const named = fields.some(([, value]) => typeof value === 'object') ? names.find((one) => JSON.stringify(one.cell) === key) : undefined;
  if (named) return named.name;
  return fields.map(([field, value]) => `${field} ${typeof value === 'string' ? value : typeof value === 'number' ? number(value) : JSON.stringify(value)}`).join(', ') || asItIs;
}

const repeatText = ({ repeats }: StudySpec, repeat: number): string => ('folds' in repeats ? `fold ${repeat + 1} of ${repeats.folds}` : `seed ${repeat + 1} of ${repeats.seeds}`);

/** "91.2 % (89.0 to 93.4)"; what an interval of few repeats says beyond 0 and 100 is left out. */
export function figureText(figure: StudyFigure | null, say: StudyLanguage = inEnglish): string {
  if (!figure) return '';
  const { mean, low, high } = figure;
  return low === null || high === null ? say.percent(mean) : `${say.percent(mean)} (${say.range(say.decimal(Math.max(0, low) * 100, 1), say.decimal(Math.min(1, high) * 100, 1))})`;
}

export interface TrialToTell {
  readonly position: number;
  readonly repeat: number;
  readonly cell: StudyCell;
  readonly run: number | null;
  readonly accuracy: number | null;
  /** Why it failed. */
  readonly problem: string | null;
}

const states: Readonly<Record<TrialState, string>> = { queued: 'waits', running: 'is trained', done: 'done', failed: 'failed', reused: 'was there already' };

/** "Trial 3 of 15: freeze head, seed 1 of 3: run 7 done, 91.2 %". */
export function trialLine(spec: StudySpec, total: number, { position, repeat, cell, run, accuracy, problem }: TrialToTell, state: TrialState, called: RunsCalled, say: StudyLanguage = inEnglish): string {
  const which = Object.keys(cell).length === 0 ? '' : `${cellText(cell, say)}, `;
  return `Trial ${position + 1} of ${total}: ${which}${repeatText(spec, repeat)}: ${run === null ? '' : `run ${called(run)} `}${states[state]}${accuracy === null ? '' : `, ${percent(accuracy)}`}${problem === null ? '' : `: ${problem}`}`;
}

const isPart = (of: StudyMeasure): boolean => of === 'accuracy' || of === 'trainAccuracy';

const signed = (value: number, of: StudyMeasure, { decimal }: StudyLanguage): string =>
  `${value < 0 ? '-' : '+'}${isPart(of) ? decimal(Math.min(1, Math.abs(value)) * 100, 1) : decimal(Math.abs(value), 3)}`;

function testText({ test, p, pairs, pictures, independentGroups: groups, weights }: StudyComparison, of: StudyMeasure, say: StudyLanguage): string {
  if (test === null && pairs === 1 && of !== 'accuracy') return say.onePairOfTraining;
  if (test === null || p === null) return pairs === 1 ? say.onePair : say.noSpread(pairs);
  const over = pictures === 0 ? say.paired(pairs) : say.pairedOver(pairs, pictures, groups);
  const by = test === 'paired-t' ? over : groups === undefined ? say.mcnemar(pictures) : say.ofGroups(groups, pictures);
  return `${by}, ${pText(p, (value) => say.decimal(value, 3))}${weights ? `, ${say.weights[weights]}` : ''}`;
}

/** What a claim compares: a cell, or one run alone. */
const sideText = (side: StudyCell, called: RunsCalled, say: StudyLanguage): string => (typeof side['run'] === 'number' ? say.run(called(side['run'])) : cellText(side, say));

/** The sentence and the numbers. */
export function judgedText({ claim, claimed, of, holds, compared }: StudyVerdict, called: RunsCalled, say: StudyLanguage = inEnglish): string {
  const said = `${say.holding[holds]}: ${say.claim({ claim, claimed })}`;
  if (!compared) return `${said} ${say.nothingCompared}`;
  const { first, second, comparison } = compared;
  const { difference, low, high } = comparison;
  const interval = low === null || high === null ? '' : `, ${say.range(signed(low, of, say), signed(high, of, say))}`;
  return `${said} ${say.compared({ first: sideText(first, called, say), second: sideText(second, called, say), measure: say.measures[of], difference: signed(difference, of, say), isInPoints: isPart(of), interval, test: testText(comparison, of, say) })}`;
}

/** What a cell cost and gave, as a table has it. */
export const rowCells = ({ cell, runs, accuracy, trainAccuracy, trainLoss, valLoss, parameters, multiplyAdds, secondsPerEpoch, secondsPerRun }: StudyRow, say: StudyLanguage): string[] => [
  cellText(cell, say),
  String(runs.length),
  figureText(accuracy, say),
  accuracy ? say.percent(accuracy.median) : '',
  figureText(trainAccuracy, say),
  trainLoss === null ? '' : say.decimal(trainLoss, 3),
  valLoss === null ? '' : say.decimal(valLoss, 3),
  parameters === null ? '' : say.grouped(parameters),
  multiplyAdds === null ? '' : `${say.decimal(multiplyAdds / 1e6, 1)} M`,
  secondsPerEpoch === null ? '' : say.duration(secondsPerEpoch),
  secondsPerRun === null ? '' : say.duration(secondsPerRun),
  runs.join(' '),
];

/** What all trials share, as flags of a run: its recipe beside the paper's. */
export const recipeText = ({ ourRecipe }: Pick<BesidePaper, 'ourRecipe'>, say: StudyLanguage): string =>
  say.ourRecipe(runSettings.flatMap(({ key, flag }) => (ourRecipe[key] === undefined ? [] : [`--${flag} ${String(ourRecipe[key])}`])).join(' '));

/** The numbers of the paper that a study re-enacts, beside ours. */
export const paperCells = ({ numbers }: BesidePaper, { number, decimal, failedThere }: StudyLanguage = inEnglish): string[][] =>
  numbers.map(({ name, errorPercent, ourErrorPercent }) => [name, errorPercent === null ? failedThere : `${number(errorPercent)} %`, ourErrorPercent === null ? '' : `${decimal(ourErrorPercent, 1)} %`]);

/** "With 1 600 training pictures about 89.1 %, between 87 and 91, if the curve goes on so." */
function curveText({ refused, predictions }: LearningCurve, say: StudyLanguage): string[] {
  if (refused.length > 0) return [say.curveRefused(refused.map((why) => say.refusals[why]).join('; '))];
  const points = (share: number): string => say.decimal(share * 100, 1);
  return predictions.map(({ size, accuracy, low, high, isShown }) => (isShown ? say.curveSays(size, say.percent(accuracy), points(low), points(high)) : say.curveOpen(size)));
}

/** "About 40 more pictures of rowan would bring 86 to 90 %"; classes of which nothing can be said share a line. */
export function classesText(classes: StudyReport['classes'], say: StudyLanguage = inEnglish): string[] {
  const points = (share: number): string => say.decimal(share * 100, 0);
  const said = classes.flatMap((one) => {
    const { label, accuracy } = one;
    if (one.kind === 'more') return [say.morePictures({ more: one.more, label, low: points(one.low), high: points(one.high), now: points(accuracy) })];
    return one.kind === 'flat' ? [say.noMorePictures({ label, accuracy: points(accuracy), size: one.size })] : [];
  });
  const few = classes.filter(({ kind }) => kind === 'few-mistakes').map(({ label }) => label);
  const open = classes.filter(({ kind }) => kind === 'open').map(({ label }) => label);
  return [...said, ...(few.length > 0 ? [say.fewMistakes(few.join(', '))] : []), ...(open.length > 0 ? [say.openClasses(open.join(', '))] : [])];
}

/** Members of an ensemble that is tried out by hand; more say little that is new and take long. */
const mostMembers = 10;

/** How the runs of a study that asks about ensembles are put to work together: all of them, of many the first of each cell. */
export function studyTogetherText({ claims }: Pick<StudySpec, 'claims'>, rows: readonly Pick<StudyRow, 'runs'>[], say: StudyLanguage = inEnglish): string[] {
  if (!claims.some(({ kind }) => kind === 'together-higher')) return [];
  const all = rows.flatMap(({ runs }) => runs);
  const members = (all.length <= mostMembers ? all : rows.flatMap(({ runs }) => runs.slice(0, 1)).slice(0, mostMembers)).join('+');
  if (all.length < 2) return [];
  return [say.together(members)];
}

/** What went wrong, in the language of the page. */
export type FaultOf = (error: WireError) => string;

/** What is said beside the table: what an interval is, steps of a budget, verdicts, the cell to take. */
export function studyRemarks({ study: { id, spec, steps }, status, failures, canGoOn, rows, verdicts, curve, classes, recommended, asGood }: StudyReport, called: RunsCalled, say: StudyLanguage = inEnglish, faultOf: FaultOf = ({ message }) => message): string[] {
  const n = Math.max(0, ...rows.map(({ runs }) => runs.length));
  const unit = 'folds' in spec.repeats ? 'folds' : 'seeds';
  return [
    ...(n > 1 ? [say.intervals(unit)] : []),
    ...(n > 0 && n < 3 && rows.length > 1 ? [say.few(n, unit)] : []),
    ...(steps === null ? [] : [say.budget(steps)]),
    ...verdicts.map((verdict) => judgedText(verdict, called, say)),
    ...(curve ? curveText(curve, say) : []),
    ...(curve?.independentGroups === undefined ? [] : [say.curveCounts(curve.independentGroups)]),
    ...classesText(classes, say),
    ...studyTogetherText(spec, rows, say),
    ...(recommended ? [say.recommended(cellText(recommended, say), asGood.filter((cell) => JSON.stringify(cell) !== JSON.stringify(recommended)).map((cell) => cellText(cell, say)))] : []),
    ...failures.map(({ trial: { cell, runId }, error }) => say.failed({ cell: cellText(cell, say), run: runId === null ? null : say.run(called(runId)), message: error && faultOf(error) })),
    ...(status === 'stopped' || status === 'failed' ? [canGoOn ? say.goOn(status, id) : say.leftBehind] : []),
  ];
}

export function studyText(report: StudyReport, called: RunsCalled): string {
  const { study, rows, trials, status, paper } = report;
  const done = trials.filter(({ state }) => state === 'done' || state === 'reused').length;
  const say = studyLanguage(report);
  const shown = rows.map((row) => rowCells(row, say));
  const { rowTitles, paperTitles } = say;
  return [
    heading(`Study ${study.id}: ${study.spec.title} (${status}, ${done} of ${counted(trials.length, 'trial')})`),
    ...(study.spec.question === '' ? [] : [study.spec.question]),
    '',
    table(
      rowTitles.map((title, i) => (i === 0 || i === rowTitles.length - 1 ? title : right(title))),
      shown,
    ),
    '',
    ...studyRemarks(report, called, say),
    ...(paper ? ['', say.paperText(paper), recipeText(paper, say), '', table([paperTitles[0], right(paperTitles[1]), right(paperTitles[2])], paperCells(paper))] : []),
  ].join('\n');
}

export function studiesTable(studies: readonly { study: StoredStudy; status: StudyStatus; dataset: string; done: number; total: number }[]): string {
  if (studies.length === 0) return 'There is no study yet: graft study presets.';
  const cells = studies.map(({ study, status, dataset, done, total }) => [String(study.id), study.spec.title, dataset, status, `${done} of ${total}`]);
  return table(['study', 'title', 'data set', 'state', 'trials'], cells);
}

export const presetsTable = (presets: readonly { id: string; title: string; question: string }[]): string =>
  table(['preset', 'title', 'asks'], presets.map(({ id, title, question }) => [id, title, question]));

/** What is worth knowing of a study, and of which rows. */
export interface CellsNotice {
  readonly notice: PlanNotice;
  readonly rows: readonly number[];
}

/** "Note (freeze first:stage1): --drop-path has no effect …"; of all cells without naming them. */
export function cellsNotices(notices: readonly CellsNotice[], trials: PlannedStudy['trials'], called: RunsCalled, say: StudyLanguage = inEnglish): string[] {
  const cells = new Map(trials.map(({ row, cell }) => [row, cell]));
  return notices.map(({ notice, rows }) => `Note${rows.length === cells.size ? '' : ` (${rows.map((row) => cellText(cells.get(row)!, say)).join('; ')})`}: ${noticeText(notice, called)}`);
}

/** What `--dry-run` prints. */
export function plannedStudyText({ spec, trials, steps }: PlannedStudy, notices: readonly CellsNotice[], called: RunsCalled, names: StudyLanguage['names'] = []): string {
  const say = { ...inEnglish, names };
  const cells = trials.map(({ cell, repeat, twin }, i) => [String(i + 1), cellText(cell, say), repeatText(spec, repeat), twin === undefined ? '' : `run ${called(twin)} is taken over`]);
  return [
    heading(`${spec.title}: ${counted(trials.length, 'trial')}`),
    table(['trial', 'cell', 'repeat', ''], cells),
    ...(steps === null ? [] : [`The time budget gives every cell about ${grouped(steps)} steps, in whole epochs.`]),
    ...cellsNotices(notices, trials, called, say),
    'Nothing was trained (--dry-run).',
  ].join('\n');
}
