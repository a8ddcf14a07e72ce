/** Arithmetic of the wall: how many pictures stand side by side, where each lies, and where a key leads. All pure; positions count from 0. */
export interface WallGrid {
  columns: number;
  /** Edge of a picture, px: a little more than was asked for, so that a row fills the width. */
  tile: number;
}

export const wallGap = 2;
/** Height of a heading, px. */
export const headingPx = 32;

/** `width` is what a row may take, px; `size` the smallest edge wished. One column at least, however narrow it is. */
export function wallGrid(width: number, size: number): WallGrid {
  const columns = Math.max(1, Math.floor((width + wallGap) / (size + wallGap)));
  return { columns, tile: Math.max(24, Math.floor((width - wallGap * (columns - 1)) / columns)) };
}

/** Pictures that stand together under a heading, from `start` on. */
export interface WallGroup {
  readonly name: string;
  readonly start: number;
  readonly count: number;
  /** Those of them that are neither excluded nor broken: what is counted elsewhere. */
  readonly used: number;
}

interface LaidGroup {
  readonly group: WallGroup | null;
  readonly start: number;
  /** Its heading, else its first row of pictures. */
  readonly firstRow: number;
  readonly firstLine: number;
  readonly lines: number;
}

/** Rows are headings and lines of pictures; without groups there are only lines. */
export interface WallLayout {
  readonly columns: number;
  readonly count: number;
  readonly rows: number;
  readonly lines: number;
  readonly groups: readonly LaidGroup[];
}

export function layWall(count: number, columns: number, groups: readonly WallGroup[] = []): WallLayout {
  const laid: LaidGroup[] = [];
  let rows = 0;
  let lines = 0;
  const add = (group: WallGroup | null, start: number, length: number) => {
    const own = Math.ceil(length / columns);
    laid.push({ group, start, firstRow: rows, firstLine: lines, lines: own });
    rows += own + (group ? 1 : 0);
    lines += own;
  };
  if (groups.length === 0) add(null, 0, count);
  for (const group of groups) add(group, group.start, group.count);
  return { columns, count, rows, lines, groups: laid };
}

/** The last group of which `key` is at most `value`. */
function groupBy(groups: readonly LaidGroup[], key: 'start' | 'firstRow' | 'firstLine', value: number): number {
  let low = 0;
  let high = groups.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (groups[middle]![key] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

export const groupOfRow = (layout: WallLayout, row: number): number => groupBy(layout.groups, 'firstRow', row);

const headings = ({ group }: LaidGroup): number => (group ? 1 : 0);
const endOf = (layout: WallLayout, at: number): number => layout.groups[at + 1]?.start ?? layout.count;

export function isHeading(layout: WallLayout, row: number): boolean {
  const laid = layout.groups[groupOfRow(layout, row)]!;
  return laid.group !== null && laid.firstRow === row;
}

/** The line of pictures that a picture stands in, counted without headings. */
function lineOf({ groups, columns }: WallLayout, at: number): number {
  const laid = groups[groupBy(groups, 'start', at)]!;
  return laid.firstLine + Math.floor((at - laid.start) / columns);
}

/** The pictures of a line: the first of them, and how many. */
function lineAt(layout: WallLayout, line: number): { first: number; length: number } {
  const of = groupBy(layout.groups, 'firstLine', line);
  const laid = layout.groups[of]!;
  const first = laid.start + (line - laid.firstLine) * layout.columns;
  return { first, length: Math.max(0, Math.min(layout.columns, endOf(layout, of) - first)) };
}

export function rowOf(layout: WallLayout, at: number): number {
  const laid = layout.groups[groupBy(layout.groups, 'start', at)]!;
  return laid.firstRow + headings(laid) + Math.floor((at - laid.start) / layout.columns);
}

/** The pictures of a row that is no heading. */
export function picturesOf(layout: WallLayout, row: number): { first: number; length: number } {
  const laid = layout.groups[groupOfRow(layout, row)]!;
  return lineAt(layout, laid.firstLine + row - laid.firstRow - headings(laid));
}

/** Where a row begins, px; `pitch` is from one line of pictures to the next. */
export function topOf(layout: WallLayout, row: number, pitch: number): number {
  const of = groupOfRow(layout, row);
  const laid = layout.groups[of]!;
  const headingsBefore = laid.group ? of + (row > laid.firstRow ? 1 : 0) : 0;
  return headingsBefore * headingPx + (row - headingsBefore) * pitch;
}

/** The row that lies at `offset`, px; the first or the last one beyond the ends. */
export function rowAt(layout: WallLayout, offset: number, pitch: number): number {
  let row = 0;
  let last = layout.rows - 1;
  while (row < last) {
    const middle = (row + last + 1) >> 1;
    if (topOf(layout, middle, pitch) <= offset) row = middle;
    else last = middle - 1;
  }
  return row;
}

/** The first picture of the row that lies at `offset`; of a heading's, the first under it. */
export function firstSeen(layout: WallLayout, offset: number, pitch: number): number {
  const row = rowAt(layout, offset, pitch);
  return picturesOf(layout, isHeading(layout, row) ? row + 1 : row).first;
}

export interface KeyPress {
  key: string;
  ctrl: boolean;
}

/**
 * Where the focus goes, null for a key that moves nothing. Home and End go to the row's ends, with Ctrl to the first and the
 * last picture; a page is `pageRows` rows; Up and Down keep their column and stop at the first and last picture of it.
 */
export function focusAfter(press: KeyPress, focus: number, layout: WallLayout, pageRows: number): number | null {
  const { count } = layout;
  if (count === 0) return null;
  const at = Math.min(Math.max(focus, 0), count - 1);
  const clamp = (position: number) => Math.min(Math.max(position, 0), count - 1);
  const { first, length } = lineAt(layout, lineOf(layout, at));
  switch (press.key) {
    case 'ArrowLeft':
      return clamp(at - 1);
    case 'ArrowRight':
      return clamp(at + 1);
    case 'ArrowUp':
      return sameColumn(layout, at, -1);
    case 'ArrowDown':
      return sameColumn(layout, at, 1);
    case 'PageUp':
      return sameColumn(layout, at, -Math.max(1, pageRows));
    case 'PageDown':
      return sameColumn(layout, at, Math.max(1, pageRows));
    case 'Home':
      return press.ctrl ? 0 : first;
    case 'End':
      return press.ctrl ? count - 1 : first + length - 1;
    default:
      return null;
  }
}

/** A line that is not full is reached from every column: its last picture then. */
function sameColumn(layout: WallLayout, at: number, lines: number): number {
  const from = lineOf(layout, at);
  const column = at - lineAt(layout, from).first;
  const { first, length } = lineAt(layout, Math.min(Math.max(from + lines, 0), layout.lines - 1));
  return first + Math.min(column, length - 1);
}

/** Where to scroll so that `top` to `top + size` is seen in a window of `height` at `offset`, as little as needed; null: it is. */
export function offsetFor(top: number, size: number, offset: number, height: number): number | null {
  if (top < offset) return Math.max(0, top);
  return top + size > offset + height ? Math.max(0, top + size - height) : null;
}
