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
      sum += below === 0 ? 1 : Math.exp(below);
    }
    loss += sums[at]! * Math.log(sum);
  }
  return loss * scale;
}

/** A line that the logits of one of several heads move along, whose values lie side by side: `[all rows, columns]`, of which this one's begin at `first`. */
export interface Line {
  readonly columns: number;
  readonly first: number;
  /** What a step of 1 adds to the logits, less the bias. */
  readonly along: Float64Array;
  /** What it adds to the bias, `[classes]`. */
  readonly bias: Float64Array;
  /** Receives the derivative of the loss by the logits; rows that are not chosen stay as they are. */
  readonly residuals: Float64Array;
}

/** The first and second derivative by the step of the mean loss of `logits` (`[all rows, classes]`), a step further on a line. */
export function slopeOnLine(chosen: Chosen, logits: Float64Array, line: Line, step: number): { readonly slope: number; readonly curvature: number } {
  const { classes, targets, rows, scale, sums } = chosen;
  const { columns, first, along, bias, residuals } = line;
  const row = new Float64Array(classes);
  const moves = new Float64Array(classes);
  let [slope, curvature] = [0, 0];
  for (let at = 0; at < rows.length; at++) {
    const start = rows[at]! * classes;
    const from = rows[at]! * columns + first;
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) {
      const by = along[from + c]! + bias[c]!;
      const logit = logits[start + c]! + step * by;
      moves[c] = by;
      row[c] = logit;
      if (logit > largest) largest = logit;
    }
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const below = row[c]! - largest;
      // Of the largest it is 1, whose exponential need not be asked for.
      const power = below === 0 ? 1 : Math.exp(below);
      row[c] = power;
      sum += power;
    }
    const whole = sums[at]!;
    let [mean, square] = [0, 0];
    for (let c = 0; c < classes; c++) {
      const probability = row[c]! / sum;
      const by = moves[c]!;
      const residual = whole * probability - targets[start + c]!;
      residuals[from + c] = residual * scale;
      slope += residual * by;
      mean += probability * by;
      square += probability * by * by;
    }
    curvature += whole * Math.max(0, square - mean * mean);
  }
  return { slope: slope * scale, curvature: curvature * scale };
}
