import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileWasm, control, i32, i64, v128, wasmAnswer, wasmFunction } from './wasm-code.ts';
import type { WasmFunction } from './wasm-code.ts';

type Exports = Record<string, (...values: number[]) => number>;

function open(...written: WasmFunction[]) {
  const { functions, memory } = compileWasm<Exports>(written)(1);
  return { functions, words: new Int32Array(memory.buffer) };
}

test('a number of any size is the same number in a module, and so is an offset', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.constantFrom(-64, -65, 63, 64, 2 ** 31 - 1, -(2 ** 31))), fc.nat(60_000), (value, offset) => {
      const at = offset & ~3;
      const { functions, words } = open(wasmFunction('put', [], () => [v128.store(i32.of(0), v128.splat32(i32.of(value)), at)]));
      functions.put!();
      expect(words[at / 4]).toBe(value);
    }),
    { numRuns: 50 },
  );
});

test('a loop runs again while its condition holds, and what is asked for runs only where it does', () => {
  const sum = wasmFunction('sum', ['from', 'target'], ({ parameters: { from, target }, local }) => {
    const total = local('i32');
    return [
      control.repeatWhile(from.get, total.set(i32.add(total.get, from.get)), from.set(i32.add(from.get, i32.of(-1)))),
      control.when(i32.isLess(total.get, i32.of(100)), v128.store(target.get, v128.splat32(total.get))),
    ];
  });
  const { functions, words } = open(wasmFunction('nothing', [], () => []), sum);
  functions.sum!(5, 16);
  functions.sum!(50, 32);
  expect([...words.subarray(0, 12)]).toEqual([0, 0, 0, 0, 15, 15, 15, 15, 0, 0, 0, 0]);
});

test('an answer comes from the end of a function or from its middle, of two ways the one that is meant, and 64 bits hold what 32 do not', () => {
  const highest = wasmAnswer('highest', ['low', 'shift'], ({ parameters: { low, shift }, local }) => {
    const wide = local('i64');
    const out = local('i32');
    return [
      control.when(i32.isZero(low.get), control.answer(i32.of(-1))),
      wide.set(i64.shiftLeft(i64.from32(low.get), i64.from32(shift.get))),
      control.either(i32.isMore(shift.get, i32.of(31)), out.set(i32.lowOf(i64.shiftRight(wide.get, i64.of(32)))), out.set(i32.lowOf(wide.get))),
      i32.add(out.get, control.choose(i32.isLess(low.get, i32.of(16)), i32.lowOf(i64.ones(wide.get)), i32.lowOf(i64.trailingZeros(wide.get)))),
    ];
  });
  const { highest: of } = open(highest).functions;
  expect([of!(0, 5), of!(3, 40), of!(3, 4), of!(16, 36)]).toEqual([-1, (3 << 8) + 2, (3 << 4) + 2, (16 << 4) + 40]);
});

test('what is no program is refused', () => {
  expect(() => open(wasmFunction('broken', [], () => [i32.add(i32.of(1))]))).toThrow(/broken|not enough arguments/);
});
