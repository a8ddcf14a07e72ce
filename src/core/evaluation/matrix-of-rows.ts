/** Rows of `width` values each, one behind the other: `[rows, width]`. */
export function matrixOfRows(rows: readonly ArrayLike<number>[], width: number): Float32Array<ArrayBuffer> {
  const matrix = new Float32Array(rows.length * width);
  for (const [at, row] of rows.entries()) matrix.set(row, at * width);
  return matrix;
}
