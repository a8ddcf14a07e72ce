import { expect, test } from 'vitest';
import { accuracyOf, provenBetterThanLast, saturatesAfter } from './depth-profile.ts';

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

test('accuracy comes with its Wilson interval', () => {
  const { accuracy, low, high } = accuracyOf(place('a', 80).right);
  expect(accuracy).toBe(0.8);
  expect([low, high].map((value) => value.toFixed(3))).toEqual(['0.711', '0.867']);
});
