/**
 * Every code of a scan of a JPEG is read here as libjpeg reads it (ITU T.81, F.2 and G.2), in WebAssembly, and nothing made of it but which coefficients are not zero:
 * what is read next goes by that.
 */
import { advance, compileWasm, control, i32, i64, v128, wasmAnswer } from '../wasm/wasm-code.ts';
import type { Code, FunctionFrame, Local, Program, WasmFunction } from '../wasm/wasm-code.ts';
import { blockEnds, endsAt, entryOf, longestBits, makeTable, offsetsAt, shortBits, bitsBehind, symbolsAt, word } from './jpeg-table.ts';

// Bits lie in memory backwards, the first byte at `top`, without what is stuffed between them. So 64 of them are one number with the first of them highest.

/** What may be read and written behind a file and on both sides of its bits. */
export const spareBytes = 32;

type Frame = FunctionFrame<'top' | 'end'>;

/** So many bits are known behind a look, wherever in its byte the first lies. */
const lookedBits = 57;

/** What reads bits, `look` first: `at` counts them; -1 is answered where a code is not in the table. */
function bitReader({ parameters: { top, end }, local }: Frame) {
  const [at, lookedAt, found, length, code, symbol, size] = Array.from({ length: 7 }, () => local('i32')) as [Local, Local, Local, Local, Local, Local, Local];
  const next = local('i64');
  const look: Code = [
    lookedAt.set(at.get),
    next.set(i64.shiftLeft(i64.load(i32.subtract(top.get, i32.shiftRight(at.get, i32.of(3)))), i64.from32(i32.and(at.get, i32.of(7))))),
  ];
  const lookLonger = (table: Local): Code => [
    length.set(i32.of(shortBits)),
    control.repeatWhile(
      i32.and(i32.isZero(found.get), i32.isLess(length.get, i32.of(longestBits))),
      advance(length, i32.of(1)),
      code.set(i32.lowOf(i64.shiftRight(next.get, i64.from32(i32.subtract(i32.of(64), length.get))))),
      control.when(
        i32.isLess(code.get, i32.load(word(table.get, length.get), endsAt)),
        symbol.set(i32.load8(i32.add(i32.load(table.get, symbolsAt), i32.add(code.get, i32.load(word(table.get, length.get), offsetsAt))))),
        size.set(bitsBehind(symbol)),
        found.set(entryOf(symbol, length.get, size)),
      ),
    ),
    control.when(i32.isZero(found.get), control.answer(i32.of(-1))),
  ];
  return {
    at,
    /** Reads a code, its entry into `found`, and goes behind it and the bits that belong to it. */
    readCode: (table: Local): Code => [
      control.when(i32.isMore(i32.subtract(at.get, lookedAt.get), i32.of(lookedBits - longestBits)), look),
      found.set(i32.load(word(table.get, i32.lowOf(i64.shiftRight(next.get, i64.of(64 - shortBits)))))),
      control.when(i32.isZero(found.get), lookLonger(table)),
      advance(at, i32.and(found.get, i32.of(255))),
      // Of a number of bits to shift by its lowest six count.
      next.set(i64.shiftLeft(next.get, i64.from32(found.get))),
    ],
    /** Goes behind a bit. */
    passBit: [advance(at, i32.of(1)), next.set(i64.shiftLeft(next.get, i64.of(1)))],
    steps: i32.shiftRight(found.get, i32.of(16)),
    run: i32.and(i32.shiftRight(found.get, i32.of(12)), i32.of(15)),
    size: i32.and(i32.shiftRight(found.get, i32.of(8)), i32.of(15)),
    /** Blocks without anything more, from this one on: 2^run and the number in the next `run` bits, 0 to 14. */
    readBlocks: (run: Local, into: Local): Code => [
      look,
      into.set(
        i32.add(
          i32.shiftLeft(i32.of(1), run.get),
          i32.lowOf(i64.shiftRight(i64.shiftRight(next.get, i64.of(1)), i64.from32(i32.subtract(i32.of(63), run.get)))),
        ),
      ),
      advance(at, run.get),
      look,
    ],
    look,
    failBeyondEnd: control.when(i32.isMore(at.get, end.get), control.answer(i32.of(-1))),
  };
}

const fail = control.answer(i32.of(-1));
/** Of a component in a scan: how many blocks a unit has, and its two tables. */
export const componentBytes = 12;

/** Units of all components of a scan, blocks of each as `each` reads them with its tables. */
function unitsOf({ parameters: { units, components, componentsEnd }, local }: FunctionFrame<'units' | 'components' | 'componentsEnd'>, each: (dc: Local, ac: Local) => Code, afterUnit: Code): Code {
  const [component, block, dc, ac] = Array.from({ length: 4 }, () => local('i32')) as [Local, Local, Local, Local];
  return control.repeatWhile(
    units.get,
    component.set(components.get),
    control.repeatWhile(
      i32.isLess(component.get, componentsEnd.get),
      block.set(i32.load(component.get)),
      dc.set(i32.load(component.get, 4)),
      ac.set(i32.load(component.get, 8)),
      control.repeatWhile(block.get, each(dc, ac), advance(block, i32.of(-1))),
      advance(component, i32.of(componentBytes)),
    ),
    afterUnit,
    advance(units, i32.of(-1)),
  );
}

