import type { CurveRefusal } from '../../core/evaluation/learning-curve.ts';
import { dayHere } from '../../shared/local-time.ts';
import type { PaperLanguage } from '../../shared/paper-language.ts';
import { roundCount } from '../../shared/round-count.ts';
import type { StudyChart, StudyStatus, StudyVerdict, TrialState } from '../../shared/study-result.ts';
import type { StudyCell, StudyMeasure } from '../../shared/study-spec.ts';
import { counted, duration, grouped, percent } from '../terminal/units.ts';

/** What is said of a study in the terminal (English) and on the page that is saved, with the numbers of that language. */
export interface StudyLanguage {
  readonly language: PaperLanguage;
  decimal(value: number, digits: number): string;
  /** "91.2 %" of a part 0..1. */
  percent(part: number): string;
  /** "1.2e-5". */
  exponential(value: number): string;
  grouped(count: number): string;
  duration(seconds: number): string;
  /** Of a cell or on an axis, with all its digits. */
  number(value: number): string;
  date(atMs: number): string;
  /** Title and question of a preset, a claim, what a paper says: by their ids; else as the program has them. */
  named(of: { readonly preset: string | null; readonly title: string; readonly question: string }): { title: string; question: string };
  claim(of: Pick<StudyVerdict, 'claim' | 'claimed'>): string;
  paper(preset: string | null, of: PaperWords): PaperWords;
  /** How its paper calls the cells of a study. */
  readonly names: readonly { readonly name: string; readonly cell: StudyCell | null }[];
  readonly asItIs: string;
  range(low: string, high: string): string;
  readonly measures: Readonly<Record<StudyMeasure, string>>;
  readonly states: Readonly<Record<TrialState, string>>;
  readonly holding: Readonly<Record<StudyVerdict['holds'], string>>;
  readonly nothingCompared: string;
  compared(of: { first: string; second: string; measure: string; difference: string; isInPoints: boolean; interval: string; test: string }): string;
  readonly onePairOfTraining: string;
  readonly onePair: string;
  noSpread(pairs: number): string;
  mcnemar(pictures: number): string;
  ofGroups(groups: number, pictures: number): string;
  readonly weights: Readonly<Record<'last' | 'kept', string>>;
  paired(pairs: number): string;
  /** Over repeats and over the pictures, or the independent groups of them, that judge. */
  pairedOver(pairs: number, pictures: number, groups: number | undefined): string;
  readonly rowTitles: readonly string[];
  readonly paperTitles: readonly [string, string, string];
  readonly failedThere: string;
  paperText(of: PaperWords & { readonly arxiv: string | null }): string;
  /** @param flags as a run takes them; empty where all was left to the program */
  ourRecipe(flags: string): string;
  readonly refusals: Readonly<Record<CurveRefusal, string>>;
  curveRefused(why: string): string;
  curveSays(size: number, accuracy: string, low: string, high: string): string;
  curveOpen(size: number): string;
  curveCounts(groups: number): string;
  morePictures(of: { more: number; label: string; low: string; high: string; now: string }): string;
  noMorePictures(of: { label: string; accuracy: string; size: number }): string;
  fewMistakes(labels: string): string;
  openClasses(labels: string): string;
  together(members: string): string;
  intervals(unit: 'folds' | 'seeds'): string;
  few(n: number, unit: 'folds' | 'seeds'): string;
  budget(steps: number): string;
  /** @param others that it is not proven better than */
  recommended(cell: string, others: readonly string[]): string;
  /** @param called as sentences call it: its number, and its name where it has one */
  run(called: string): string;
  /** @param run as `run` has it; null where it never came to one */
  failed(of: { readonly cell: string; readonly run: string | null; readonly message: string | null }): string;
  readonly leftBehind: string;
  goOn(status: Extract<StudyStatus, 'stopped' | 'failed'>, id: number): string;
  readonly page: {
    readonly captions: Readonly<Record<StudyChart, string>>;
    readonly everyCell: string;
    readonly says: string;
    readonly paper: string;
    readonly every: string;
    readonly trialTitles: readonly string[];
    readonly nothingYet: string;
    readonly accuracyOfCells: string;
    accuracyBy(field: string): string;
    tableHas(label: string): string;
    readonly trainError: string;
    readonly valError: string;
    foot(id: number, date: string): string;
    block(number: number): string;
    readonly gradients: Readonly<Record<'title' | 'first' | 'last' | 'caption' | 'table' | 'overflows', string>> & { readonly titles: readonly string[] };
  };
}

