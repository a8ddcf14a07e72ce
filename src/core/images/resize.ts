import { resizeAxis } from './resize-coefficients.ts';
import type { Axis, Interpolation } from './resize-coefficients.ts';
import { keptBytes, resizeKernels, rowsAtOnce } from './resize-kernels.ts';
import type { Box, Pixels } from './pixels.ts';

/** Goes into the cache key of features: raise it when any pixel of any result may differ. */
export const resizeRevision = 'pillow-1';

/** Pictures go through the kernels in blocks of so many bytes, which a processor's own cache holds. */
const blockBytes = 2 ** 18;

/** Bytes from a row that has been narrowed to the next one: the kernels write and read beyond its pixels, and 16 bytes at a time. */
export const narrowedPitch = ({ count }: Pick<Axis, 'count'>): number => aligned(count * 3 + 1);

const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16;
/** What kernels may touch behind what they are given. */
const spareBytes = 16;

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);
const recordBytes = ({ records, count }: Pick<Axis, 'records' | 'count'>): number => records.byteLength / count;

/** The kernels, whose memory begins with the records of an axis, and where two more parts of it lie. */
function kernelsFor(axis: Axis, sourceBytes: number, targetBytes: number) {
  const sourceAt = aligned(axis.records.byteLength);
  const targetAt = aligned(sourceAt + sourceBytes + spareBytes);
  const { functions: kernels, memory } = resizeKernels(targetAt + targetBytes + spareBytes);
  memory.set(bytesOf(axis.records));
  return { kernels, memory, sourceAt, targetAt };
}

/**
 * The horizontal half of Pillow's resize, rounded to 8 bits as Pillow does, for some rows.
 * Reads `rows` rows of `source` (`sourceWidth` pixels each) from row `sourceRow`, columns counted from `left`;
 * writes `axis.count` pixels a row into `target` (`narrowedPitch` bytes a row) from row `targetRow`.
 */
export function resizeRows(
  source: Uint8Array,
  sourceWidth: number,
  sourceRow: number,
  left: number,
  axis: Axis,
  target: Uint8Array,
  targetRow: number,
  rows: number,
): void {
  const { count, sourceFrom, sourceTo } = axis;
  const lineBytes = sourceWidth * 3;
  const reachBytes = (sourceTo - sourceFrom) * 3;
  const first = sourceRow * lineBytes + (left + sourceFrom) * 3;
  // One copy with what lies between the rows costs less than a copy for each, unless that is the most of it.
  const isDense = reachBytes * 2 > lineBytes;
  const heldBytes = isDense ? lineBytes : reachBytes;
  const pitch = narrowedPitch(axis);
  const groupsAtMost = Math.max(1, Math.min(Math.ceil(rows / rowsAtOnce), Math.floor(blockBytes / Math.max(heldBytes, pitch) / rowsAtOnce)));
  const blockRows = groupsAtMost * rowsAtOnce;
  const { kernels, memory, sourceAt, targetAt } = kernelsFor(axis, blockRows * heldBytes, blockRows * pitch);
  for (let from = 0; from < rows; from += blockRows) {
    const number = Math.min(blockRows, rows - from);
    const at = first + from * lineBytes;
    if (isDense) memory.set(source.subarray(at, at + (number - 1) * lineBytes + reachBytes), sourceAt);
    else
      for (let row = 0; row < number; row++)
        memory.set(source.subarray(at + row * lineBytes, at + row * lineBytes + reachBytes), sourceAt + row * reachBytes);
    kernels.acrossRows(sourceAt - sourceFrom * 3, heldBytes, 0, recordBytes(axis), count, targetAt, pitch, Math.ceil(number / rowsAtOnce));
    target.set(memory.subarray(targetAt, targetAt + number * pitch), (targetRow + from) * pitch);
  }
}

/**
 * The vertical half. `source` holds rows of `pitch` bytes (`narrowedPitch`), its first row being row `axis.sourceFrom` of the picture;
 * writes `axis.count` rows of `rowBytes` bytes.
 */
