import { centreOf, type FeatureProducts } from './feature-products.ts';

/** Products in plain TypeScript, for some hundreds of rows: those of the engine are held to them. `features` `[rows, dimensions]` */
export function plainProducts(features: ArrayLike<number>, dimensions: number): FeatureProducts {
  const rows = features.length / dimensions;
  const centre = centreOf([features], rows, dimensions);
  const { mean, unit } = centre;
  const centred = Float64Array.from(features, (value, at) => (value - mean[at % dimensions]!) / unit);
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
    ...centre,
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