export interface PaperWords {
  readonly place: string;
  readonly measured: string;
  readonly recipe: string;
}

/** Where a number was printed. */
export const inSource = (arxiv: string | null, place: string): string => (arxiv === null ? place[0]!.toUpperCase() + place.slice(1) : `arXiv ${arxiv}, ${place}`);

export const inEnglish: StudyLanguage = {
  language: 'en',
  decimal: (value, digits) => value.toFixed(digits),
  percent,
  exponential: (value) => value.toExponential(1),
  grouped,
  duration,
  number: String,
  date: (atMs) => dayHere(atMs),
  named: ({ title, question }) => ({ title, question }),
  claim: ({ claimed }) => claimed,
  paper: (_, of) => of,
  names: [],
  asItIs: 'as it is',
  range: (low, high) => `${low} to ${high}`,
  measures: { accuracy: 'accuracy', valLoss: 'validation loss', trainAccuracy: 'training accuracy', trainLoss: 'training loss' },
  states: { queued: 'queued', running: 'running', done: 'done', failed: 'failed', reused: 'reused' },
  holding: { yes: 'Holds', no: 'Does not hold', unclear: 'Cannot be told' },
  nothingCompared: 'The cells that it speaks of have no finished runs to compare.',
  compared: ({ first, second, measure, difference, isInPoints, interval, test }) => `${first} against ${second}: ${measure} ${difference}${isInPoints ? ' points' : ''}${interval} (${test}).`,
  onePairOfTraining: 'one pair of runs proves nothing here: of training and of losses no picture is kept; ask for --seeds 3',
  onePair: 'one pair of runs proves nothing here',
  noSpread: (pairs) => `${pairs} pairs of runs without any spread prove nothing here`,
  mcnemar: (pictures) => `McNemar's test on the ${counted(pictures, 'picture')} that both judged`,
  ofGroups: (groups, pictures) => `of ${counted(groups, 'independent group')} of the ${counted(pictures, 'picture')} that both judged`,
  weights: { last: 'answered by the weights of the last epoch', kept: 'answered by the weights that were kept, because those of the last epoch are gone' },
  paired: (pairs) => `paired t test over ${counted(pairs, 'pair', 'pairs')} of runs`,
  pairedOver: (pairs, pictures, groups) => `paired t test over ${counted(pairs, 'pair', 'pairs')} of runs and ${groups === undefined ? counted(pictures, 'picture') : `${counted(groups, 'independent group')} of pictures`}`,
  rowTitles: ['cell', 'n', 'accuracy', 'median', 'training accuracy', 'training loss', 'validation loss', 'trained parameters', 'multiply-adds', 'an epoch', 'a run', 'runs'],
  paperTitles: ['paper', 'error there', 'error here'],
  failedThere: 'failed',
  paperText: ({ arxiv, place, measured, recipe }) => `${inSource(arxiv, place)}: ${measured}. Recipe there: ${recipe}.`,
  ourRecipe: (flags) => `Recipe here: ${flags === '' ? 'as the program chooses for each run' : flags}`,
  refusals: {
    'few-sizes': 'it has fewer than 4 sizes',
    narrow: 'its largest size is less than 4 times its smallest',
    'no-rise': 'accuracy does not rise by more than its standard error',
    'misses-points': 'no such curve goes through the results',
    'few-errors': 'fewer than 5 mistakes are left at the largest size',
    'exponent-at-bound': 'the results do not say how it bends',
    'few-groups': 'the pictures that judge are of fewer than 5 independent groups',
  },
  curveRefused: (why) => `The curve is not carried on: ${why}.`,
  curveSays: (size, accuracy, low, high) => `With ${grouped(size)} training pictures about ${accuracy}, between ${low} and ${high}, if the curve goes on so.`,
  curveOpen: (size) => `With ${grouped(size)} training pictures nothing can be said: the results leave it too open.`,
  curveCounts: (groups) => `It counts groups, and so do classes: the pictures that judge are of ${counted(groups, 'independent group')}.`,
  morePictures: ({ more, label, low, high, now }) => `About ${counted(roundCount(more), 'more picture')} of ${label} would bring ${low} to ${high} % (now ${now}), if its curve goes on so.`,
  noMorePictures: ({ label, accuracy, size }) => `More pictures of ${label} would not help (${accuracy} % with ${counted(size, 'training picture')} as with fewer): look at its labels, or take another backbone.`,
  fewMistakes: (labels) => `Fewer than 5 mistakes are left of ${labels}: too few to see a rise by.`,
  openClasses: (labels) => `Of ${labels} it cannot be told: their validation pictures leave it too open.`,
  together: (members) => `Together, looked at ten times: graft evaluate ${members} --tta tencrop. On other pictures, by vote, every member in a table: graft predict ${members} <pictures> --combine vote --csv members.csv`,
  intervals: (unit) => `Intervals are 95 % over ${unit}: how far ${unit} lie apart, not new pictures.`,
  few: (n, unit) => `${n === 1 ? `One ${unit.slice(0, -1)} has no interval` : `Two ${unit} say next to nothing`}; ask for 3, better 5.`,
  budget: (steps) => `The time budget gives every cell about ${grouped(steps)} steps, in whole epochs.`,
  recommended: (cell, others) => (others.length === 0 ? `Recommended: ${cell}, proven more accurate than every other.` : `Recommended: ${cell}, the cheapest that is not proven to be less accurate than another, of equals the most accurate. It is not proven better than ${others.join('; ')}.`),
  run: (called) => `run ${called}`,
  failed: ({ cell, run, message }) => `Failed: ${cell}${run === null ? '' : `, ${run}`}${message === null ? '' : `: ${message}`}.`,
  leftBehind: 'What has failed would fail again in the same way: give it other settings; what is done is then taken over.',
  goOn: (status, id) => `It ${status === 'failed' ? 'has failed trials' : 'has stopped'}. Go on with: graft study resume ${id}`,
  page: {
    captions: {
      bars: 'Accuracy on the validation pictures: mean (filled) with its 95 % interval over repeats, and every single result (open). The table has the same numbers.',
      curve: 'Accuracy on the validation pictures: means (filled) with the band of their 95 % intervals over repeats, and every single result (open). The table has the same numbers.',
      epochs: 'Errors by epoch, the mean of the runs of each cell. Accuracies are those of the best weights. The table has the same numbers.',
    },
    everyCell: 'Every cell',
    says: 'What it says',
    paper: 'The paper',
    every: 'Every trial',
    trialTitles: ['cell', 'repeat', 'state', 'run', 'accuracy'],
    nothingYet: 'No trial is done yet.',
    accuracyOfCells: 'Accuracy of every cell',
    accuracyBy: (field) => `Accuracy by ${field}`,
    tableHas: (label) => `${label}; the table below has the same numbers`,
    trainError: 'Error on the training pictures',
    valError: 'Error on the validation pictures',
    foot: (id, date) => `Graft Studio, study ${id}, ${date}.`,
    block: (number) => `block ${number}`,
    gradients: {
      title: 'How much of the gradient arrives at each block',
      first: 'When it was first measured',
      last: 'When it was last measured',
      caption: 'Norm of the loss’s gradient for what enters each block, by depth; the geometric mean of the runs of each cell. The table has both ends of every line.',
      titles: ['cell', 'epoch', 'first block', 'last block'],
      table: 'Gradients',
      overflows: 'overflows',
    },
  },
};
