/** Sets of 0 .. `count` - 1 that grow together; each set is named by its smallest member. */
export interface Union {
  join(a: number, b: number): void;
  /** Sets of two and more in the order of their first members, members in order. */
  sets(): number[][];
  /** The smallest member of the set that it is in. */
  root(of: number): number;
}

export function createUnion(count: number): Union {
  const parent = Int32Array.from({ length: count }, (_, at) => at);
  const root = (of: number): number => {
    let at = of;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  return {
    root,
    join(a, b) {
      const [first, second] = [root(a), root(b)];
      parent[Math.max(first, second)] = Math.min(first, second);
    },
    sets: () => [...Map.groupBy(parent.keys(), root).values()].filter((set) => set.length > 1),
  };
}
