import { slotsFor, textHash } from './text-hash.ts';

/**
 * For each position from 0 the first position with the same text, itself where there is none before it; -1 where `textOf` answers null. The texts are asked for,
 * some of them twice, and not kept: a map of a hundred thousand of them would be many megabytes.
 */
export function firstEquals(count: number, textOf: (index: number) => string | null): Int32Array {
  const firsts = new Int32Array(count).fill(-1);
  const hashes = new Uint32Array(count);
  const slots = new Int32Array(slotsFor(count)).fill(-1);
  const mask = slots.length - 1;
  for (let index = 0; index < count; index++) {
    const text = textOf(index);
    if (text === null) continue;
    const hash = textHash(text);
    hashes[index] = hash;
    let slot = hash & mask;
    for (; slots[slot]! >= 0; slot = (slot + 1) & mask) {
      const before = slots[slot]!;
      if (hashes[before] === hash && textOf(before) === text) break;
    }
    if (slots[slot]! < 0) slots[slot] = index;
    firsts[index] = slots[slot]!;
  }
  return firsts;
}