/** Units of a scan that is not progressive. */
const readSequential = (): WasmFunction =>
  wasmAnswer('readSequential', ['top', 'end', 'units', 'components', 'componentsEnd'], (frame) => {
    const { at, look, readCode, steps, failBeyondEnd } = bitReader(frame);
    const k = frame.local('i32');
    const block = (dc: Local, ac: Local): Code => [
      readCode(dc),
      k.set(i32.of(1)),
      control.repeatWhile(i32.isLess(k.get, i32.of(64)), readCode(ac), advance(k, steps)),
      control.when(i32.and(i32.isMore(k.get, i32.of(64)), i32.isLess(k.get, i32.of(blockEnds))), fail),
      failBeyondEnd,
    ];
    return [look, unitsOf(frame, block, []), at.get];
  });

/** Units of a first scan of first coefficients. */
const readFirstDc = (): WasmFunction =>
  wasmAnswer('readFirstDc', ['top', 'end', 'units', 'components', 'componentsEnd'], (frame) => {
    const { at, look, readCode, failBeyondEnd } = bitReader(frame);
    return [look, unitsOf(frame, readCode, failBeyondEnd), at.get];
  });

/** A first scan of other coefficients, `from` .. `to`: the blocks whose words (which coefficients are not zero, a bit each) lie from `block` to `blocksEnd`. */
const readFirstAc = (): WasmFunction =>
  wasmAnswer('readFirstAc', ['top', 'end', 'table', 'from', 'to', 'block', 'blocksEnd'], (frame) => {
    const { table, from, to, block, blocksEnd } = frame.parameters;
    const { at, look, readCode, steps, run, size, readBlocks, failBeyondEnd } = bitReader(frame);
    const [k, bits, blocks] = Array.from({ length: 3 }, () => frame.local('i32')) as [Local, Local, Local];
    const kept = frame.local('i64');
    return [
      look,
      control.repeatWhile(
        i32.isLess(block.get, blocksEnd.get),
        kept.set(i64.load(block.get)),
        k.set(from.get),
        control.repeatWhile(
          i32.isLess(k.get, i32.add(to.get, i32.of(1))),
          readCode(table),
          advance(k, steps),
          // Without a branch: whether a coefficient follows nobody can foresee.
          kept.set(i64.or(kept.get, i64.shiftLeft(i64.from32(i32.isNotEqual(size, i32.of(0))), i64.from32(i32.subtract(k.get, i32.of(1)))))),
        ),
        i64.store(block.get, kept.get),
        blocks.set(i32.of(1)),
        control.either(
          i32.isLess(k.get, i32.of(blockEnds)),
          control.when(i32.isMore(k.get, i32.add(to.get, i32.of(1))), fail),
          [bits.set(run), readBlocks(bits, blocks)],
        ),
        advance(block, i32.shiftLeft(blocks.get, i32.of(3))),
        failBeyondEnd,
      ),
      at.get,
    ];
  });

