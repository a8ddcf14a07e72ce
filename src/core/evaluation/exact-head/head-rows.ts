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

export function chooseRows(all: HeadRows, isIn: (row: number) => boolean): Chosen {
  const { classes, targets, weights } = all;
  const rows = Int32Array.from(weights.keys()).filter(isIn);
  const sums = new Float64Array(rows.length);
  let total = 0;
  for (let at = 0; at < rows.length; at++) {
    total += weights[rows[at]!]!;
    for (let c = 0; c < classes; c++) sums[at]! += targets[rows[at]! * classes + c]!;
  }
  return { ...all, rows, scale: 1 / total, sums };
}

/** Where a head stands on a line: its loss without the penalty, the first and second derivative by the step, and its residuals. */
export interface OnLine {
  readonly loss: number;
  readonly slope: number;
  readonly curvature: number;
}

/**
 * The loss of `logits + step x along`, all `[all rows, classes]`. `residuals` receives its derivative by the logits; rows that are not
 * chosen stay as they are.
 */
export function lossOnLine(chosen: Chosen, logits: Float64Array, along: Float64Array, step: number, residuals: Float64Array): OnLine {
  const { classes, targets, rows, scale, sums } = chosen;
  const row = new Float64Array(classes);
  let [loss, slope, curvature] = [0, 0, 0];
  for (let at = 0; at < rows.length; at++) {
    const start = rows[at]! * classes;
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) {
      row[c] = logits[start + c]! + step * along[start + c]!;
      if (row[c]! > largest) largest = row[c]!;
    }
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const target = targets[start + c]!;
      if (target !== 0) loss -= target * (row[c]! - largest);
      row[c] = Math.exp(row[c]! - largest);
      sum += row[c]!;
    }
    const whole = sums[at]!;
    loss += whole * Math.log(sum);
    let [mean, square] = [0, 0];
    for (let c = 0; c < classes; c++) {
      const probability = row[c]! / sum;
      const by = along[start + c]!;
      const residual = whole * probability - targets[start + c]!;
      residuals[start + c] = residual * scale;
      slope += residual * by;
      mean += probability * by;
      square += probability * by * by;
    }
    curvature += whole * Math.max(0, square - mean * mean);
  }
  return { loss: loss * scale, slope: slope * scale, curvature: curvature * scale };
}
