/** Tables of Huffman codes of a JPEG (ITU T.81, annex C), as `jpeg-kernels.ts` reads by them. */
import { advance, control, i32, v128, wasmAnswer } from '../wasm/wasm-code.ts';
import type { Code, Local, WasmFunction } from '../wasm/wasm-code.ts';

/** Codes of up to so many bits are found in one step; longer ones are rare. */
export const shortBits = 10;
export const longestBits = 16;
const entryBytes = 4;
/** So many, for a code behind which nothing of a block comes. */
export const blockEnds = 128;

// A table has, by the next ten bits, an entry, 0 where the code is longer; by length, one more than its last code, and what leads from a code to its symbol; and
// where its symbols are. An entry is the bits of a code and those that belong to it, its symbol << 8, and how many coefficients it stands for << 16.

const lengthWords = 4 * (longestBits + 1);
/** Filling writes 16 bytes at a time. */
export const endsAt = entryBytes * 2 ** shortBits + 16;
export const offsetsAt = endsAt + lengthWords;
export const symbolsAt = offsetsAt + lengthWords;
export const tableBytes = symbolsAt + 8;

/** The place of a number of 32 bits. */
export const word = (base: Code, index: Code): Code => i32.add(base, i32.shiftLeft(index, i32.of(2)));

/** The entry of a symbol whose code has `length` bits. */
export const entryOf = (symbol: Local, length: Code, size: Local): Code => {
  const run = i32.shiftRight(symbol.get, i32.of(4));
  const withoutSize = control.choose(i32.isLess(symbol.get, i32.of(0xf0)), i32.of(blockEnds), i32.of(16));
  const steps = control.choose(size.get, i32.add(run, i32.of(1)), withoutSize);
  return i32.or(i32.or(i32.add(length, size.get), i32.shiftLeft(symbol.get, i32.of(8))), i32.shiftLeft(steps, i32.of(16)));
};
/** How many bits belong to a code of this symbol. */
export const bitsBehind = (symbol: Local): Code => i32.and(symbol.get, i32.of(15));

/** Makes a table at `table` of 16 counts and their symbols at `source`: 1, or 0 where libjpeg would refuse it: more codes than there is room for, or one of all ones. */
export const makeTable = (): WasmFunction =>
  wasmAnswer('makeTable', ['source', 'table'], ({ parameters: { source, table }, local }) => {
    const [length, code, position, left, entry, symbol, size, to, fillTo, at] = Array.from({ length: 10 }, () => local('i32')) as [Local, Local, Local, Local, Local, Local, Local, Local, Local, Local];
    const filled = local('v128');
    const isShort = i32.isLess(length.get, i32.of(shortBits + 1));
    return [
      length.set(i32.of(1)),
      to.set(table.get),
      at.set(i32.add(source.get, i32.of(longestBits))),
      i32.store(table.get, at.get, symbolsAt),
      control.repeatWhile(
        i32.isLess(length.get, i32.of(longestBits + 1)),
        code.set(i32.shiftLeft(code.get, i32.of(1))),
        i32.store(word(table.get, length.get), i32.subtract(position.get, code.get), offsetsAt),
        left.set(i32.load8(i32.subtract(i32.add(source.get, length.get), i32.of(1)))),
        control.when(i32.isLess(i32.subtract(i32.shiftLeft(i32.of(1), length.get), i32.of(1)), i32.add(code.get, left.get)), control.answer(i32.of(0))),
        i32.store(word(table.get, length.get), control.choose(left.get, i32.add(code.get, left.get), i32.of(0)), endsAt),
        advance(code, left.get),
        advance(position, left.get),
        control.when(
          i32.and(isShort, i32.isLess(i32.of(0), left.get)),
          control.repeatWhile(
            left.get,
            symbol.set(i32.load8(at.get)),
            size.set(bitsBehind(symbol)),
            entry.set(entryOf(symbol, length.get, size)),
            filled.set(v128.splat32(entry.get)),
            fillTo.set(i32.add(to.get, i32.shiftLeft(i32.of(entryBytes), i32.subtract(i32.of(shortBits), length.get)))),
            control.repeatWhile(i32.isLess(to.get, fillTo.get), v128.store(to.get, filled.get), advance(to, i32.of(16))),
            to.set(fillTo.get),
            advance(at, i32.of(1)),
            advance(left, i32.of(-1)),
          ),
        ),
        advance(length, i32.of(1)),
      ),
      filled.set(v128.splat32(i32.of(0))),
      fillTo.set(i32.add(table.get, i32.of(entryBytes * 2 ** shortBits))),
      control.repeatWhile(i32.isLess(to.get, fillTo.get), v128.store(to.get, filled.get), advance(to, i32.of(16))),
      i32.of(1),
    ];
  });
