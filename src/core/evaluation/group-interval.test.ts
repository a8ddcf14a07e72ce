import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { groupInterval, groupMeanInterval } from './group-interval.ts';

/** Groups of 1 to 40 pictures, each with half of its pictures the same coin's: how often 95 % intervals hold the truth. */
function held(groups: number, accuracy: number, draws: number): number {
  const random = seededRandom(11);
  let holds = 0;
  for (let draw = 0; draw < draws; draw++) {
    const keys: string[] = [];
    const right: boolean[] = [];
    for (let group = 0; group < groups; group++) {
      const coin = random() < accuracy;
      for (let left = Math.ceil(Math.exp(3.7 * random())); left > 0; left--) {
        keys.push(`g${group}`);
        right.push(random() < 0.5 ? coin : random() < accuracy);
      }
    }
    const [low, high] = groupInterval(right, keys)!;
    holds += Number(low <= accuracy && accuracy <= high);
  }
  return holds / draws;
}

test.each([
  [5, 0.8],
  [8, 0.8],
  [12, 0.8],
])('%i groups of many sizes, right %d of the time: the interval holds that in 88 of 100 draws and more (drawn groups: in 81 to 86)', (groups, accuracy) => {
  expect(held(groups, accuracy, 500)).toBeGreaterThan(0.87);
});

test('of groups of one picture the interval of a mean is t of the pictures (by hand)', () => {
  // Variance 1 / 4 of five values, t of four degrees of freedom 2.776445.
  const [low, high] = groupMeanInterval([1, 1, 0, 0, 0.5], ['a', 'b', 'c', 'd', 'e'])!;
  expect([low, high]).toEqual([expect.closeTo(0.5 - 2.776445 * Math.sqrt(0.25 / 5), 5), expect.closeTo(0.5 + 2.776445 * Math.sqrt(0.25 / 5), 5)]);
  expect(groupMeanInterval([1, 0, 1, 0], ['a', 'b', 'c', 'd'])).toBeNull();
});

test('one large group among small ones is not five that say as much', () => {
  const keys = (sizes: readonly number[]) => sizes.flatMap((size, at) => Array.from({ length: size }, () => `g${at}`));
  const values = (of: readonly string[]) => of.map((_, at) => (at % 3 === 0 ? 0 : 1));
  const width = (sizes: readonly number[]) => {
    const own = keys(sizes);
    const [low, high] = groupMeanInterval(values(own), own)!;
    return high - low;
  };
  expect(width([50, 2, 2, 2, 4])).toBeGreaterThan(2 * width([12, 12, 12, 12, 12]));
});