/** A scan that adds a bit to other coefficients; see `readFirstAc`. */
const readMoreAc = (): WasmFunction =>
  wasmAnswer('readMoreAc', ['top', 'end', 'table', 'from', 'to', 'block', 'blocksEnd'], (frame) => {
    const { table, from, to, block, blocksEnd } = frame.parameters;
    const { at, look, passBit, readCode, steps, run, size, readBlocks, failBeyondEnd } = bitReader(frame);
    const [k, left, zeros, rest] = Array.from({ length: 4 }, () => frame.local('i32')) as [Local, Local, Local, Local];
    const [kept, upTo] = [frame.local('i64'), frame.local('i64')];
    const behind = (i: Local): Code => i64.shiftLeft(i64.of(-1), i64.from32(i.get));
    const countZeros = zeros.set(i32.lowOf(i64.trailingZeros(i64.shiftRight(kept.get, i64.from32(k.get)))));
    const least = (a: Code, b: Code): Code => control.choose(i32.isLess(a, b), a, b);
    const afterLast = i32.add(to.get, i32.of(1));
    // What is not zero takes a bit; it is behind fewer zeros than are to be passed over.
    const isPassing = i32.and(i32.isLess(zeros.get, i32.add(left.get, i32.of(1))), i32.isLess(i32.add(k.get, zeros.get), afterLast));
    const passZeros: Code = [
      left.set(run),
      countZeros,
      control.when(
        isPassing,
        control.repeatWhile(
          isPassing,
          left.set(i32.subtract(left.get, zeros.get)),
          advance(k, i32.add(zeros.get, i32.of(1))),
          passBit,
          countZeros,
        ),
      ),
      k.set(least(i32.add(k.get, least(left.get, zeros.get)), afterLast)),
      control.when(
        size,
        control.when(i32.isMore(k.get, to.get), fail),
        kept.set(i64.or(kept.get, i64.shiftLeft(i64.of(1), i64.from32(k.get)))),
      ),
      advance(k, i32.of(1)),
    ];
    return [
      look,
      upTo.set(i64.shiftRight(i64.of(-1), i64.from32(i32.subtract(i32.of(63), to.get)))),
      control.repeatWhile(
        i32.isLess(block.get, blocksEnd.get),
        kept.set(i64.load(block.get)),
        k.set(from.get),
        control.when(
          i32.isZero(rest.get),
          control.repeatWhile(
            i32.and(i32.isZero(rest.get), i32.isLess(k.get, afterLast)),
            readCode(table),
            control.when(i32.isMore(size, i32.of(1)), fail),
            control.either(i32.isLess(steps, i32.of(blockEnds)), passZeros, [left.set(run), readBlocks(left, rest)]),
          ),
          i64.store(block.get, kept.get),
        ),
        control.when(
          rest.get,
          advance(at, i32.lowOf(i64.ones(i64.and(kept.get, i64.and(upTo.get, behind(k)))))),
          advance(rest, i32.of(-1)),
          control.when(i32.isZero(rest.get), look),
        ),
        failBeyondEnd,
        advance(block, i32.of(8)),
      ),
      at.get,
    ];
  });

/** Brings the bits of a scan from `file` on to where `top` says, up to the next marker: where that is, `fileEnd` where there is none. How many bytes goes to `count`. */
const takeBits = (): WasmFunction =>
  wasmAnswer('takeBits', ['file', 'fileEnd', 'top', 'count'], ({ parameters: { file, fileEnd, top, count }, local }) => {
    const [out, plain] = [local('i32'), local('i32')];
    const bytes = local('v128');
    const marker = 0xff;
    const backwards = v128.bytes(Array.from({ length: 16 }, (_, i) => 15 - i));
    return [
      out.set(top.get),
      control.repeatWhile(
        i32.isLess(file.get, fileEnd.get),
        bytes.set(v128.load(file.get)),
        v128.store(i32.subtract(out.get, i32.of(15)), v128.swizzle(bytes.get, backwards)),
        plain.set(i32.trailingZeros(i32.or(v128.bitmask8(v128.isEqual8(bytes.get, v128.splat8(i32.of(marker)))), i32.of(1 << 16)))),
        advance(file, plain.get),
        out.set(i32.subtract(out.get, plain.get)),
        control.when(
          i32.isLess(plain.get, i32.of(16)),
          control.when(i32.load8(file.get, 1), i32.store(count.get, i32.subtract(top.get, out.get)), control.answer(file.get)),
          out.set(i32.subtract(out.get, i32.of(1))),
          advance(file, i32.of(2)),
        ),
      ),
      i32.store(count.get, i32.subtract(top.get, out.get)),
      fileEnd.get,
    ];
  });

/** All whole numbers; addresses are bytes of the memory. What reads answers with the bit behind the last code, counted from `top` on, or -1 where something is not as it should be. */
export interface JpegFunctions {
  makeTable(source: number, table: number): number;
  takeBits(file: number, fileEnd: number, top: number, count: number): number;
  readSequential(top: number, end: number, units: number, components: number, componentsEnd: number): number;
  readFirstDc(top: number, end: number, units: number, components: number, componentsEnd: number): number;
  readFirstAc(top: number, end: number, table: number, from: number, to: number, block: number, blocksEnd: number): number;
  readMoreAc(top: number, end: number, table: number, from: number, to: number, block: number, blocksEnd: number): number;
}

/** A thread keeps so much at most, for photographs of some 15 MB; what needs more gets a memory of its own, which goes when it is done. */
const mostKeptBytes = 2 ** 25;
const leastKeptBytes = 2 ** 20;

let open: ((bytes: number) => Program<JpegFunctions>) | null = null;
let kept: Program<JpegFunctions> | null = null;

/** The kernels with `bytes` of memory or more, for one piece of work without a wait in it: whoever asks next may get the same memory, with what is in it. */
export function jpegKernels(bytes: number): Program<JpegFunctions> {
  open ??= compileWasm<JpegFunctions>([makeTable(), takeBits(), readSequential(), readFirstDc(), readFirstAc(), readMoreAc()]);
  if (bytes > mostKeptBytes) return open(bytes);
  if (!kept || kept.memory.length < bytes) kept = open(Math.max(leastKeptBytes, 2 ** Math.ceil(Math.log2(bytes))));
  return kept;
}
