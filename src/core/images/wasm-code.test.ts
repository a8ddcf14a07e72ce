import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileWasm, control, i32, v128, wasmFunction } from './wasm-code.ts';
import type { WasmFunction } from './wasm-code.ts';

type Exports = Record<string, (...values: number[]) => void>;

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

test('what is no program is refused', () => {
  expect(() => open(wasmFunction('broken', [], () => [i32.add(i32.of(1))]))).toThrow(/broken|not enough arguments/);
});
