/** P(Z > z) of the standard normal distribution, z >= 0 (Marsaglia 2004; absolute error below 1e-15). */
export function upperTail(z: number): number {
  if (z > 8) return 0;
  let term = z;
  let sum = z;
  for (let i = 3; term > sum * 1e-17; i += 2) sum += term *= (z * z) / i;
  return 0.5 - (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** The z that leaves `tail` (above 0, at most 0.5) above it, by bisection to the last bit. */
export function normalQuantile(tail: number): number {
  let [low, high] = [0, 8];
  for (let middle = 4; middle > low && middle < high; middle = (low + high) / 2) {
    if (upperTail(middle) > tail) low = middle;
    else high = middle;
  }
  return low;
}
