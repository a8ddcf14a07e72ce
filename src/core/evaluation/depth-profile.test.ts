import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { togetherOf } from './accuracy-interval.ts';
import { provenBetterThanLast, saturatesAfter } from './depth-profile.ts';
import { shareRight } from './share-right.ts';

/** The first `right` of 100 pictures. */
const place = (after: string, right: number) => ({ after, right: Array.from({ length: 100 }, (_, i) => i < right) });

test('it saturates where no later place is proven better', () => {
  expect(saturatesAfter([place('stem', 40), place('a', 70), place('b', 90), place('c', 92)])).toBe('b');
  expect(saturatesAfter([place('stem', 90), place('a', 70)])).toBe('stem');
  expect(saturatesAfter([place('stem', 10), place('a', 20), place('b', 90)])).toBe('b');
  expect(saturatesAfter([place('stem', 50)])).toBe('stem');
});

test('an earlier place counts as better than the last only where that is no chance', () => {
  expect(provenBetterThanLast([place('stem', 40), place('a', 80), place('b', 79)])).toBeNull();
  expect(provenBetterThanLast([place('stem', 85), place('a', 90), place('b', 70)])).toBe('a');
});

test('of sixteen places that are as good as one another the first is enough, and none better than the last, in nearly all cases', () => {
  const random = seededRandom(2);
  const called = { later: 0, better: 0 };
  for (let draw = 0; draw < 200; draw++) {
    const hard = Array.from({ length: 100 }, () => random());
    const places = Array.from({ length: 16 }, (_, at) => ({ after: `p${at}`, right: hard.map((each) => random() < each) }));
    called.later += Number(saturatesAfter(places) !== 'p0');
    called.better += Number(provenBetterThanLast(places) !== null);
  }
  expect(called.later).toBeLessThanOrEqual(16);
  expect(called.better).toBeLessThanOrEqual(16);
});

test('of ten pictures of each group, whole groups are counted', () => {
  const together = togetherOf(Array.from({ length: 100 }, (_, at) => ({ sha256: `${at}`, group: `g${Math.floor(at / 10)}` })), () => seededRandom(0));
  const places = [place('stem', 60), place('a', 90)];
  expect(saturatesAfter(places)).toBe('a');
  // Three groups of three: one side of eight ways, which is no proof.
  expect(saturatesAfter(places, together)).toBe('stem');
  expect(provenBetterThanLast(places.toReversed(), together)).toBeNull();
  expect(saturatesAfter([place('stem', 20), place('a', 90)], together)).toBe('a');
});

test('accuracy comes with its Wilson interval', () => {
  const { accuracy, low, high } = shareRight(place('a', 80).right, null);
  expect(accuracy).toBe(0.8);
  expect([low, high].map((value) => value!.toFixed(3))).toEqual(['0.711', '0.867']);
});
