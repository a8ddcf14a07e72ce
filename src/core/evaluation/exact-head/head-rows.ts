import { powerBelow } from './power-below.ts';

/** What the rows are to be told as. */
export interface HeadRows {
  readonly classes: number;
  /** `[rows, classes]`: of a row its class's 1, or smoothed, times its weight. */
  readonly targets: Float64Array;
  /** `[rows]`: what the summed loss is divided by is their sum. */
  readonly weights: Float64Array;
}

/** Rows that count the same, each of one class. */
export function plainRows(labels: ArrayLike<number>, classes: number): HeadRows {
  const targets = new Float64Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) targets[i * classes + labels[i]!] = 1;
  return { classes, targets, weights: new Float64Array(labels.length).fill(1) };
}

/** The rows that one head learns from. */
export interface Chosen extends HeadRows {
  /** Their indices. */
  readonly rows: Int32Array;
  /** 1 / the sum of their weights. */
  readonly scale: number;
  /** `[rows]`: sum of a row's targets. */
  readonly sums: Float64Array;
}

/** Those of all rows that `isIn` says by their index. */
export function chooseRows(all: HeadRows, isIn: (row: number) => boolean): Chosen {
  const { classes, targets, weights } = all;
  const rows = new Int32Array(weights.length).map((_, row) => row).filter(isIn);
  const sums = new Float64Array(rows.length);
  let total = 0;
  for (let at = 0; at < rows.length; at++) {
    total += weights[rows[at]!]!;
    for (let c = 0; c < classes; c++) sums[at]! += targets[rows[at]! * classes + c]!;
  }
  return { ...all, rows, scale: 1 / total, sums };
}

/** The mean loss of `logits` (`[all rows, classes]`), natural log. */
export function meanLoss({ classes, targets, rows, scale, sums }: Chosen, logits: Float64Array): number {
  let loss = 0;
  for (let at = 0; at < rows.length; at++) {
    const start = rows[at]! * classes;
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) if (logits[start + c]! > largest) largest = logits[start + c]!;
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const target = targets[start + c]!;
      const below = logits[start + c]! - largest;
      if (target !== 0) loss -= target * below;
      sum += below === 0 ? 1 : powerBelow(below);
    }
    loss += sums[at]! * Math.log(sum);
  }
  return loss * scale;
}

/** What heads side by side have of all rows, `[all rows, columns]`, a column for each class of each head. */
export interface Beside {
  readonly columns: number;
  /** What a step of 1 in each head's direction adds to its logits, less the bias. */
  readonly along: Float64Array;
  /** Receives the derivative of each loss by the logits; rows that a head does not learn from stay as they are. */
  readonly residuals: Float64Array;
}

/** A head on its line. */
export interface OnLine {
  readonly chosen: Chosen;
  /** `[all rows, classes]` */
  readonly logits: Float64Array;
  /** Its first column. */
  readonly first: number;
  /** What a step of 1 adds to the bias, `[classes]`. */
  readonly bias: Float64Array;
  /** How far along. */
  step: number;
  /** The first and second derivative of its mean loss by the step. */
  slope: number;
  curvature: number;
}

/** Values that lie in a processor's cache together with those of the logits. */
const valuesAtOnce = 8192;

/** Some rows after the other: heads side by side share the lines of memory, which would be fetched once for each head otherwise. */
export function eachRows(rows: number, columns: number, work: (from: number, end: number) => void): void {
  const atOnce = Math.max(1, Math.floor(valuesAtOnce / columns));
  for (let from = 0; from < rows; from += atOnce) work(from, Math.min(rows, from + atOnce));
}

/** Fills in slope and curvature of each head where it stands on its line, and its residuals. */
export function slopesOnLines(heads: readonly OnLine[], beside: Beside): void {
  const cursors = heads.map(() => 0);
  for (const head of heads) Object.assign(head, { slope: 0, curvature: 0 });
  eachRows(beside.residuals.length / beside.columns, beside.columns, (_, end) => {
    for (const [at, head] of heads.entries()) cursors[at] = addSlope(head, beside, cursors[at]!, end);
  });
  for (const head of heads) {
    head.slope *= head.chosen.scale;
    head.curvature *= head.chosen.scale;
  }
}

/** Adds the chosen rows before `end`, of which those before `at` are done. @returns the next `at` */
function addSlope(head: OnLine, { columns, along, residuals }: Beside, at: number, end: number): number {
  const { chosen, logits, first, bias, step } = head;
  const { classes, targets, rows, scale, sums } = chosen;
  let { slope, curvature } = head;
  for (; at < rows.length && rows[at]! < end; at++) {
    const start = rows[at]! * classes;
    const from = rows[at]! * columns + first;
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) {
      const logit = logits[start + c]! + step * (along[from + c]! + bias[c]!);
      residuals[from + c] = logit;
      if (logit > largest) largest = logit;
    }
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const below = residuals[from + c]! - largest;
      // Of the largest it is 1, which need not be asked for.
      const power = below === 0 ? 1 : powerBelow(below);
      residuals[from + c] = power;
      sum += power;
    }
    const whole = sums[at]!;
    let [mean, square] = [0, 0];
    for (let c = 0; c < classes; c++) {
      const probability = residuals[from + c]! / sum;
      const by = along[from + c]! + bias[c]!;
      const residual = whole * probability - targets[start + c]!;
      residuals[from + c] = residual * scale;
      slope += residual * by;
      mean += probability * by;
      square += probability * by * by;
    }
    curvature += whole * Math.max(0, square - mean * mean);
  }
  Object.assign(head, { slope, curvature });
  return at;
}

/** Moves the logits of each head to where it stands on its line. */
export function moveAlong(heads: readonly OnLine[], { columns, along }: Beside): void {
  eachRows(along.length / columns, columns, (begin, end) => {
    for (const { logits, bias, first, step } of heads) {
      moveRows(logits, along, columns, begin * columns + first, bias, step, begin, end);
    }
  });
}

function moveRows(logits: Float64Array, along: Float64Array, columns: number, from: number, bias: Float64Array, step: number, begin: number, end: number): void {
  const classes = bias.length;
  for (let start = begin * classes; start < end * classes; start += classes, from += columns) {
    for (let c = 0; c < classes; c++) logits[start + c]! += step * (along[from + c]! + bias[c]!);
  }
}

/** Sum of each column of `[rows, columns]`. */
export function columnSums(values: Float64Array, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  for (let i = 0; i < values.length; i += columns) for (let c = 0; c < columns; c++) sums[c]! += values[i + c]!;
  return sums;
}
