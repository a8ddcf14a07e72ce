import { StudioError } from '../errors.ts';
import { independentGroups, type TogetherKeys } from './accuracy-interval.ts';
import { groupMeanInterval, notNarrower } from './group-interval.ts';
import { mcnemar, type McNemar } from './mcnemar.ts';
import { newcombeInterval } from './newcombe-interval.ts';
import { upperTail } from './normal-quantile.ts';

/** Groups times what they differ by: so many steps take a tenth of a second. */
const countedSteps = 3e7;

/** How likely |sum of ±difference| is to reach, and to pass, what was seen, where each sign is a coin's. Of very many groups, none of which outweighs the others, the sum is as good as normal. */
function signTail(differences: readonly number[]): { reach: number; pass: number } {
  const sizes = differences.map(Math.abs).filter((size) => size > 0);
  const span = sizes.reduce((total, size) => total + size, 0);
  const seen = Math.abs(differences.reduce((total, difference) => total + difference, 0));
  const variance = sizes.reduce((total, size) => total + size ** 2, 0);
  if (sizes.length * span > countedSteps && sizes.every((size) => size ** 2 < variance / 100)) {
    const tail = 2 * upperTail(seen / Math.sqrt(variance));
    return { reach: tail, pass: tail };
  }
  // Place s + span: how likely the sum is s. Groups are added one after the other.
  let chances = new Float64Array(2 * span + 1);
  chances[span] = 1;
  let reached = 0;
  for (const size of sizes) {
    const next = new Float64Array(chances.length);
    for (let at = span - reached; at <= span + reached; at++) {
      const half = chances[at]! / 2;
      // Denormal numbers are slow, and nobody sees so small a chance.
      if (half < 1e-200) continue;
      next[at - size]! += half;
      next[at + size]! += half;
    }
    reached += size;
    chances = next;
  }
  if (span === 0) return { reach: 1, pass: 1 };
  let [reach, pass] = [0, 0];
  for (let size = seen; size <= span; size++) {
    const chance = size === 0 ? chances[span]! : chances[span + size]! + chances[span - size]!;
    reach += chance;
    if (size > seen) pass += chance;
  }
  return { reach: Math.min(1, reach), pass };
}

/**
 * Whether two runs differ on the same pictures. McNemar's test where every picture is alone. Where pictures go together, the two runs change places in
 * whole groups: under no difference each group's difference of right answers could as well have the other sign (Fisher's randomisation test on the sums
 * of groups, all signs counted), which for groups of one picture is McNemar's test. `onlyFirst` and `onlySecond` count pictures either way.
 * Both arrays [n], in one order with the keys of `together`.
 */
export function pairedTest(first: readonly boolean[], second: readonly boolean[], together: TogetherKeys | null): McNemar {
  const plain = mcnemar(first, second);
  if (independentGroups(together) === null) return plain;
  if (together!.keys.length !== first.length) throw new StudioError('internal', `${together!.keys.length} groups do not fit ${first.length} pictures`);
  const differences = new Map<string, number>();
  for (const [at, key] of together!.keys.entries()) differences.set(key, (differences.get(key) ?? 0) + Number(first[at]) - Number(second[at]));
  const { reach, pass } = signTail([...differences.values()]);
  return { ...plain, exactP: reach, midP: (reach + pass) / 2 };
}

/**
 * How much more often the first is right than the second on the same pictures, with its 95 % interval: Newcombe's; where pictures go together that of
 * whole groups (`groupMeanInterval`), but never a narrower one, and null below five groups.
 */
export function pairedDifference(first: readonly boolean[], second: readonly boolean[], together: TogetherKeys | null): { difference: number; low: number | null; high: number | null } {
  const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  for (const [at, right] of first.entries()) counts[right ? (second[at] ? 'both' : 'onlyFirst') : second[at] ? 'onlySecond' : 'neither'] += 1;
  const alone = newcombeInterval(counts);
  if (independentGroups(together) === null) return alone;
  const drawn = groupMeanInterval(first.map((right, at) => Number(right) - Number(second[at])), together!.keys);
  const [low, high] = drawn ? notNarrower(drawn, [alone.low, alone.high]) : [null, null];
  return { ...alone, low, high };
}
