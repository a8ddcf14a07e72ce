import type { Metrics } from '../../shared/metrics.ts';
import type { Interval } from './group-interval.ts';
import { wilsonInterval } from './wilson-interval.ts';

/**
 * 95 % intervals (Wilson's) of what is found of each class, and of how often what is said to be it is: each by itself, so that of many classes some lie outside. Null without such pictures, and where
 * groups are counted: pictures of them say less than that.
 */
export function classIntervals({ perClass, confusion, independentGroups = null }: Metrics): { recall: Interval | null; precision: Interval | null }[] {
  return perClass.map(({ support }, c) => {
    const hits = confusion[c]![c]!;
    const said = confusion.reduce((sum, row) => sum + row[c]!, 0);
    const of = (pictures: number): Interval | null => (pictures === 0 || independentGroups !== null ? null : wilsonInterval(hits, pictures));
    return { recall: of(support), precision: of(said) };
  });
}
