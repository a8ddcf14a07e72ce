import { componentBytes, jpegKernels, spareBytes } from './jpeg-kernels.ts';
import { tableBytes } from './jpeg-table.ts';

/** Of each kind, those of first coefficients and those of others, in turn. */
const tablesOfKind = 4;
const tablesAt = 64;
const countAt = 60;
const fileAt = tablesAt + 2 * tablesOfKind * tableBytes;

/** Where a table lies; those of a JPEG are numbered. */
export type TablePlace = number;
export const tablePlace = (kind: number, number: number): TablePlace => tablesAt + (kind * tablesOfKind + number) * tableBytes;

/** A component in a scan that is read by it: blocks of one unit of the scan, and its tables. */
export interface Read {
  readonly blocks: number;
  readonly dc: TablePlace | undefined;
  readonly ac: TablePlace | undefined;
}

/** Which coefficients, in the order of the zigzag. */
export interface ZigzagBand {
  readonly from: number;
  readonly to: number;
}

/** Reads `count` blocks or units from `first` on, whose bits were brought (`bring`); the bit behind the last code, or -1 where something is not as it should be. */
export type ReadCodes = (bits: number, first: number, count: number) => number;

/** What reads the codes of a file, whose bytes it holds. Good until the next is asked for. */
export interface JpegCodes {
  /** Makes a table of its 16 counts and its symbols from `at` in the file on; false where libjpeg would refuse it. */
  makeTable(at: number, place: TablePlace): boolean;
  /** Brings the bits from `at` in the file up to the next marker: where that is, and how many bytes they are. */
  bring(at: number): { readonly next: number; readonly bytes: number };
  /** Of a scan that is not progressive, units; of a first scan of first coefficients. */
  unitsBy(how: 'readSequential' | 'readFirstDc', components: readonly Read[]): ReadCodes;
  /** Blocks of a component, the first of which is block `base` of the frame: a first scan of other coefficients, or one that adds a bit to them. */
  blocksBy(how: 'readFirstAc' | 'readMoreAc', ac: TablePlace, band: ZigzagBand, base: number): ReadCodes;
}

/** @param blocks of all components, of which is kept which coefficients are not zero: a word of 64 bits each; 0 where nobody asks */
export function jpegCodes(file: Uint8Array, blocks: number): JpegCodes {
  const fileEnd = fileAt + file.length;
  // Twice what a vector writes beyond its bits.
  const top = fileEnd + spareBytes + file.length + spareBytes;
  const wordsAt = (top + 8) & ~7;
  const { functions: kernels, memory } = jpegKernels(wordsAt + blocks * 8);
  memory.set(file, fileAt);
  // A marker ends what a file ends in.
  memory.fill(0xff, fileEnd, fileEnd + spareBytes);
  memory.fill(0, wordsAt, wordsAt + blocks * 8);
  const numbers = new Int32Array(memory.buffer, 0, tablesAt / 4);
  const firstBits = top - 7;
  return {
    makeTable: (at, place) => kernels.makeTable(fileAt + at, place) === 1,
    bring(at) {
      const next = kernels.takeBits(fileAt + at, fileEnd, top, countAt) - fileAt;
      return { next, bytes: numbers[countAt / 4]! };
    },
    unitsBy(how, components) {
      for (const [i, { blocks: count, dc = 0, ac = 0 }] of components.entries()) numbers.set([count, dc, ac], (i * componentBytes) / 4);
      return (bits, _, units) => kernels[how](firstBits, bits, units, 0, components.length * componentBytes);
    },
    blocksBy: (how, ac, { from, to }, base) => (bits, first, count) => {
      const block = wordsAt + (base + first) * 8;
      return kernels[how](firstBits, bits, ac, from, to, block, block + count * 8);
    },
  };
}
