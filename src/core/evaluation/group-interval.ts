import { fewestGroups } from '../../shared/independent-groups.ts';
import { quantile } from './learning-curve.ts';
import { wilsonInterval } from './wilson-interval.ts';

export type Interval = [low: number, high: number];

const resamples = 2000;

/** Values added up group by group: `n` pictures of each, and the `sum` of theirs. In the order of their first pictures. */
function groupSums(values: readonly number[], groups: readonly string[]): { n: Float64Array; sum: Float64Array } {
  const places = new Map<string, number>();
  for (const group of groups) if (!places.has(group)) places.set(group, places.size);
  const [n, sum] = [new Float64Array(places.size), new Float64Array(places.size)];
  for (const [at, value] of values.entries()) {
    const place = places.get(groups[at]!)!;
    n[place]! += 1;
    sum[place]! += value;
  }
  return { n, sum };
}

/**
 * 95 % interval of a mean of values where those of one group go together: whole groups are drawn again, 2,000 times (percentile bootstrap; Davison and
 * Hinkley 1997, section 3.8). Null below five groups.
 * @param random in [0, 1)
 */
export function groupMeanInterval(values: readonly number[], groups: readonly string[], random: () => number): Interval | null {
  const { n, sum } = groupSums(values, groups);
  const count = n.length;
  if (count < fewestGroups) return null;
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let [pictures, total] = [0, 0];
    for (let draw = 0; draw < count; draw++) {
      const one = Math.floor(random() * count);
      pictures += n[one]!;
      total += sum[one]!;
    }
    means[resample] = total / pictures;
  }
  means.sort();
  return [quantile(means, 0.025), quantile(means, 0.975)];
}

/**
 * Standard error of a mean of values of which some go together: by how far each group's values together lie from it. For groups of one value sd / sqrt n.
 * @param unit of each value, its group from 0; `count` groups, two at least
 */
export function groupStandardError(values: ArrayLike<number>, { unit, count }: { readonly unit: ArrayLike<number>; readonly count: number }): number {
  const n = values.length;
  let mean = 0;
  for (let row = 0; row < n; row++) mean += values[row]!;
  mean /= n;
  const away = new Float64Array(count);
  for (let row = 0; row < n; row++) away[unit[row]!]! += values[row]! - mean;
  return Math.sqrt((away.reduce((sum, value) => sum + value ** 2, 0) / (count - 1) / n) * (count / n));
}

/** What is said of whole groups is never narrower than the same of their pictures: a few groups that are alike by chance would have nearly no interval. */
export const notNarrower = (ofGroups: Interval, ofPictures: Interval): Interval => [Math.min(ofGroups[0], ofPictures[0]), Math.max(ofGroups[1], ofPictures[1])];

/**
 * The same of a share of right answers, not narrower than Wilson's of the pictures. Where all are right, or none, no draw is different: Wilson's interval of
 * the number of groups.
 * @param random in [0, 1)
 */
export function groupInterval(right: readonly boolean[], groups: readonly string[], random: () => number): Interval | null {
  const count = new Set(groups).size;
  if (count < fewestGroups) return null;
  const correct = right.filter(Boolean).length;
  if (correct === 0 || correct === right.length) return wilsonInterval(correct === 0 ? 0 : count, count);
  return notNarrower(groupMeanInterval(right.map(Number), groups, random)!, wilsonInterval(correct, right.length));
}
