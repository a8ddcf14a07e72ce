import { firstEquals } from '../../first-equals.ts';
import type { Listed } from '../../listed.ts';

/** Groups of two and more things of equal content, in the order of their first ones; `contentOf` answers its sha256, null of a thing that is left out. */
export function equalContents<T>(things: Listed<T>, contentOf: (thing: T) => string | null): T[][] {
  const firsts = firstEquals(things.length, (index) => contentOf(things.at(index)!));
  // Most have no equal: no list is made of one alone.
  const groups = new Map<number, T[]>();
  for (const [index, first] of firsts.entries()) {
    if (first === index || first < 0) continue;
    const group = groups.get(first);
    if (group) group.push(things.at(index)!);
    else groups.set(first, [things.at(first)!, things.at(index)!]);
  }
  return [...groups].toSorted(([a], [b]) => a - b).map(([, group]) => group);
}

/** Groups whose members do not all say the same; null says nothing. */
export const differing = <T>(groups: readonly T[][], saysOf: (thing: T) => string | null): T[][] =>
  groups.filter((group) => new Set(group.map(saysOf).filter((word) => word !== null)).size > 1);
