import { advance, compileWasm, control, i32, v128, wasmFunction } from '../wasm/wasm-code.ts';
import type { Code, Local, Program, WasmFunction } from '../wasm/wasm-code.ts';
import { lowBits, weightBits } from './resize-coefficients.ts';

// A weight has more bits than a factor of 16 bits takes, so it comes in two parts (`records` of an axis). Sums of products with high and with low parts are kept
// apart and joined at the end. All of it is whole numbers modulo 2^32, so the result is that of whole weights to the bit.

const recordHeadBytes = 8;
const pairBytes = 8;

/** Rows that the horizontal half computes at once: what they share, weights above all, is read once. */
export const rowsAtOnce = 4;
/** Columns that the vertical half computes at once; both may read and write so many bytes beyond an end. */
const columnsAtOnce = 16;

/** Two sums, of products with high and with low parts. */
interface Sums {
  readonly high: Local;
  readonly low: Local;
}

const half = v128.splat32(i32.of(1 << (weightBits - 1)));
const zero = v128.splat32(i32.of(0));
const begin = ({ high, low }: Sums): Code => [high.set(zero), low.set(half)];
const joined = ({ high, low }: Sums): Code =>
  v128.shiftRight32(v128.add32(v128.shiftLeft32(high.get, i32.of(lowBits)), low.get), i32.of(weightBits));
/** Four vectors of sums → 16 bytes, clipped to 0..255. */
const bytesOf = ([a, b, c, d]: readonly Sums[]): Code =>
  v128.narrow16ToBytes(v128.narrow32To16(joined(a!), joined(b!)), v128.narrow32To16(joined(c!), joined(d!)));
const addProducts = ({ high, low }: Sums, values: Code, highWeights: Local, lowWeights: Local): Code => [
  high.set(v128.add32(high.get, v128.dot16(values, highWeights.get))),
  low.set(v128.add32(low.get, v128.dot16(values, lowWeights.get))),
];

/** Two RGB pixels from byte `at` on → pairs of 16 bits: reds, greens, blues, nothing. */
const pairedPixels = (at: number): Code =>
  v128.bytes([0, 3, 1, 4, 2, 5].flatMap((byte) => [at + byte, 0x80]).concat(0x80, 0x80, 0x80, 0x80));

/**
 * The horizontal half of `groups` x 4 rows: from `source`, `lineBytes` a row, three bytes a pixel, to `target`, `pitch` bytes a row, of which the byte behind
 * the last pixel is overwritten too.
 */
const acrossRows = (): WasmFunction =>
  wasmFunction(
    'acrossRows',
    ['source', 'lineBytes', 'records', 'recordBytes', 'count', 'target', 'pitch', 'groups'],
    ({ parameters: { source, lineBytes, records, recordBytes, count, target, pitch, groups }, local }) => {
      const [record, left, out, weights, end, pairs] = Array.from({ length: 6 }, () => local('i32')) as [Local, Local, Local, Local, Local, Local];
      const lines = Array.from({ length: rowsAtOnce }, () => local('i32'));
      const sums = lines.map((): Sums => ({ high: local('v128'), low: local('v128') }));
      const [pixels, result] = [local('v128'), local('v128')];
      const parts = [0, 1].map(() => ({ high: local('v128'), low: local('v128') }));
      /** The next `number` pairs of pixels of each row. */
      const step = (number: 1 | 2): Code => {
        const used = parts.slice(0, number);
        return [
          used.map(({ high, low }, pair) => [
            high.set(v128.load32Splat(weights.get, pair * pairBytes)),
            low.set(v128.load32Splat(weights.get, pair * pairBytes + 4)),
          ]),
          advance(weights, i32.of(number * pairBytes)),
          lines.map((line, row) => [
            pixels.set(v128.load(line.get)),
            advance(line, i32.of(number * 6)),
            used.map(({ high, low }, pair) => [result.set(v128.swizzle(pixels.get, pairedPixels(pair * 6))), addProducts(sums[row]!, result.get, high, low)]),
          ]),
        ];
      };
      return [
        control.repeatWhile(
          groups.get,
          record.set(records.get),
          left.set(count.get),
          out.set(target.get),
          control.repeatWhile(
            left.get,
            lines.map((line, row) =>
              line.set(row === 0 ? i32.add(source.get, i32.multiply(i32.load(record.get), i32.of(3))) : i32.add(lines[row - 1]!.get, lineBytes.get)),
            ),
            pairs.set(i32.load(record.get, 4)),
            weights.set(i32.add(record.get, i32.of(recordHeadBytes))),
            end.set(i32.add(weights.get, i32.shiftLeft(i32.and(pairs.get, i32.of(-2)), i32.of(3)))),
            sums.map(begin),
            control.when(i32.isLess(weights.get, end.get), control.repeatWhile(i32.isLess(weights.get, end.get), step(2))),
            control.when(i32.and(pairs.get, i32.of(1)), step(1)),
            result.set(bytesOf(sums)),
            end.set(out.get),
            lines.map((_, row) => [v128.store32Lane(row, end.get, result.get), advance(end, pitch.get)]),
            advance(out, i32.of(3)),
            advance(record, recordBytes.get),
            advance(left, i32.of(-1)),
          ),
          advance(source, i32.multiply(lineBytes.get, i32.of(rowsAtOnce))),
          advance(target, i32.multiply(pitch.get, i32.of(rowsAtOnce))),
          advance(groups, i32.of(-1)),
        ),
      ];
    },
  );

