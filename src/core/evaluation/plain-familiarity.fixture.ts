import { unitRows } from './unit-rows.ts';

/**
 * How familiar pictures are (Sun 2022), as it is defined: less the distance of features of length 1 to the k-th nearest picture of the bank, -2 to 0. What
 * runs and exports keep is `familiarity-index.ts`, which is held to this.
 * @param bank `[pictures, dimensions]`
 * @param features `[n, dimensions]`
 * @param leftOut row of the bank that does not count for a picture: itself
 */
export function plainFamiliarity(bank: ArrayLike<number>, dimensions: number, k: number, features: ArrayLike<number>, leftOut: (row: number) => number = () => -1): number[] {
  const [unit, asked] = [unitRows(bank, dimensions), unitRows(features, dimensions)];
  const count = unit.length / dimensions;
  return Array.from({ length: asked.length / dimensions }, (_, row) => {
    const own = leftOut(row);
    const squares = new Float64Array(count).fill(Infinity);
    for (let other = 0; other < count; other++) {
      if (other === own) continue;
      let sum = 0;
      for (let d = 0; d < dimensions; d++) sum += (asked[row * dimensions + d]! - unit[other * dimensions + d]!) ** 2;
      squares[other] = sum;
    }
    return -Math.sqrt(squares.toSorted()[k - 1]!);
  });
}
