/** Arithmetic of the wall: how many pictures stand side by side, and where a key leads. All pure; positions count from 0. */
export interface WallGrid {
  columns: number;
  rows: number;
  /** Edge of a picture, px: a little more than was asked for, so that a row fills the width. */
  tile: number;
}

export const wallGap = 8;

/** `width` is what a row may take, px; `size` the smallest edge wished. One column at least, however narrow it is. */
export function wallGrid(width: number, size: number, count: number): WallGrid {
  const columns = Math.max(1, Math.floor((width + wallGap) / (size + wallGap)));
  const tile = Math.max(24, Math.floor((width - wallGap * (columns - 1)) / columns));
  return { columns, rows: Math.ceil(count / columns), tile };
}

export interface KeyPress {
  key: string;
  ctrl: boolean;
}

/**
 * Where the focus goes, null for a key that moves nothing. Home and End go to the row's ends, with Ctrl to the first and the
 * last picture; a page is `pageRows` rows; Up and Down keep their column and stop at the first and last picture of it.
 */
export function focusAfter(press: KeyPress, focus: number, count: number, columns: number, pageRows: number): number | null {
  if (count === 0) return null;
  const at = Math.min(Math.max(focus, 0), count - 1);
  const rowStart = at - (at % columns);
  const clamp = (position: number) => Math.min(Math.max(position, 0), count - 1);
  switch (press.key) {
    case 'ArrowLeft':
      return clamp(at - 1);
    case 'ArrowRight':
      return clamp(at + 1);
    case 'ArrowUp':
      return sameColumn(at, -1, columns, count);
    case 'ArrowDown':
      return sameColumn(at, 1, columns, count);
    case 'PageUp':
      return sameColumn(at, -Math.max(1, pageRows), columns, count);
    case 'PageDown':
      return sameColumn(at, Math.max(1, pageRows), columns, count);
    case 'Home':
      return press.ctrl ? 0 : rowStart;
    case 'End':
      return press.ctrl ? count - 1 : clamp(rowStart + columns - 1);
    default:
      return null;
  }
}

/** A last row that is not full is reached from every column: its last picture then. */
function sameColumn(at: number, rows: number, columns: number, count: number): number {
  const lastRow = Math.floor((count - 1) / columns);
  const row = Math.min(Math.max(Math.floor(at / columns) + rows, 0), lastRow);
  return Math.min(row * columns + (at % columns), count - 1);
}

/** Where to scroll so that `top` to `top + size` is seen in a window of `height` at `offset`, as little as needed; null: it is. */
export function offsetFor(top: number, size: number, offset: number, height: number): number | null {
  if (top < offset) return top;
  return top + size > offset + height ? Math.max(0, top + size - height) : null;
}
