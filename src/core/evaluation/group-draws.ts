import { independentGroups, unitsOf, type TogetherKeys } from './accuracy-interval.ts';
import { notNarrower, type Interval } from './group-interval.ts';

/** The rows of one resample. @param random uniform in [0, 1) */
export type RowDraw = (random: () => number) => number[];

/** Draws rows again for a resample: as many independent groups as there are, with all of their rows; single rows where none belong together. */
export function groupDraws(together: TogetherKeys | null, n: number): RowDraw {
  const { unit, count } = unitsOf(together, n);
  const members = Array.from({ length: count }, (): number[] => []);
  for (const [row, place] of unit.entries()) members[place]!.push(row);
  return (random) => Array.from({ length: count }, () => members[Math.floor(random() * count)]!).flat();
}

/**
 * Intervals over resamples of `n` pictures; where some belong together, over resamples of whole groups too, none narrower than of pictures.
 * @param intervalsOver what one way of drawing gives, the same intervals in the same order each time it is asked
 */
export function intervalsOfDraws(together: TogetherKeys | null, n: number, intervalsOver: (draw: RowDraw) => Interval[]): Interval[] {
  const ofPictures = intervalsOver(groupDraws(null, n));
  if (independentGroups(together) === null) return ofPictures;
  return intervalsOver(groupDraws(together, n)).map((ofGroups, at) => notNarrower(ofGroups, ofPictures[at]!));
}
