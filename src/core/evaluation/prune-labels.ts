import { labelThresholds } from './label-suspects.ts';

const tolerance = 1e-6;

/** Answers for pictures by models that did not learn from them: `[n, classes]`, and the label each picture was given. */
export interface UnseenAnswers {
  readonly probabilities: ArrayLike<number>;
  readonly labels: readonly number[];
  readonly classes: number;
}

export interface PrunedLabels {
  /** `[given][likely]`, the diagonal at least 1. */
  readonly confidentJoint: number[][];
  /** The same scaled to the numbers of labels, in whole pictures. */
  readonly calibrated: number[][];
  readonly byNoiseRate: readonly number[];
  readonly byClass: readonly number[];
}

/** One of a pruned list: the lower the score, the clearer. */
export interface WrongLabel {
  readonly row: number;
  readonly likely: number;
  /** (p given - largest other p + 1) / 2, 0..1. */
  readonly score: number;
}

/**
 * Labels that are wrong by the numbers of confident learning (Northcutt, Jiang, Chuang, JAIR 70, 2021, as cleanlab's `prune_by_noise_rate` and
 * `prune_by_class`): how many pictures of a given class are likely of each other one, and that many of the clearest. A picture whose likeliest class is the
 * given one never is. Of equal leftovers in the rounding the lower class counts first.
 */
export function pruneLabels(answers: UnseenAnswers): PrunedLabels {
  const { probabilities, labels, classes } = answers;
  const p = (row: number, label: number): number => probabilities[row * classes + label]!;
  const confidentJoint = jointOf(answers);
  const counts = countsOf(labels, classes);
  const scaled = confidentJoint.map((row, given) => row.map((count) => (count / sum(row)) * counts[given]!));
  const total = sum(scaled.map(sum));
  const calibrated = scaled.map((row) => wholeRow(row.map((count) => (count / total) * labels.length)));
  const expected = columnsOf(calibrated);
  const rate = new Set<number>();
  const own = new Set<number>();
  for (let given = 0; given < classes; given++) {
    const mine = [...labels.keys()].filter((row) => labels[row] === given);
    if (mine.length <= 1) continue;
    for (let other = 0; other < classes; other++) {
      const most = expected[other]![given]!;
      if (other === given || most <= 0) continue;
      for (const row of mine.toSorted((a, b) => p(b, other) - p(b, given) - (p(a, other) - p(a, given))).slice(0, most)) rate.add(row);
    }
    const wrong = mine.length - expected[given]![given]!;
    if (wrong >= 1) for (const row of mine.toSorted((a, b) => p(a, given) - p(b, given)).slice(0, wrong)) own.add(row);
  }
  const doubted = (of: ReadonlySet<number>) => [...of].filter((row) => likelyClass(answers, row) !== labels[row]).toSorted((a, b) => a - b);
  return { confidentJoint, calibrated, byNoiseRate: doubted(rate), byClass: doubted(own) };
}

/** What both ways prune, the clearest first. */
export function wrongLabels(answers: UnseenAnswers): WrongLabel[] {
  const { byNoiseRate, byClass } = pruneLabels(answers);
  const both = new Set(byClass);
  return byNoiseRate
    .filter((row) => both.has(row))
    .map((row) => ({ row, likely: likelyClass(answers, row), score: marginOf(answers, row) }))
    .sort((a, b) => a.score - b.score || a.row - b.row);
}

/** (p given - largest other p + 1) / 2. */
function marginOf({ probabilities, labels, classes }: UnseenAnswers, row: number): number {
  let other = 0;
  for (let c = 0; c < classes; c++) if (c !== labels[row]) other = Math.max(other, probabilities[row * classes + c]!);
  return (probabilities[row * classes + labels[row]!]! - other + 1) / 2;
}

/** The likeliest class, where the given one is ahead by a hair. */
function likelyClass({ probabilities, labels, classes }: UnseenAnswers, row: number): number {
  const of = (c: number) => probabilities[row * classes + c]! + (c === labels[row] ? tolerance : 0);
  let best = 0;
  for (let c = 1; c < classes; c++) if (of(c) > of(best)) best = c;
  return best;
}

function jointOf({ probabilities, labels, classes }: UnseenAnswers): number[][] {
  const rows = labels.map((label, row) => ({ label, probabilities: Array.from({ length: classes }, (_, c) => probabilities[row * classes + c]!) }));
  const thresholds = labelThresholds(rows, classes);
  const joint = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  for (const { label, probabilities: row } of rows) {
    let sure = -1;
    for (let c = 0; c < classes; c++) if (row[c]! >= thresholds[c]! - tolerance && (sure < 0 || row[c]! > row[sure]!)) sure = c;
    if (sure >= 0) joint[label]![sure]! += 1;
  }
  for (let c = 0; c < classes; c++) joint[c]![c] = Math.max(1, joint[c]![c]!);
  return joint;
}

/** `[likely][given]`: at least one picture of a class keeps it, which the rest of its column pays for. */
function columnsOf(calibrated: readonly (readonly number[])[]): number[][] {
  const columns = calibrated.map((_, likely) => calibrated.map((row) => row[likely]!));
  const diagonal = columns.map((row, c) => Math.max(1, row[c]!));
  const paying = columns.map((_, given) => Math.max(1, columns.filter((row) => row[given] !== 0).length - 1));
  return columns.map((row, likely) =>
    wholeRow(row.map((count, given) => (likely === given ? diagonal[given]! : Math.max(0, count - (diagonal[given]! - columns[given]![given]!) / paying[given]!)))),
  );
}

/** Rounded half to even; the largest leftovers move so that the sum, rounded too, stays. */
function wholeRow(row: readonly number[]): number[] {
  const whole = row.map(halfToEven);
  const short = halfToEven(sum(row)) - sum(whole);
  const order = [...row.keys()].toSorted((a, b) => Math.sign(short) * (row[b]! - whole[b]! - (row[a]! - whole[a]!)));
  for (const c of order.slice(0, Math.abs(short))) whole[c]! += Math.sign(short);
  return whole;
}

function halfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function countsOf(labels: readonly number[], classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) counts[label]! += 1;
  return counts;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
