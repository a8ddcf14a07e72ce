import type { FamiliarityRule } from '../../shared/familiarity.ts';
import { independentGroups, type TogetherKeys } from './accuracy-interval.ts';
import { betaQuantile } from './beta-quantile.ts';
import { groupInterval } from './group-interval.ts';
import { groupThreshold } from './group-threshold.ts';
import { z95 } from './wilson-interval.ts';

/** How often a known picture scores higher than an unknown one, ties counted half (Mann-Whitney): the area under the ROC curve. */
export function areaUnderCurve(known: ArrayLike<number>, unknown: ArrayLike<number>): number {
  const sorted = Float64Array.from(unknown).toSorted();
  const below = (value: number, isWithTies: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value || (isWithTies && sorted[middle] === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let wins = 0;
  for (let i = 0; i < known.length; i++) wins += (below(known[i]!, false) + below(known[i]!, true)) / 2;
  return wins / (known.length * unknown.length);
}

/**
 * 95 % interval of that area: those areas from which it lies no further than 1.96 of their own standard errors (Newcombe, Statistics in Medicine 25, 2006, part 2, method 5: Hanley and McNeil's with the mean of both numbers). It stays
 * inside 0 and 1, and has a width where every known picture scores higher. Of pictures that are alone.
 * @param known so many known pictures @param unknown so many unknown ones, one at least each
 */
export function areaInterval(area: number, known: number, unknown: number): [low: number, high: number] {
  const more = (known + unknown) / 2 - 1;
  const reach = (of: number): number => z95 * Math.sqrt((of * (1 - of) * (1 + (more * (1 - of)) / (2 - of) + (more * of) / (1 + of))) / (known * unknown));
  const end = (outside: 0 | 1): number => {
    let [inside, beyond] = [area, outside as number];
    for (let middle = (inside + beyond) / 2; middle !== inside && middle !== beyond; middle = (inside + beyond) / 2) {
      if (Math.abs(middle - area) <= reach(middle)) inside = middle;
      else beyond = middle;
    }
    return inside;
  };
  return [end(0), end(1)];
}

/** Scores below `threshold` are unfamiliar; new known pictures are flagged in a share of [low, high] in 90 of 100 cases. */
export interface AlarmThreshold {
  readonly threshold: number;
  readonly low: number;
  readonly high: number;
}

/** The l-th smallest known score, l = floor((n + 1) rate); null where there are too few known pictures for one. */
export function alarmThreshold(known: ArrayLike<number>, rate: number): AlarmThreshold | null {
  const n = known.length;
  const rank = Math.floor((n + 1) * rate + 1e-9);
  if (rank === 0) return null;
  return { threshold: Float64Array.from(known).toSorted()[rank - 1]!, low: betaQuantile(0.05, rank, n + 1 - rank), high: betaQuantile(0.95, rank, n + 1 - rank) };
}

/** The same of pictures that belong together: at most a share `rate` of those of a new group lie below it, on average over groups. */
function groupAlarm(known: ArrayLike<number>, together: TogetherKeys, rate: number): number | null {
  const strangest = groupThreshold(Float64Array.from(known, (score) => -score), together, 1 - rate);
  return strangest === null ? null : -strangest;
}

/**
 * The rule that flags a share `rate` of known pictures, from how familiar they are.
 * @param together which of the known pictures belong together; null: none of them; of another number of pictures it is none of theirs
 */
export function familiarityRule(known: ArrayLike<number>, rate: number, together: TogetherKeys | null = null): FamiliarityRule {
  const groups = together?.keys.length === known.length ? independentGroups(together) : null;
  const common = { falseAlarmRate: rate, images: known.length, independentGroups: groups };
  if (groups !== null) return { threshold: groupAlarm(known, together!, rate), band: null, ...common };
  const found = alarmThreshold(known, rate);
  return { threshold: found && found.threshold, band: found && { low: found.low, high: found.high }, ...common };
}

/**
 * The largest share of new known pictures that the rule may be flagging: the high end of its band; of groups, of which no band is known, the high end of the interval of what it flags of the known ones themselves
 * (`groupInterval`). Null without a threshold. It decides what false alarms explain, and promises nothing.
 */
export function falseAlarmsAtMost(known: ArrayLike<number>, { threshold, band, independentGroups: groups }: FamiliarityRule, together: TogetherKeys | null): number | null {
  if (threshold === null) return null;
  if (band !== null || typeof groups !== 'number') return band?.high ?? null;
  return groupInterval(Array.from(known, (score) => score < threshold), together!.keys)?.[1] ?? null;
}
