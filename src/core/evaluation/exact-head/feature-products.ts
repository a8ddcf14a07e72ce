/**
 * How the losses of heads side by side bend where they stand. The last class of each head is left out: over the classes of a head ways add up to
 * nothing, and so does what second derivatives make of them, so that the others tell what it has.
 */
export interface Bends {
  /** A column for each class of each head but its last. */
  readonly columns: number;
  /** Columns of one head. */
  readonly free: number;
  /** `[columns, heads]`: 1 for the head that a column is of. */
  readonly ofHead: Float32Array;
  /** `[rows, columns]`: 1 for the likeliest class of a row, unless that is the last. */
  readonly likeliest: Float32Array;
  /**
   * `[rows, columns]`: the probability of each class less that of the last, less 1 where `likeliest` has one: what they make of a way is how far the mean
   * over the classes is from the likeliest. Of a row that is told almost surely that is next to nothing, which the probability itself could not tell in float32.
   */
  readonly doubts: Float32Array;
  /** `[rows, columns]`: the probability of each class times the row's share of the mean loss; 0 in rows that a head does not learn from. */
  readonly shares: Float32Array;
}

/** Ways that second derivatives are asked about, or what these make of them, of each column: `weights` `[columns, dimensions]`, `biases` `[columns]`. */
export interface Ways {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** Where features lie, and how large they are. */
export interface Centre {
  /** `[dimensions]`; what is taken off every row. */
  readonly mean: Float64Array;
  /** What every row is divided by then, where rows are longer than usual; 1 elsewhere. Weights of large features are small beside biases, and a search would not end. */
  readonly unit: number;
  /** The root mean square of the values that are left. */
  readonly scale: number;
}

/** Rows of features as a solver sees them: less `mean` and by `unit`, which changes biases and the size of weights alone and makes the problem round. What a product answers is good until the next one. */
export interface FeatureProducts extends Centre {
  readonly rows: number;
  readonly dimensions: number;
  /** `weights` `[columns, dimensions]` → `[rows, columns]`: every row times every column's weights. */
  forward(weights: Float64Array, columns: number): Float64Array;
  /** `residuals` `[rows, columns]` → `[columns, dimensions]`: rows summed with each column's residuals as weights. */
  backward(residuals: Float64Array, columns: number): Float64Array;
  /** What second derivatives make of ways: both products at once, in six digits. */
  bend(ways: Ways, bends: Bends): Ways;
}

/** Rows of pooled features are 3 to 5 long (root mean square; ResNet-18, three sets). Brought to 8 at most they take fewest turns, to 4 and 2 more again. */
const usualLength = 8;

/** Of features `[rows, dimensions]`, some rows after the other. */
export function centreOf(blocks: Iterable<ArrayLike<number>>, rows: number, dimensions: number): Centre {
  const mean = new Float64Array(dimensions);
  let squares = 0;
  for (const block of blocks) {
    for (let i = 0; i < block.length; i += dimensions) {
      for (let j = 0; j < dimensions; j++) {
        const value = block[i + j]!;
        mean[j]! += value;
        squares += value * value;
      }
    }
  }
  for (let j = 0; j < dimensions; j++) {
    mean[j]! /= Math.max(1, rows);
    squares -= rows * mean[j]! * mean[j]!;
  }
  const deviation = Math.sqrt(Math.max(0, squares) / Math.max(1, rows * dimensions));
  const unit = Math.max(1, (deviation * Math.sqrt(dimensions)) / usualLength);
  return { mean, unit, scale: deviation / unit };
}
