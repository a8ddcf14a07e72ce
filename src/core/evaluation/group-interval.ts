import { wilsonInterval } from './wilson-interval.ts';

const resamples = 2000;
/** With fewer groups nothing can be said of others. */
export const fewestGroups = 5;

/**
 * 95 % interval of a share of right answers where answers of one group go together: whole groups are drawn again (percentile bootstrap; Davison and
 * Hinkley 1997, section 3.8). Where all are right, or none, Wilson's interval of the number of groups. Null below five groups.
 * @param random in [0, 1)
 */
export function groupInterval(right: readonly boolean[], groups: readonly string[], random: () => number): [low: number, high: number] | null {
  const sums = [...Map.groupBy(right.keys(), (at) => groups[at]!).values()].map((own) => ({ n: own.length, correct: own.filter((at) => right[at]).length }));
  if (sums.length < fewestGroups) return null;
  const correct = right.filter(Boolean).length;
  if (correct === 0 || correct === right.length) return wilsonInterval(correct === 0 ? 0 : sums.length, sums.length);
  const shares = Array.from({ length: resamples }, () => {
    let [all, hits] = [0, 0];
    for (let draw = 0; draw < sums.length; draw++) {
      const one = sums[Math.floor(random() * sums.length)]!;
      all += one.n;
      hits += one.correct;
    }
    return hits / all;
  }).toSorted((a, b) => a - b);
  const quantile = (share: number): number => {
    const place = share * (resamples - 1);
    const below = Math.floor(place);
    return shares[below]! + (place - below) * ((shares[below + 1] ?? shares[below]!) - shares[below]!);
  };
  return [quantile(0.025), quantile(0.975)];
}
