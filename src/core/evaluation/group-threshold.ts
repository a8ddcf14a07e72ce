import { unitsOf, type TogetherKeys } from './accuracy-interval.ts';

/**
 * The value that one of a new group is at most in a share `level` of cases, where not values but whole groups of them are exchangeable: each group weighs 1 / (groups + 1), its values share that, and
 * the new group's weight lies beyond all (hierarchical conformal prediction: Lee, Barber and Willett 2023, arXiv 2306.06342). For groups of one value it is the ceil((n + 1) level)-th smallest.
 * Null where there are too few groups for one. It holds on average over groups, each counting alike; how far a single choice of groups may lie from that is known of single values only.
 */
export function groupThreshold(values: ArrayLike<number>, together: TogetherKeys, level: number): number | null {
  const { unit, count } = unitsOf(together, values.length);
  const needed = (count + 1) * level - 1e-9;
  if (needed > count) return null;
  const sizes = new Float64Array(count);
  for (const place of unit) sizes[place]! += 1;
  const order = Array.from(unit.keys()).toSorted((a, b) => values[a]! - values[b]!);
  let groups = 0;
  // What is left of rounding after all groups is far below 1e-9.
  return values[order.find((row) => (groups += 1 / sizes[unit[row]!]!) >= needed) ?? order.at(-1)!]!;
}