function resizeColumns(source: Uint8Array, pitch: number, axis: Axis, target: Uint8Array, rowBytes: number): void {
  const { count, starts, taps, sourceFrom } = axis;
  const endOf = (position: number): number => starts[position]! + taps[position]!;
  const tapsAtMost = taps.reduce((most, each) => Math.max(most, each), 0);
  // A pair of weights may reach one row further than its taps.
  const rowsAtMost = Math.max(tapsAtMost, Math.floor(blockBytes / pitch));
  const linesAtMost = Math.max(1, Math.min(count, Math.floor(blockBytes / rowBytes)));
  const { kernels, memory, sourceAt, targetAt } = kernelsFor(axis, (rowsAtMost + 1) * pitch, linesAtMost * rowBytes);
  for (let from = 0, to = 0; from < count; from = to) {
    const first = starts[from]!;
    while (to < count && to - from < linesAtMost && endOf(to) - first <= rowsAtMost) to++;
    memory.set(source.subarray((first - sourceFrom) * pitch, (endOf(to - 1) - sourceFrom) * pitch), sourceAt);
    kernels.downColumns(sourceAt - first * pitch, pitch, from * recordBytes(axis), recordBytes(axis), to - from, targetAt, rowBytes);
    target.set(memory.subarray(targetAt, targetAt + (to - from) * rowBytes), from * rowBytes);
  }
}

/** What to compute: `region` of the picture brought to `width` x `height`, of which only `window` is wanted. */
export interface ResizePlan {
  readonly region: Box;
  readonly window: Box;
  readonly horizontal: Axis;
  readonly vertical: Axis;
}

export function planResize(
  region: Box,
  width: number,
  height: number,
  interpolation: Interpolation,
  window: Box = { left: 0, top: 0, width, height },
): ResizePlan {
  return {
    region,
    window,
    horizontal: resizeAxis(region.width, width, interpolation, window.left, window.width),
    vertical: resizeAxis(region.height, height, interpolation, window.top, window.height),
  };
}

/** Both halves of a small picture, one behind the other: what is between them stays in the memory of the kernels. Null where that does not hold all of it. */
function resizeAtOnce({ data, width }: Pixels, { region, window, horizontal, vertical }: ResizePlan): Uint8Array | null {
  const rows = vertical.sourceTo - vertical.sourceFrom;
  const groups = Math.ceil(rows / rowsAtOnce);
  const lineBytes = width * 3;
  const pitch = narrowedPitch(horizontal);
  const rowBytes = window.width * 3;
  const outBytes = window.height * rowBytes;
  const verticalAt = aligned(horizontal.records.byteLength);
  const sourceAt = verticalAt + aligned(vertical.records.byteLength);
  const narrowedAt = sourceAt + aligned(groups * rowsAtOnce * lineBytes + spareBytes);
  // A pair of weights may reach one row further than its taps.
  const outAt = narrowedAt + aligned((groups * rowsAtOnce + 1) * pitch + spareBytes);
  const bytes = outAt + outBytes + spareBytes;
  if (bytes > keptBytes) return null;
  const { functions: kernels, memory } = resizeKernels(bytes);
  memory.set(bytesOf(horizontal.records), 0);
  memory.set(bytesOf(vertical.records), verticalAt);
  const first = (region.top + vertical.sourceFrom) * lineBytes + (region.left + horizontal.sourceFrom) * 3;
  memory.set(data.subarray(first, first + (rows - 1) * lineBytes + (horizontal.sourceTo - horizontal.sourceFrom) * 3), sourceAt);
  kernels.acrossRows(sourceAt - horizontal.sourceFrom * 3, lineBytes, 0, recordBytes(horizontal), horizontal.count, narrowedAt, pitch, groups);
  kernels.downColumns(narrowedAt - vertical.sourceFrom * pitch, pitch, verticalAt, recordBytes(vertical), vertical.count, outAt, rowBytes);
  return memory.slice(outAt, outAt + outBytes);
}

/**
 * The planned window, `[window.height, window.width, 3]`, with the bits of Pillow's `Image.resize`: antialiased, fixed point, horizontal pass first
 * and rounded to 8 bits, then vertical. Source rows and columns outside its reach are not touched.
 */
export function runResize(pixels: Pixels, plan: ResizePlan): Uint8Array {
  const small = resizeAtOnce(pixels, plan);
  if (small) return small;
  const { region, horizontal, vertical } = plan;
  const rows = vertical.sourceTo - vertical.sourceFrom;
  const narrowed = new Uint8Array(rows * narrowedPitch(horizontal));
  resizeRows(pixels.data, pixels.width, region.top + vertical.sourceFrom, region.left, horizontal, narrowed, 0, rows);
  return finishResize(narrowed, plan);
}

/** Rows that have been narrowed, `narrowedPitch` bytes each → the planned window, `[window.height, window.width, 3]`. */
export function finishResize(narrowed: Uint8Array, { window, horizontal, vertical }: ResizePlan): Uint8Array {
  const rowBytes = window.width * 3;
  const out = new Uint8Array(window.height * rowBytes);
  resizeColumns(narrowed, narrowedPitch(horizontal), vertical, out, rowBytes);
  return out;
}
