import { cellsWide } from './cells-wide.ts';
import { wrapped } from './wrapped.ts';

export interface Column {
  title: string;
  /** Numbers stand on the right. */
  align?: 'left' | 'right';
}

/** Between two columns. */
const gap = '  ';
/** A column narrower than so many cells helps nobody: then lines are as long as they are. */
const leastCells = 8;

/** Cells of a line where a person looks; null where something else reads, which gets a line a row. */
export const terminalCells = (): number | null => (process.stdout.isTTY && process.stdout.columns) || null;

/**
 * Columns two spaces apart, titles on top unless all are empty; no line ends in a space. Cells may be coloured. Where all of it is wider than a terminal, the widest
 * columns are made narrower and their cells broken into lines, the first one last; paths in the last one only at spaces.
 * @param width cells of a line at most; null: as many as it takes
 */
export function table(columns: readonly (Column | string)[], rows: readonly (readonly string[])[], width: number | null = terminalCells()): string {
  const heads = columns.map((column) => (typeof column === 'string' ? { title: column } : column));
  const lines = heads.some(({ title }) => title !== '') ? [heads.map(({ title }) => title), ...rows] : rows;
  const natural = heads.map((_, column) => Math.max(0, ...lines.map((line) => cellsWide(line[column] ?? ''))));
  const cells = width === null ? natural : withFirstWhole(natural, width - gap.length * (heads.length - 1));
  return lines
    .flatMap((line) => {
      const broken = cells.map((most, column) => (natural[column]! <= most ? [line[column] ?? ''] : wrapped(line[column] ?? '', most, column === cells.length - 1)));
      const height = Math.max(0, ...broken.map((parts) => parts.length));
      return Array.from({ length: height }, (_, at) =>
        heads
          .map(({ align }, column) => {
            const cell = broken[column]![at] ?? '';
            const rest = ' '.repeat(Math.max(0, cells[column]! - cellsWide(cell)));
            return align === 'right' ? rest + cell : cell + rest;
          })
          .join(gap)
          .trimEnd(),
      );
    })
    .join('\n');
}

/** The first column is what a row is asked for by, in one piece: it keeps its width where that is at most half of all, and the others have room for words. */
function withFirstWhole([first = 0, ...others]: readonly number[], total: number): readonly number[] {
  const all = [first, ...others];
  const sum = others.reduce((so, width) => so + width, 0);
  if (first > total / 2 || first + sum <= total) return narrowed(all, total);
  const narrow = narrowed(others, total - first);
  return narrow === others ? narrowed(all, total) : [first, ...narrow];
}

/** Widths of which the widest are cut to one size, so that all together are at most `total`. */
function narrowed(widths: readonly number[], total: number): readonly number[] {
  if (widths.reduce((sum, width) => sum + width, 0) <= total) return widths;
  let left = total;
  for (const [at, width] of widths.toSorted((a, b) => a - b).entries()) {
    const most = Math.floor(left / (widths.length - at));
    if (width > most) return most < leastCells ? widths : widths.map((own) => Math.min(own, most));
    left -= width;
  }
  return widths;
}