/** 8 lanes of 16 bits of two rows → pairs: the first four columns, or the last. */
const pairedRows = (upper: Local, lower: Local, from: 0 | 4): Code =>
  v128.shuffle(upper.get, lower.get, [0, 1, 2, 3].flatMap((lane) => [0, 1, 16, 17].map((byte) => byte + 2 * (lane + from))));

/** The vertical half: from `source`, `pitch` bytes a row, to `count` rows of `rowBytes` at `target`, one behind the other. */
const downColumns = (): WasmFunction =>
  wasmFunction(
    'downColumns',
    ['source', 'pitch', 'records', 'recordBytes', 'count', 'target', 'rowBytes'],
    ({ parameters: { source, pitch, records, recordBytes, count, target, rowBytes }, local }) => {
      const [first, last, column, upperAt, lowerAt, weights, end] = Array.from({ length: 7 }, () => local('i32')) as [Local, Local, Local, Local, Local, Local, Local];
      const sums = [0, 1, 2, 3].map((): Sums => ({ high: local('v128'), low: local('v128') }));
      const part = { high: local('v128'), low: local('v128') };
      const [upper, lower] = [local('v128'), local('v128')];
      const eightColumns = (from: 0 | 8): Code => [
        upper.set(v128.load8BytesAs16(upperAt.get, from)),
        lower.set(v128.load8BytesAs16(lowerAt.get, from)),
        addProducts(sums[from / 4]!, pairedRows(upper, lower, 0), part.high, part.low),
        addProducts(sums[from / 4 + 1]!, pairedRows(upper, lower, 4), part.high, part.low),
      ];
      return [
        control.repeatWhile(
          count.get,
          first.set(i32.add(source.get, i32.multiply(i32.load(records.get), pitch.get))),
          last.set(i32.add(first.get, rowBytes.get)),
          column.set(target.get),
          end.set(i32.add(i32.add(records.get, i32.of(recordHeadBytes)), i32.shiftLeft(i32.load(records.get, 4), i32.of(3)))),
          control.repeatWhile(
            i32.isLess(first.get, last.get),
            sums.map(begin),
            upperAt.set(first.get),
            weights.set(i32.add(records.get, i32.of(recordHeadBytes))),
            control.repeatWhile(
              i32.isLess(weights.get, end.get),
              part.high.set(v128.load32Splat(weights.get)),
              part.low.set(v128.load32Splat(weights.get, 4)),
              lowerAt.set(i32.add(upperAt.get, pitch.get)),
              eightColumns(0),
              eightColumns(8),
              upperAt.set(i32.add(lowerAt.get, pitch.get)),
              advance(weights, i32.of(pairBytes)),
            ),
            v128.store(column.get, bytesOf(sums)),
            advance(first, i32.of(columnsAtOnce)),
            advance(column, i32.of(columnsAtOnce)),
          ),
          advance(target, rowBytes.get),
          advance(records, recordBytes.get),
          advance(count, i32.of(-1)),
        ),
      ];
    },
  );

/** All whole numbers; addresses are bytes of the memory, and that of `source` may be below 0 where the first index in use is not 0. */
interface ResizeFunctions {
  acrossRows(source: number, lineBytes: number, records: number, recordBytes: number, count: number, target: number, pitch: number, groups: number): void;
  downColumns(source: number, pitch: number, records: number, recordBytes: number, count: number, target: number, rowBytes: number): void;
}

/** A thread keeps so much; what needs more gets a memory of its own, which goes when it is done. */
export const keptBytes = 2 ** 20;

let open: ((bytes: number) => Program<ResizeFunctions>) | null = null;
let kept: Program<ResizeFunctions> | null = null;

/** The kernels with `bytes` of memory or more, for one piece of work without a wait in it: whoever asks next may get the same memory. */
export function resizeKernels(bytes: number): Program<ResizeFunctions> {
  open ??= compileWasm<ResizeFunctions>([acrossRows(), downColumns()]);
  if (bytes > keptBytes) return open(bytes);
  return (kept ??= open(keptBytes));
}
