import { isHeading, picturesOf, rowAt, topOf, wallGap } from './wall-grid.ts';
import type { WallLayout } from './wall-grid.ts';
import { nothingSelected } from './wall-selection.ts';
import type { WallSelection } from './wall-selection.ts';

/** A rectangle drawn over a wall, px from the top left of all its rows. Pure. */
export interface Band {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Sizes of a wall, px: the edge of a picture, it with its words, and from one line to the next. */
export interface WallSizes {
  readonly tile: number;
  readonly cell: number;
  readonly pitch: number;
}

export const bandBetween = (a: { x: number; y: number }, b: { x: number; y: number }): Band => ({
  left: Math.min(a.x, b.x),
  top: Math.min(a.y, b.y),
  right: Math.max(a.x, b.x),
  bottom: Math.max(a.y, b.y),
});

/** Pictures that a band touches: of each row the first of them and how many. */
export function picturesUnder(layout: WallLayout, { left, top, right, bottom }: Band, { tile, cell, pitch }: WallSizes): { first: number; length: number }[] {
  const found: { first: number; length: number }[] = [];
  if (layout.rows === 0) return found;
  const width = tile + wallGap;
  for (let row = rowAt(layout, top, pitch); row < layout.rows; row += 1) {
    const rowTop = topOf(layout, row, pitch);
    if (rowTop >= bottom) break;
    if (isHeading(layout, row) || rowTop + cell <= top) continue;
    const { first, length } = picturesOf(layout, row);
    const from = Math.max(0, Math.floor((left - tile) / width) + 1);
    const to = Math.min(length, Math.ceil(right / width));
    if (to > from) found.push({ first: first + from, length: to - from });
  }
  return found;
}

/** What is chosen once these are; with `keep`, what was chosen before stays so. */
export function chooseUnder(before: WallSelection, under: readonly { first: number; length: number }[], keep: boolean): WallSelection {
  const none = nothingSelected(before.mask.length, before.focus);
  const mask = keep ? before.mask.slice() : none.mask;
  for (const { first, length } of under) mask.fill(1, first, first + length);
  const [begin, end] = [under[0], under.at(-1)];
  if (!begin || !end) return keep ? before : none;
  return { mask, count: mask.reduce((sum, byte) => sum + byte, 0), anchor: begin.first, focus: end.first + end.length - 1 };
}
