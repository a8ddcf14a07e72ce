/**
 * Every code of a scan of a JPEG is read here as libjpeg reads it (ITU T.81, F.2 and G.2), and nothing made of it but which coefficients are not zero: what is read
 * next goes by that. Bits lie in memory without what is stuffed between them.
 */
import { codeIn } from './jpeg-huffman.ts';
import type { HuffmanTable } from './jpeg-huffman.ts';

/** A block may be read this far beyond the end before it shows. */
export const slackBytes = 1024;

/** The coefficients of a component that are not zero, a bit each in two words a block, row by row. */
export interface Coefficients {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** A component in a scan. `blocks`: of one unit of the scan. Its tables are there where the scan reads by them. */
export interface Read {
  readonly blocks: number;
  readonly dc: HuffmanTable | undefined;
  readonly ac: HuffmanTable | undefined;
}

/** Where bits are read: from bit `at` on, none beyond `end`. */
export interface Bits {
  readonly view: DataView;
  readonly at: number;
  readonly end: number;
}

/** Which coefficients, in the order of the zigzag. */
export interface ZigzagBand {
  readonly from: number;
  readonly to: number;
}

/** The bit behind the last code that was read, or -1 where something is not as it should be. */
export type ReadTo = number;

const next16 = (view: DataView, at: number): number => (view.getUint32(at >>> 3) << (at & 7)) >>> 16;
/** The next `count` bits, 1 to 25. */
const nextBits = (view: DataView, at: number, count: number): number => (view.getUint32(at >>> 3) << (at & 7)) >>> (32 - count);

/** Units of a scan that is not progressive. */
export function readSequential({ view, at, end }: Bits, components: readonly Read[], units: number): ReadTo {
  for (let unit = 0; unit < units; unit++) {
    for (const { blocks, dc, ac } of components) {
      for (let block = 0; block < blocks; block++) {
        const first = codeIn(dc!, next16(view, at));
        if (first === 0) return -1;
        at += (first & 255) + (first >>> 8);
        let k = 1;
        while (k < 64) {
          const found = codeIn(ac!, next16(view, at));
          if (found === 0) return -1;
          const size = (found >>> 8) & 15;
          const run = found >>> 12;
          at += (found & 255) + size;
          if (size === 0 && run !== 15) break;
          k += run + 1;
        }
        if (k > 64 || at > end) return -1;
      }
    }
  }
  return at;
}

/** Units of a first scan of first coefficients. */
export function readFirstDc({ view, at, end }: Bits, components: readonly Read[], units: number): ReadTo {
  for (let unit = 0; unit < units; unit++) {
    for (const { blocks, dc } of components) {
      for (let block = 0; block < blocks; block++) {
        const found = codeIn(dc!, next16(view, at));
        if (found === 0) return -1;
        at += (found & 255) + (found >>> 8);
      }
    }
    if (at > end) return -1;
  }
  return at;
}

/** A first scan of other coefficients: blocks `first` .. `first + count - 1` of a component. */
export function readFirstAc({ view, at, end }: Bits, ac: HuffmanTable, { from, to }: ZigzagBand, { low, high }: Coefficients, first: number, count: number): ReadTo {
  for (let block = first; block < first + count; block++) {
    let k = from;
    let lowWord = low[block]!;
    let highWord = high[block]!;
    while (k <= to) {
      const found = codeIn(ac, next16(view, at));
      if (found === 0) return -1;
      const size = (found >>> 8) & 15;
      const run = found >>> 12;
      at += found & 255;
      if (size > 0) {
        k += run;
        if (k > to) return -1;
        // Without a branch: which of the two it is nobody can foresee.
        const isHigh = k >> 5;
        lowWord |= (1 << k) & (isHigh - 1);
        highWord |= (1 << k) & -isHigh;
        at += size;
        k++;
      } else if (run === 15) {
        k += 16;
      } else {
        // The rest of this block and so many blocks behind it are zero.
        low[block] = lowWord;
        high[block] = highWord;
        block += (1 << run) - 1 + (run > 0 ? nextBits(view, at, run) : 0);
        at += run;
        break;
      }
    }
    if (k > to) {
      if (k > to + 1) return -1;
      low[block] = lowWord;
      high[block] = highWord;
    }
    if (at > end) return -1;
  }
  return at;
}

/** Of a word that is not zero. */
const trailingZeros = (word: number): number => 31 - Math.clz32(word & -word);

function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** Bits `from` .. `to` of a word, 0 where there are none; either may lie outside. */
function between(word: number, from: number, to: number): number {
  if (from > 31 || to < 0 || from > to) return 0;
  return word & (-1 << Math.max(0, from)) & (-1 >>> (31 - Math.min(31, to)));
}

/** A scan that adds a bit to other coefficients: blocks `first` .. `first + count - 1` of a component. */
export function readMoreAc({ view, at, end }: Bits, ac: HuffmanTable, { from, to }: ZigzagBand, { low, high }: Coefficients, first: number, count: number): ReadTo {
  /** Blocks to come that get no new coefficient. */
  let rest = 0;
  for (let block = first; block < first + count; block++) {
    let lowWord = low[block]!;
    let highWord = high[block]!;
    let k = from;
    if (rest === 0) {
      for (; k <= to; k++) {
        const found = codeIn(ac, next16(view, at));
        if (found === 0) return -1;
        const size = (found >>> 8) & 15;
        let run = found >>> 12;
        at += found & 255;
        if (size > 1) return -1;
        if (size === 0 && run < 15) {
          rest = (1 << run) + (run > 0 ? nextBits(view, at, run) : 0);
          at += run;
          break;
        }
        at += size;
        // What is zero yet is counted over; what is not takes a bit.
        for (;;) {
          const word = k < 32 ? lowWord >>> k : highWord >>> (k - 32);
          const zeros = word === 0 ? 32 - (k & 31) : trailingZeros(word);
          if (run < zeros || k + zeros > to) {
            k = Math.min(k + Math.min(run, zeros), to + 1);
            break;
          }
          run -= zeros;
          k += zeros;
          if (word === 0) continue;
          at++;
          if (++k > to) break;
        }
        if (size === 0) continue;
        if (k > to) return -1;
        if (k < 32) lowWord |= 1 << k;
        else highWord |= 1 << (k - 32);
      }
      low[block] = lowWord;
      high[block] = highWord;
    }
    if (rest > 0) {
      at += ones(between(lowWord, k, to)) + ones(between(highWord, k - 32, to - 32));
      rest--;
    }
    if (at > end) return -1;
  }
  return at;
}
