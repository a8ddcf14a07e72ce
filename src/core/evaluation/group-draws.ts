import { unitsOf, type TogetherKeys } from './accuracy-interval.ts';

/** Draws rows again for a resample: as many independent groups as there are, with all of their rows; single rows where none belong together. */
export function groupDraws(together: TogetherKeys | null, n: number): (random: () => number) => number[] {
  const { unit, count } = unitsOf(together, n);
  const members = Array.from({ length: count }, (): number[] => []);
  for (const [row, place] of unit.entries()) members[place]!.push(row);
  return (random) => Array.from({ length: count }, () => members[Math.floor(random() * count)]!).flat();
}
