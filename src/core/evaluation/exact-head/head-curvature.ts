import type { RowValues } from './feature-products.ts';
import { eachRows } from './head-rows.ts';
import type { Beside, OnLine } from './head-rows.ts';

/** Turns the residuals of heads where they stand into what they answer of the rows they learn from: probabilities. */
export function answersFrom(heads: readonly OnLine[], { columns, residuals }: Beside): void {
  for (const { chosen, first } of heads) {
    const { classes, targets, rows, scale, sums } = chosen;
    const large = 1 / scale;
    for (let at = 0; at < rows.length; at++) {
      const start = rows[at]! * classes;
      const from = rows[at]! * columns + first;
      // A row that weighs nothing has no residuals either.
      const share = sums[at]! > 0 ? 1 / sums[at]! : 0;
      for (let c = 0; c < classes; c++) residuals[from + c] = (residuals[from + c]! * large + targets[start + c]!) * share;
    }
  }
}

/** A head and the way that is asked about. */
export interface Asked {
  readonly head: OnLine;
  /** What the way adds to the bias, `[classes]`. */
  readonly bias: Float64Array;
}

export interface Bending {
  /**
   * Takes what ways make of the rows from `from`, some rows after the other (`[rows, classes of each asked]`, less the bias), and leaves in its place how their
   * residuals change.
   */
  turn(along: RowValues, from: number): void;
  /** How the sum of the residuals changes, of each column. */
  readonly sums: Float64Array;
}

/** @param answers of `answersFrom` */
export function bending(asked: readonly Asked[], answers: Beside): Bending {
  const cursors = asked.map(() => 0);
  const width = asked.reduce((sum, { bias }) => sum + bias.length, 0);
  const sums = new Float64Array(width);
  return {
    sums,
    turn(along, from) {
      eachRows(along.length / width, width + answers.columns, (begin, end) => {
        for (const [at, one] of asked.entries()) cursors[at] = bendRows(one, answers, { along, sums, from, place: at * one.bias.length }, from + begin, from + end, cursors[at]!);
      });
    },
  };
}

interface Along {
  readonly along: RowValues;
  readonly sums: Float64Array;
  /** Its first row. */
  readonly from: number;
  /** The first column of who asks. */
  readonly place: number;
}

/** Of the rows from `begin` to `end`. @param at the first chosen row among them @returns the first behind them */
function bendRows({ head: { chosen, first }, bias }: Asked, { columns, residuals: answers }: Beside, { along, sums, from, place }: Along, begin: number, end: number, at: number): number {
  const { rows, sums: wholes, scale, classes } = chosen;
  const width = sums.length;
  for (let row = begin; row < end; row++) {
    const own = (row - from) * width + place;
    if (rows[at] !== row) {
      for (let c = 0; c < classes; c++) along[own + c] = 0;
      continue;
    }
    const answer = row * columns + first;
    let mean = 0;
    for (let c = 0; c < classes; c++) mean += answers[answer + c]! * (along[own + c]! + bias[c]!);
    const whole = wholes[at]! * scale;
    for (let c = 0; c < classes; c++) {
      const change = whole * answers[answer + c]! * (along[own + c]! + bias[c]! - mean);
      along[own + c] = change;
      sums[place + c]! += change;
    }
    at++;
  }
  return at;
}
