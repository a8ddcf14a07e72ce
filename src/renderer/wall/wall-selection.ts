/**
 * Which pictures of the wall are chosen, by position. A byte a picture, so that choosing all of 100,000 costs a tenth of a
 * millisecond; every change makes a new value.
 */
export interface WallSelection {
  /** 1 = chosen. */
  readonly mask: Uint8Array;
  readonly count: number;
  /** Where a range chosen with Shift begins. */
  readonly anchor: number;
  /** The picture that keys and the inspector are about; -1 before any. */
  readonly focus: number;
}

export const nothingSelected = (length: number, focus = -1): WallSelection => ({
  mask: new Uint8Array(length),
  count: 0,
  anchor: Math.max(0, focus),
  focus,
});

export function selectOnly(selection: WallSelection, at: number): WallSelection {
  const mask = new Uint8Array(selection.mask.length);
  mask[at] = 1;
  return { mask, count: 1, anchor: at, focus: at };
}

/** Adds or takes away one (Ctrl+click). */
export function toggle(selection: WallSelection, at: number): WallSelection {
  const mask = selection.mask.slice();
  mask[at] = 1 - mask[at]!;
  return { mask, count: selection.count + (mask[at] ? 1 : -1), anchor: at, focus: at };
}

/** Everything between the anchor and `at`, nothing else (Shift+click, Shift+arrows); with `keep`, added to what is chosen. */
export function extendTo(selection: WallSelection, at: number, keep = false): WallSelection {
  const mask = keep ? selection.mask.slice() : new Uint8Array(selection.mask.length);
  const anchor = selection.focus < 0 ? at : selection.anchor;
  mask.fill(1, Math.min(anchor, at), Math.max(anchor, at) + 1);
  return { mask, count: keep ? ones(mask) : Math.abs(anchor - at) + 1, anchor, focus: at };
}

export function selectAll(selection: WallSelection): WallSelection {
  const mask = new Uint8Array(selection.mask.length).fill(1);
  return { ...selection, mask, count: mask.length, focus: mask.length === 0 ? -1 : Math.max(0, selection.focus) };
}

export const selectNone = (selection: WallSelection): WallSelection =>
  nothingSelected(selection.mask.length, selection.focus);

/** The focus alone (Ctrl+arrows). */
export const focusOnly = (selection: WallSelection, at: number): WallSelection => ({ ...selection, focus: at });

/** Ids of what is chosen, in the order of the wall; pictures that the data set no longer has (-1) have none. */
export function selectedIds({ mask }: WallSelection, ids: Int32Array): number[] {
  const chosen: number[] = [];
  for (let at = 0; at < mask.length; at += 1) if (mask[at] && ids[at]! > 0) chosen.push(ids[at]!);
  return chosen;
}

/** The picture after the focus that is not chosen, else the one before it; -1 where all are. */
export function nextUnchosen({ mask, focus }: WallSelection): number {
  const after = mask.indexOf(0, Math.max(0, focus));
  return after >= 0 ? after : mask.lastIndexOf(0);
}

/** The only picture that is chosen; null where none is or several are. */
export function onlyChosen({ mask, count, focus }: WallSelection): number | null {
  if (count !== 1) return null;
  return mask[focus] ? focus : mask.indexOf(1);
}

/**
 * Where labelling goes on after the picture at `at`: one that waited for a class leads to the next that waits, after the last one to
 * the first; any other to the next picture. Null: nowhere.
 */
export function goingOnFrom(at: number, count: number, waited: boolean, isWaiting: (at: number) => boolean): number | null {
  if (!waited) return at + 1 < count ? at + 1 : null;
  for (let step = 1; step < count; step += 1) {
    const next = (at + step) % count;
    if (isWaiting(next)) return next;
  }
  return null;
}

/**
 * The same pictures chosen in another list. Where all that was chosen is gone (labelled away from the class that is shown),
 * the next picture is chosen instead, so that labelling goes on with one key a picture.
 */
export function carryOver(selection: WallSelection, before: Int32Array, after: Int32Array): WallSelection {
  if (selection.count === 0 && selection.focus < 0) return nothingSelected(after.length);
  const positions = new Map<number, number>();
  for (let at = 0; at < after.length; at += 1) positions.set(after[at]!, at);
  const mask = new Uint8Array(after.length);
  let count = 0;
  for (let at = 0; at < before.length; at += 1) {
    const to = selection.mask[at] ? positions.get(before[at]!) : undefined;
    if (to === undefined) continue;
    mask[to] = 1;
    count += 1;
  }
  const focus = following(selection.focus, before, positions, after.length);
  if (count === 0 && selection.count > 0 && focus >= 0) return selectOnly({ ...selection, mask }, focus);
  return { mask, count, anchor: following(selection.anchor, before, positions, after.length), focus };
}

/** Where the picture at `from` is now, or the next one after it that is still there. */
function following(from: number, before: Int32Array, positions: Map<number, number>, length: number): number {
  if (from < 0 || length === 0) return -1;
  for (let at = from; at < before.length; at += 1) {
    const to = positions.get(before[at]!);
    if (to !== undefined) return to;
  }
  return length - 1;
}

function ones(mask: Uint8Array): number {
  let count = 0;
  for (const byte of mask) count += byte;
  return count;
}
