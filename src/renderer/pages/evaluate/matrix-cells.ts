/** The confusion matrix as it is drawn. Rows are true classes, columns what the run said; counts of pictures. All pure. */
export type Confusion = readonly (readonly number[])[];

export const rowTotal = (row: readonly number[]): number => row.reduce((sum, count) => sum + count, 0);

/**
 * How strongly a cell is shaded, 0..1, by its part of the row (of the true class). Errors rise by the square root, so that one
 * picture in fifty is still seen; the diagonal rises evenly and stays calm.
 */
export function shade(count: number, total: number, isDiagonal: boolean): number {
  if (total === 0 || count === 0) return 0;
  const share = count / total;
  return isDiagonal ? share : Math.sqrt(share);
}

/** Edge of a cell, px: large enough for the counts of few classes, small enough to see many at once. */
export function cellSize(classes: number): number {
  if (classes <= 6) return 44;
  if (classes <= 12) return 36;
  return classes <= 30 ? 28 : 22;
}

/** Pictures of each class that are wrong on either side: missed, or taken for it. */
function errorsOf(confusion: Confusion): number[] {
  const errors = confusion.map((row, at) => rowTotal(row) - (row[at] ?? 0));
  for (const [at, row] of confusion.entries()) {
    for (const [column, count] of row.entries()) if (column !== at && count > 0) errors[column]! += count;
  }
  return errors;
}

/** Which classes are drawn, in their order: all, or the `limit` with the most errors. A matrix of a thousand has a million cells. */
export function drawnClasses(confusion: Confusion, limit: number): number[] {
  const all = confusion.map((_, at) => at);
  if (all.length <= limit) return all;
  const errors = errorsOf(confusion);
  return all
    .toSorted((a, b) => errors[b]! - errors[a]! || a - b)
    .slice(0, limit)
    .sort((a, b) => a - b);
}

export interface MatrixEntry {
  label: string;
  predicted: string;
  count: number;
  /** Of the pictures of the true class, 0..1. */
  share: number;
}

/** Cells that hold pictures, errors first, most pictures first: the matrix as a table, and its summary. */
export function matrixEntries(confusion: Confusion, classes: readonly string[]): MatrixEntry[] {
  const entries = confusion.flatMap((row, at) => {
    const total = rowTotal(row);
    return row.flatMap((count, column) =>
      count === 0 ? [] : [{ label: classes[at]!, predicted: classes[column]!, count, share: count / total }],
    );
  });
  const isError = (entry: MatrixEntry) => Number(entry.label !== entry.predicted);
  return entries.sort((a, b) => isError(b) - isError(a) || b.count - a.count);
}

export interface CellAt {
  row: number;
  column: number;
}

/** Where a key leads from a cell, null for one that leads nowhere. */
export function cellAfter(key: string, withCtrl: boolean, { row, column }: CellAt, size: number): CellAt | null {
  const clamp = (at: number) => Math.min(Math.max(at, 0), size - 1);
  const end = size - 1;
  if (key === 'ArrowLeft') return { row, column: clamp(column - 1) };
  if (key === 'ArrowRight') return { row, column: clamp(column + 1) };
  if (key === 'ArrowUp') return { row: clamp(row - 1), column };
  if (key === 'ArrowDown') return { row: clamp(row + 1), column };
  if (key === 'Home') return withCtrl ? { row: 0, column: 0 } : { row, column: 0 };
  if (key === 'End') return withCtrl ? { row: end, column: end } : { row, column: end };
  return null;
}
