import { setTimeout as sleep } from 'node:timers/promises';

/** Lets one piece of work through at a time; the others wait. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** Pictures above this many pixels (75 MB as RGB) pass a gate, so that several of them never fill the memory together. */
export const largePixels = 25_000_000;
/** So do those whose decoders hold this much at once. */
export const largeHeldBytes = 400_000_000;

/** Thrown by a gate that lets nothing large in: the work was not begun and can be asked for again. */
export class LargePicture extends Error {}

/** A gate for the work of one thread, first come first served. */
export function createGate(): Gate {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** Large pictures come seldom and take seconds: looking again this often costs nothing and needs no wake-up call. */
const pollMs = 10;

/**
 * A gate that threads share through one word of memory: 0 = open, else the owner inside (`owner` is 1 or more).
 * Whoever starts the threads sets the word back when a thread dies inside.
 */
export function createSharedGate(word: Int32Array, owner: number): Gate {
  return async (work) => {
    while (Atomics.compareExchange(word, 0, 0, owner) !== 0) await sleep(pollMs);
    try {
      return await work();
    } finally {
      Atomics.store(word, 0, 0);
    }
  };
}
