import { searchKey } from '../../../shared/search-key.ts';

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

/** Of so many classes the pairs most confused say more than a matrix without names. */
export const manyClasses = 20;

/** Beside the cells: the names of the true classes, px. */
const namesPx = 138;
/** Above so many classes all are seen at once in small cells without words; below, names and counts are worth scrolling for. */
const namedClasses = 30;
const gapPx = 2;
const largestPx = 44;
/** A count of two digits fits. */
const leastNamedPx = 22;
const leastPx = 6;

/**
 * Edge of a cell, px, and whether names and counts are left out: as large as `roomPx` allows for all classes together. Of few classes no
 * smaller than a count; of many so small that all are seen, and what a cell says stands beside the matrix.
 */
export function cellSize(classes: number, roomPx: number): { edgePx: number; isCompact: boolean } {
  const fitting = (names: number) => Math.floor((roomPx - names) / classes) - gapPx;
  const named = Math.min(largestPx, fitting(namesPx));
  if (classes <= namedClasses || named >= leastNamedPx) return { edgePx: Math.max(leastNamedPx, named), isCompact: false };
  return { edgePx: Math.max(leastPx, Math.min(leastNamedPx, fitting(0))), isCompact: true };
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

export const isNamed = (name: string, sought: string): boolean => searchKey(name).includes(searchKey(sought.trim()));

/** The classes of that name and all that one of them is taken for, or that are taken for one, in their order. */
export function classesAround(confusion: Confusion, classes: readonly string[], sought: string): number[] {
  const found = new Set(classes.flatMap((name, at) => (isNamed(name, sought) ? [at] : [])));
  const isConfused = (a: number, b: number) => confusion[a]![b]! + confusion[b]![a]! > 0;
  return classes.flatMap((_, at) => (found.has(at) || [...found].some((other) => isConfused(at, other)) ? [at] : []));
}

export interface ConfusedPair {
  /** The direction that happens more often first. */
  label: string;
  predicted: string;
  /** Both ways together. */
  count: number;
}

/** Two classes taken for each other, the most often first. */
export function confusedPairs(confusion: Confusion, classes: readonly string[]): ConfusedPair[] {
  const pairs: ConfusedPair[] = [];
  for (const [a, row] of confusion.entries()) {
    for (let b = a + 1; b < row.length; b += 1) {
      const [there, back] = [row[b]!, confusion[b]![a]!];
      if (there + back === 0) continue;
      const [from, to] = there >= back ? [a, b] : [b, a];
      pairs.push({ label: classes[from]!, predicted: classes[to]!, count: there + back });
    }
  }
  return pairs.sort((a, b) => b.count - a.count);
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
