import type { TogetherKeys } from './accuracy-interval.ts';
import { holm } from './holm.ts';
import { pairedTest } from './paired-answers.ts';

/** A place where a network may end, and whether a head there told each of the same pictures right. */
export interface JudgedPlace {
  readonly after: string;
  readonly right: readonly boolean[];
}

/**
 * Whether some of `others` is right more often than `one` on the same pictures, and by more than chance (McNemar's mid-p, or that of groups, below 0.05 after Holm's correction over all of them: of 16 places that are as good
 * as one another, one would look better in a fifth of cases); of each, in their order.
 */
export function areProvenBetter(others: readonly (readonly boolean[])[], one: readonly boolean[], together: TogetherKeys | null): boolean[] {
  const tests = others.map((other) => pairedTest(other, one, together));
  const p = holm(tests.map(({ midP }) => midP));
  return tests.map(({ onlyFirst, onlySecond }, at) => onlyFirst > onlySecond && p[at]! < 0.05);
}

/** The first place after which none is proven better: from there on more of the network does not show. */
export function saturatesAfter(places: readonly JudgedPlace[], together: TogetherKeys | null = null): string {
  const rights = places.map(({ right }) => right);
  const at = rights.findIndex((right, index) => !areProvenBetter(rights.slice(index + 1), right, together).includes(true));
  return places[at]!.after;
}

/** The earlier place that is proven better than the last one by most, where one is: what the network learned last does not fit these pictures. */
export function provenBetterThanLast(places: readonly JudgedPlace[], together: TogetherKeys | null = null): string | null {
  const [earlier, last] = [places.slice(0, -1), places.at(-1)!];
  const isBetter = areProvenBetter(earlier.map(({ right }) => right), last.right, together);
  const better = earlier.filter((_, at) => isBetter[at]);
  const count = ({ right }: JudgedPlace) => right.filter(Boolean).length;
  return better.length === 0 ? null : better.reduce((best, one) => (count(one) > count(best) ? one : best)).after;
}
