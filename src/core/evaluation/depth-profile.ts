import type { TogetherKeys } from './accuracy-interval.ts';
import { pairedTest } from './paired-answers.ts';

/** A place where a network may end, and whether a head there told each of the same pictures right. */
export interface JudgedPlace {
  readonly after: string;
  readonly right: readonly boolean[];
}

/** Whether `other` is right more often than `one` on the same pictures, and by more than chance (McNemar's mid-p, or that of groups, below 0.05). */
export function isProvenBetter(other: readonly boolean[], one: readonly boolean[], together: TogetherKeys | null): boolean {
  const { onlyFirst, onlySecond, midP } = pairedTest(other, one, together);
  return onlyFirst > onlySecond && midP < 0.05;
}

/** The first place after which none is proven better: from there on more of the network does not show. */
export function saturatesAfter(places: readonly JudgedPlace[], together: TogetherKeys | null = null): string {
  const at = places.findIndex(({ right }, index) => places.slice(index + 1).every((later) => !isProvenBetter(later.right, right, together)));
  return places[at]!.after;
}

/** The earlier place that is proven better than the last one by most, where one is: what the network learned last does not fit these pictures. */
export function provenBetterThanLast(places: readonly JudgedPlace[], together: TogetherKeys | null = null): string | null {
  const last = places.at(-1)!;
  const better = places.slice(0, -1).filter(({ right }) => isProvenBetter(right, last.right, together));
  const count = ({ right }: JudgedPlace) => right.filter(Boolean).length;
  return better.length === 0 ? null : better.reduce((best, one) => (count(one) > count(best) ? one : best)).after;
}
