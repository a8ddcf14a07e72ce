/**
 * What can be gone through as often as one likes, and asked for by position from 0 on: an array, or a list that makes its things when it is asked. Not from the end:
 * of that only an array knows.
 */
export interface Listed<T> extends Iterable<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

/**
 * Whether so many things are rather there at once, a few megabytes, than made each time anew: V8 compiles every loop over such a list with all that its things are
 * made of in it, a seventh of a processor second in a scan, which only a large one makes good.
 */
export const areFew = (count: number): boolean => count < 20_000;

/** A list of `length` things that `of` makes: few of them at once, many each time anew, so that a hundred thousand need not be there. */
export function listOf<T>(length: number, of: (index: number) => T): Listed<T> {
  return areFew(length) ? Array.from({ length }, (_, index) => of(index)) : lazyList(length, of);
}

const lazyList = <T>(length: number, of: (index: number) => T): Listed<T> => ({
  length,
  at: (index) => (index >= 0 && index < length ? of(index) : undefined),
  *[Symbol.iterator]() {
    for (let index = 0; index < length; index++) yield of(index);
  },
});

/** Those of `things` that `is` says yes to, looked for each time anew. */
export const those = <T>(things: Iterable<T>, is: (thing: T) => boolean): Iterable<T> => ({
  *[Symbol.iterator]() {
    for (const thing of things) if (is(thing)) yield thing;
  },
});

/** What `of` makes of each of `things`, each time anew. */
export const each = <T, Made>(things: Iterable<T>, of: (thing: T) => Made): Iterable<Made> => ({
  *[Symbol.iterator]() {
    for (const thing of things) yield of(thing);
  },
});

/** How many there are. */
export function countOf(things: Iterable<unknown>): number {
  let count = 0;
  for (const _ of things) count += 1;
  return count;
}

export function isAny<T>(things: Iterable<T>, is: (thing: T) => boolean): boolean {
  for (const thing of things) if (is(thing)) return true;
  return false;
}
