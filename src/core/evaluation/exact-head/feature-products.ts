/** `[rows, columns]` */
export type RowValues = Float64Array | Float32Array;

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
  /**
   * Both at once, in six digits where that takes less time: `forward`, of some rows after the other; what `turn` makes of theirs in its place, the first of which
   * is `from`; and `backward` of all.
   */
  through(weights: Float64Array, columns: number, turn: (along: RowValues, from: number) => void): ArrayLike<number>;
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
    through(weights, columns, turn) {
      const along = forward(weights, columns);
      turn(along, 0);
      return backward(along, columns);
    },
  };
}
