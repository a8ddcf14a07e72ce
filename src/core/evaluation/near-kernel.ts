import { advance, compileWasm, control, i32, v128, wasmFunction } from '../wasm/wasm-code.ts';
import type { Code, Local, Program, WasmFunction } from '../wasm/wasm-code.ts';

/** Features that are compared at once: so often is a row used when it is read. */
export const askedAtOnce = 4;
/** Rows of an index that are compared at once. */
export const knownAtOnce = 2;
/** Dimensions that a step of the loop takes: rows are as long as a number of them, zeros at their ends. */
export const stepDimensions = 16;

const half = stepDimensions / 2;
const vectorBytes = 16;
const lanes = [0, 1, 2, 3] as const;
const zero = v128.splat32(i32.of(0));
const byLanes = (first: Code, second: Code, which: readonly number[]): Code => v128.shuffle(first, second, which.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)));

/** The four sums of four vectors, in their order. */
function summed([a, b, c, d]: readonly Local[], [first, second]: readonly [Local, Local]): Code {
  const joined = (one: Local, other: Local): Code => v128.add32(byLanes(one.get, other.get, [0, 4, 1, 5]), byLanes(one.get, other.get, [2, 6, 3, 7]));
  return [first.set(joined(a!, b!)), second.set(joined(c!, d!)), v128.add32(byLanes(first.get, second.get, [0, 1, 4, 5]), byLanes(first.get, second.get, [2, 3, 6, 7]))];
}

/**
 * Sums of products of four features with pairs of rows: features in 16 bits each, eight dimensions of the first, of the second and so on, then the next eight; rows in
 * bytes, `pitch` of them a row; to `target` four sums of 32 bits a row. Whoever asks sees to it that no sum is larger than that.
 */
const dotsOfRows = (): WasmFunction =>
  wasmFunction('dotsOfRows', ['rows', 'pitch', 'pairs', 'asked', 'target'], ({ parameters: { rows, pitch, pairs, asked, target }, local }) => {
    const [first, second, at, end] = Array.from({ length: 4 }, () => local('i32')) as [Local, Local, Local, Local];
    const [one, other, own] = [local('v128'), local('v128'), local('v128')];
    const [ofOne, ofOther] = [lanes.map(() => local('v128')), lanes.map(() => local('v128'))];
    const add = (sum: Local, values: Local): Code => sum.set(v128.add32(sum.get, v128.dot16(own.get, values.get)));
    const eightDimensions = (part: 0 | 1): Code => [
      one.set(v128.load8SignedAs16(first.get, part * half)),
      other.set(v128.load8SignedAs16(second.get, part * half)),
      lanes.map((lane) => [own.set(v128.load(at.get, (part * askedAtOnce + lane) * vectorBytes)), add(ofOne[lane]!, one), add(ofOther[lane]!, other)]),
    ];
    return [
      control.repeatWhile(
        pairs.get,
        first.set(rows.get),
        second.set(i32.add(rows.get, pitch.get)),
        at.set(asked.get),
        end.set(second.get),
        [...ofOne, ...ofOther].map((sum) => sum.set(zero)),
        control.repeatWhile(
          i32.isLess(first.get, end.get),
          eightDimensions(0),
          eightDimensions(1),
          advance(first, i32.of(stepDimensions)),
          advance(second, i32.of(stepDimensions)),
          advance(at, i32.of(2 * askedAtOnce * vectorBytes)),
        ),
        v128.store(target.get, summed(ofOne, [one, other])),
        v128.store(target.get, summed(ofOther, [one, other]), vectorBytes),
        advance(target, i32.of(knownAtOnce * vectorBytes)),
        advance(rows, i32.shiftLeft(pitch.get, i32.of(1))),
        advance(pairs, i32.of(-1)),
      ),
    ];
  });

/** Addresses are bytes of the memory; `pairs` of rows from 1 up, `pitch` a number of `stepDimensions` above 0. */
interface NearFunctions {
  dotsOfRows(rows: number, pitch: number, pairs: number, asked: number, target: number): void;
}

let open: ((bytes: number) => Program<NearFunctions>) | null = null;

/** The kernel with a memory of its own, of `bytes` or more. */
export function nearKernel(bytes: number): Program<NearFunctions> {
  open ??= compileWasm<NearFunctions>([dotsOfRows()]);
  return open(bytes);
}
