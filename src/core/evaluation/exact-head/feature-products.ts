/**
 * How the losses of heads side by side bend where they stand. The last class of each head is left out: over the classes of a head ways add up to
 * nothing, and so does what second derivatives make of them, so that the others tell what it has.
 */
export interface Bends {
  /** A column for each class of each head but its last. */
  readonly columns: number;
  /** Columns of one head. */
  readonly free: number;
  /** `[columns, columns]`: 1 for two columns of one head. */
  readonly sameHead: Float32Array;
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

/** Rows of features as a solver sees them: each less `mean`, which changes nothing but the bias and makes the problem round. What a product answers is good until the next one. */
export interface FeatureProducts {
  readonly rows: number;
  readonly dimensions: number;
  /** `[dimensions]`; what was taken off every row. */
  readonly mean: Float64Array;
  /** `weights` `[columns, dimensions]` → `[rows, columns]`: every row times every column's weights. */
  forward(weights: Float64Array, columns: number): Float64Array;
  /** `residuals` `[rows, columns]` → `[columns, dimensions]`: rows summed with each column's residuals as weights. */
  backward(residuals: Float64Array, columns: number): Float64Array;
  /** What second derivatives make of ways: both products at once, in six digits. */
  bend(ways: Ways, bends: Bends): Ways;
}

/** Means of columns of features `[rows, dimensions]`, some rows after the other. */
export function columnMeans(blocks: Iterable<ArrayLike<number>>, rows: number, dimensions: number): Float64Array {
  const mean = new Float64Array(dimensions);
  for (const block of blocks) for (let i = 0; i < block.length; i += dimensions) for (let j = 0; j < dimensions; j++) mean[j]! += block[i + j]!;
  for (let j = 0; j < dimensions; j++) mean[j]! /= Math.max(1, rows);
  return mean;
}

/** In plain TypeScript, for some hundreds of rows. `features` `[rows, dimensions]` */
export function plainProducts(features: ArrayLike<number>, dimensions: number): FeatureProducts {
  const rows = features.length / dimensions;
  const mean = columnMeans([features], rows, dimensions);
  const centred = Float64Array.from(features, (value, at) => value - mean[at % dimensions]!);
  const { forward, backward }: Pick<FeatureProducts, 'forward' | 'backward'> = {
    forward(weights, columns) {
      const out = new Float64Array(rows * columns);
      for (let i = 0; i < rows; i++) {
        for (let c = 0; c < columns; c++) {
          let sum = 0;
          for (let j = 0; j < dimensions; j++) sum += centred[i * dimensions + j]! * weights[c * dimensions + j]!;
          out[i * columns + c] = sum;
        }
      }
      return out;
    },
    backward(residuals, columns) {
      const out = new Float64Array(columns * dimensions);
      for (let i = 0; i < rows; i++) {
        for (let c = 0; c < columns; c++) {
          const residual = residuals[i * columns + c]!;
          if (residual === 0) continue;
          for (let j = 0; j < dimensions; j++) out[c * dimensions + j]! += residual * centred[i * dimensions + j]!;
        }
      }
      return out;
    },
  };
  return {
    rows,
    dimensions,
    mean,
    forward,
    backward,
    bend({ weights, biases }, { columns, free, likeliest, doubts, shares }) {
      const changes = forward(Float64Array.from(weights), columns);
      const sums = new Float32Array(columns);
      for (let from = 0; from < changes.length; from += free) {
        const first = from % columns;
        let [likely, mean] = [0, 0];
        for (let c = 0; c < free; c++) {
          const along = changes[from + c]! + biases[first + c]!;
          likely += likeliest[from + c]! * along;
          mean += doubts[from + c]! * along;
        }
        for (let c = 0; c < free; c++) {
          const change = shares[from + c]! * (changes[from + c]! + biases[first + c]! - likely - mean);
          changes[from + c] = change;
          sums[first + c]! += change;
        }
      }
      return { weights: Float32Array.from(backward(changes, columns)), biases: sums };
    },
  };
}
