/** Groups of two and more things of equal content, in the order of their first ones; `contentOf` answers its sha256. */
export function equalContents<T>(things: Iterable<T>, contentOf: (thing: T) => string): T[][] {
  // Most have no equal: no list is made of one alone.
  const firsts = new Map<string, T>();
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const content = contentOf(thing);
    const first = firsts.get(content);
    const group = groups.get(content);
    if (group) group.push(thing);
    else if (first === undefined) firsts.set(content, thing);
    else groups.set(content, [first, thing]);
  }
  return groups.size === 0 ? [] : [...firsts.keys()].flatMap((content) => (groups.has(content) ? [groups.get(content)!] : []));
}

/** Groups whose members do not all say the same; null says nothing. */
export const differing = <T>(groups: readonly T[][], saysOf: (thing: T) => string | null): T[][] =>
  groups.filter((group) => new Set(group.map(saysOf).filter((word) => word !== null)).size > 1);
