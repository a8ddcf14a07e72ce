import type { CurveRefusal, LearningCurve } from '../../core/evaluation/learning-curve.ts';
import type { BesidePaper } from '../../core/studies/beside-paper.ts';
import type { StudyReport } from '../../core/studies/study-report.ts';
import type { PlannedStudy } from '../../core/studies/plan-study.ts';
import type { StoredStudy } from '../../core/store/studies.ts';
import type { StudyComparison, StudyFigure, StudyRow, StudyStatus, StudyVerdict, TrialState } from '../../shared/study-result.ts';
import { roundCount } from '../../shared/round-count.ts';
import type { StudyCell, StudyMeasure, StudySpec } from '../../shared/study-spec.ts';
import { heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { counted, duration, grouped, percent } from '../terminal/units.ts';

const right = (title: string) => ({ title, align: 'right' }) as const;

/** A cell in a line; the only cell of a study without variations has no fields. */
export const cellText = (cell: StudyCell): string =>
  Object.entries(cell)
    .map(([field, value]) => `${field} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ') || 'as it is';

const repeatText = ({ repeats }: StudySpec, repeat: number): string => ('folds' in repeats ? `fold ${repeat + 1} of ${repeats.folds}` : `seed ${repeat + 1} of ${repeats.seeds}`);

/** "91.2 % (89.0 to 93.4)"; what an interval of few repeats says beyond 0 and 100 is left out. */
export function figureText(figure: StudyFigure | null): string {
  if (!figure) return '';
  const { mean, low, high } = figure;
  return low === null || high === null ? percent(mean) : `${percent(mean)} (${(Math.max(0, low) * 100).toFixed(1)} to ${(Math.min(1, high) * 100).toFixed(1)})`;
}

export interface TrialToTell {
  readonly position: number;
  readonly repeat: number;
  readonly cell: StudyCell;
  readonly run: number | null;
  readonly accuracy: number | null;
}

const states: Readonly<Record<TrialState, string>> = { queued: 'waits', running: 'is trained', done: 'done', failed: 'failed', reused: 'was there already' };

/** "Trial 3 of 15: freeze head, seed 1 of 3: run 7 done, 91.2 %". */
export function trialLine(spec: StudySpec, total: number, { position, repeat, cell, run, accuracy }: TrialToTell, state: TrialState): string {
  const which = Object.keys(cell).length === 0 ? '' : `${cellText(cell)}, `;
  return `Trial ${position + 1} of ${total}: ${which}${repeatText(spec, repeat)}: ${run === null ? '' : `run ${run} `}${states[state]}${accuracy === null ? '' : `, ${percent(accuracy)}`}`;
}

const measures: Readonly<Record<StudyMeasure, string>> = {
  accuracy: 'accuracy',
  valLoss: 'validation loss',
  trainAccuracy: 'training accuracy',
  trainLoss: 'training loss',
};

const isPart = (of: StudyMeasure): boolean => of === 'accuracy' || of === 'trainAccuracy';

const signed = (value: number, of: StudyMeasure): string =>
  `${value < 0 ? '-' : '+'}${isPart(of) ? (Math.min(1, Math.abs(value)) * 100).toFixed(1) : Math.abs(value).toFixed(3)}`;

const pText = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`);

const weightsText = { last: 'answered by the weights of the last epoch', kept: 'answered by the weights that were kept, because those of the last epoch are gone' } as const;

function testText({ test, p, pairs, pictures, weights }: StudyComparison, of: StudyMeasure): string {
  if (test === null && pairs === 1 && of !== 'accuracy') return 'one pair of runs proves nothing here: of training and of losses no picture is kept; ask for --seeds 3';
  if (test === null || p === null) return pairs === 1 ? 'one pair of runs proves nothing here' : `${pairs} pairs of runs without any spread prove nothing here`;
  return test === 'mcnemar' ? `${pText(p)}, McNemar's test on ${counted(pictures, 'picture')}${weights ? `, ${weightsText[weights]}` : ''}` : `${pText(p)}, paired over ${pairs} runs each`;
}

const holding = { yes: 'Holds', no: 'Does not hold', unclear: 'Cannot be told' } as const;

/** The sentence and the numbers. */
export function judgedText({ claimed, of, holds, compared }: StudyVerdict): string {
  const said = `${holding[holds]}: ${claimed}`;
  if (!compared) return `${said} The cells that it speaks of have no finished runs to compare.`;
  const { first, second, comparison } = compared;
  const { difference, low, high } = comparison;
  const interval = low === null || high === null ? '' : `, ${signed(low, of)} to ${signed(high, of)}`;
  const unit = isPart(of) ? ' points' : '';
  return `${said} ${cellText(first)} against ${cellText(second)}: ${measures[of]} ${signed(difference, of)}${unit}${interval} (${testText(comparison, of)}).`;
}

/** What a cell cost and gave, as a table has it. */
export const rowCells = ({ cell, runs, accuracy, trainAccuracy, trainLoss, valLoss, parameters, multiplyAdds, secondsPerEpoch }: StudyRow): string[] => [
  cellText(cell),
  String(runs.length),
  figureText(accuracy),
  accuracy ? percent(accuracy.median) : '',
  figureText(trainAccuracy),
  trainLoss === null ? '' : trainLoss.toFixed(3),
  valLoss === null ? '' : valLoss.toFixed(3),
  parameters === null ? '' : grouped(parameters),
  multiplyAdds === null ? '' : `${(multiplyAdds / 1e6).toFixed(1)} M`,
  secondsPerEpoch === null ? '' : duration(secondsPerEpoch),
  runs.join(' '),
];

export const rowTitles = ['cell', 'n', 'accuracy', 'median', 'training accuracy', 'training loss', 'validation loss', 'trained parameters', 'multiply-adds', 'an epoch', 'runs'] as const;

export const paperTitles = ['paper', 'error there', 'error here'] as const;

/** The numbers of the paper that a study re-enacts, beside ours. */
export const paperCells = ({ numbers }: BesidePaper): string[][] =>
  numbers.map(({ name, errorPercent, ourErrorPercent }) => [name, errorPercent === null ? 'failed' : `${errorPercent} %`, ourErrorPercent === null ? '' : `${ourErrorPercent.toFixed(1)} %`]);

export const paperText = ({ arxiv, place, measured, recipe }: BesidePaper): string => `arXiv ${arxiv}, ${place}: ${measured}. Recipe there: ${recipe}`;

const refusals: Readonly<Record<CurveRefusal, string>> = {
  'few-sizes': 'it has fewer than 4 sizes',
  narrow: 'its largest size is less than 4 times its smallest',
  'no-rise': 'accuracy does not rise by more than its standard error',
  'misses-points': 'no such curve goes through the results',
  'few-errors': 'fewer than 5 mistakes are left at the largest size',
  'exponent-at-bound': 'the results do not say how it bends',
};

/** "With 1 600 training pictures about 89.1 %, between 87 and 91, if the curve goes on so." */
function curveText({ refused, predictions }: LearningCurve): string[] {
  if (refused.length > 0) return [`The curve is not carried on: ${refused.map((why) => refusals[why]).join('; ')}.`];
  return predictions.map(({ size, accuracy, low, high, isShown }) =>
    isShown
      ? `With ${grouped(size)} training pictures about ${percent(accuracy)}, between ${(low * 100).toFixed(1)} and ${(high * 100).toFixed(1)}, if the curve goes on so.`
      : `With ${grouped(size)} training pictures nothing can be said: the results leave it too open.`,
  );
}

/** "About 40 more pictures of rowan would bring 86 to 90 %"; classes of which nothing can be said share a line. */
export function classesText(classes: StudyReport['classes']): string[] {
  const said = classes.flatMap((one) => {
    const { label, accuracy } = one;
    if (one.kind === 'more') return [`About ${counted(roundCount(one.more), 'more picture')} of ${label} would bring ${(one.low * 100).toFixed(0)} to ${(one.high * 100).toFixed(0)} % (now ${(accuracy * 100).toFixed(0)}), if its curve goes on so.`];
    if (one.kind === 'flat') return [`More pictures of ${label} would not help (${(accuracy * 100).toFixed(0)} % with ${counted(one.size, 'training picture')} as with fewer): look at its labels, or take another backbone.`];
    return [];
  });
  const few = classes.filter(({ kind }) => kind === 'few-mistakes').map(({ label }) => label);
  const open = classes.filter(({ kind }) => kind === 'open').map(({ label }) => label);
  return [
    ...said,
    ...(few.length > 0 ? [`Fewer than 5 mistakes are left of ${few.join(', ')}: too few to see a rise by.`] : []),
    ...(open.length > 0 ? [`Of ${open.join(', ')} it cannot be told: their validation pictures leave it too open.`] : []),
  ];
}

/** Members of an ensemble that is tried out by hand; more say little that is new and take long. */
const mostMembers = 10;

/** How the runs of a study that asks about ensembles are put to work together: all of them, of many the first of each cell. */
export function studyTogetherText({ claims }: Pick<StudySpec, 'claims'>, rows: readonly Pick<StudyRow, 'runs'>[]): string[] {
  if (!claims.some(({ kind }) => kind === 'together-higher')) return [];
  const all = rows.flatMap(({ runs }) => runs);
  const members = (all.length <= mostMembers ? all : rows.flatMap(({ runs }) => runs.slice(0, 1)).slice(0, mostMembers)).join('+');
  if (all.length < 2) return [];
  return [`Together, looked at ten times: graft evaluate ${members} --tta tencrop. On other pictures, by vote, every member in a table: graft predict ${members} <pictures> --combine vote --csv members.csv`];
}

/** What is said beside the table: what an interval is, steps of a budget, verdicts, the cell to take. */
export function studyRemarks({ study: { id, spec, steps }, status, rows, verdicts, curve, classes, recommended }: StudyReport): string[] {
  const n = Math.max(0, ...rows.map(({ runs }) => runs.length));
  const unit = 'folds' in spec.repeats ? 'folds' : 'seeds';
  return [
    ...(n > 1 ? [`Intervals are 95 % over ${unit}: how far ${unit} lie apart, not new pictures.`] : []),
    ...(n > 0 && n < 3 && rows.length > 1 ? [`${n === 1 ? `One ${unit.slice(0, -1)} has no interval` : `Two ${unit} say next to nothing`}; ask for 3, better 5.`] : []),
    ...(steps === null ? [] : [`The time budget gives every cell about ${grouped(steps)} steps, in whole epochs.`]),
    ...verdicts.map(judgedText),
    ...(curve ? curveText(curve) : []),
    ...classesText(classes),
    ...studyTogetherText(spec, rows),
    ...(recommended ? [`Recommended: ${cellText(recommended)}, the cheapest that is not proven to be less accurate than the best.`] : []),
    ...(status === 'stopped' || status === 'failed' ? [`It ${status === 'failed' ? 'has failed trials' : 'has stopped'}. Go on with: graft study resume ${id}`] : []),
  ];
}

export function studyText(report: StudyReport): string {
  const { study, rows, trials, status, paper } = report;
  const done = trials.filter(({ state }) => state === 'done' || state === 'reused').length;
  const shown = rows.map(rowCells);
  return [
    heading(`Study ${study.id}: ${study.spec.title} (${status}, ${done} of ${counted(trials.length, 'trial')})`),
    ...(study.spec.question === '' ? [] : [study.spec.question]),
    '',
    table(
      rowTitles.map((title, i) => (i === 0 || i === rowTitles.length - 1 ? title : right(title))),
      shown,
    ),
    '',
    ...studyRemarks(report),
    ...(paper ? ['', paperText(paper), table([paperTitles[0], right(paperTitles[1]), right(paperTitles[2])], paperCells(paper))] : []),
  ].join('\n');
}

export function studiesTable(studies: readonly { study: StoredStudy; status: StudyStatus; dataset: string; done: number; total: number }[]): string {
  if (studies.length === 0) return 'There is no study yet: graft study presets.';
  const cells = studies.map(({ study, status, dataset, done, total }) => [String(study.id), study.spec.title, dataset, status, `${done} of ${total}`]);
  return table(['study', 'title', 'data set', 'state', 'trials'], cells);
}

export const presetsTable = (presets: readonly { id: string; title: string; question: string }[]): string =>
  table(['preset', 'title', 'asks'], presets.map(({ id, title, question }) => [id, title, question]));

/** What `--dry-run` prints. */
export function plannedStudyText({ spec, trials, steps }: PlannedStudy): string {
  const cells = trials.map(({ cell, repeat, twin }, i) => [String(i + 1), cellText(cell), repeatText(spec, repeat), twin === undefined ? '' : `run ${twin} is taken over`]);
  return [
    heading(`${spec.title}: ${counted(trials.length, 'trial')}`),
    table(['trial', 'cell', 'repeat', ''], cells),
    ...(steps === null ? [] : [`The time budget gives every cell about ${grouped(steps)} steps, in whole epochs.`]),
    'Nothing was trained (--dry-run).',
  ].join('\n');
}
