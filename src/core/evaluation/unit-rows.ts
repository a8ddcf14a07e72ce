/** Features `[rows, dimensions]` as rows of length 1, in float64; lengths are floored at 1e-10, so that a row of zeros stays one. */
export function unitRows(features: ArrayLike<number>, dimensions: number): Float64Array<ArrayBuffer> {
  const unit = Float64Array.from(features);
  for (let start = 0; start < unit.length; start += dimensions) {
    let squares = 0;
    for (let d = 0; d < dimensions; d++) squares += unit[start + d]! ** 2;
    const length = Math.max(Math.sqrt(squares), 1e-10);
    for (let d = 0; d < dimensions; d++) unit[start + d]! /= length;
  }
  return unit;
}
