import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { togetherOf } from './accuracy-interval.ts';
import { binomialTail } from './binomial-tail.ts';
import { shortcutShares } from './shortcut-shares.ts';
import { stressFigures } from './stress-card.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** Ten pictures of each group; seven groups of the first class, five of the second. */
const labels = Array.from({ length: 120 }, (_, at) => (at < 70 ? 0 : 1));
const inGroups = (size: number) => togetherOf(labels.map((_, at) => ({ sha256: `${at}`, group: `g${Math.floor(at / size)}` })), () => seededRandom(0));
const wrongOn = (...groups: number[]) => labels.map((label, at) => (groups.includes(Math.floor(at / 10)) ? 1 - label : label));
const lost = [{ kind: 'blur' as const, levels: [{ value: 1, predicted: wrongOn(0, 1, 2, 3) }] }];

test('what is lost of four groups is no proof, however many pictures they have', () => {
  const [pictures] = stressFigures(labels, ['a', 'b'], labels, lost);
  expect(pictures!.levels[1]!.p).toBeLessThan(1e-9);
  expect(pictures!.breakPoints[0]).toMatchObject({ label: 'a', level: 1, isShown: true });
  const [grouped] = stressFigures(labels, ['a', 'b'], labels, lost, inGroups(10));
  // Four of four changes one way: half of the 2 of 16 ways that reach it.
  expect(grouped!.levels[1]).toMatchObject({ accuracy: 80 / 120, p: 1 / 16 });
  expect(grouped!.breakPoints[0]).toMatchObject({ label: 'a', level: 1, found: 70, left: 30, isShown: false });
  const [low, high] = wilsonInterval(80, 120);
  expect(grouped!.levels[1]!.high! - grouped!.levels[1]!.low!).toBeGreaterThan(2 * (high - low));
  expect(stressFigures(labels, ['a', 'b'], labels, lost, inGroups(1))).toEqual([pictures]);
});

test('of fewer than five groups there is an accuracy and no interval', () => {
  const [figures] = stressFigures(labels, ['a', 'b'], labels, lost, inGroups(40));
  expect(figures!.levels.map(({ low, high }) => [low, high])).toEqual([[null, null], [null, null]]);
  const { plain } = shortcutShares(labels, { plain: labels, objectCovered: labels, elsewhereCovered: labels, borderAlone: labels }, inGroups(40));
  expect(plain).toMatchObject({ accuracy: 1, low: null, high: null });
});

test('one group more than always saying the largest class is as good as the toss of a coin', () => {
  // Always the first class but for one group of the second, which it tells.
  const border = labels.map((_, at) => (Math.floor(at / 10) === 11 ? 1 : 0));
  const answers = { plain: labels, objectCovered: border, elsewhereCovered: labels, borderAlone: border };
  const pictures = shortcutShares(labels, answers);
  expect(pictures.borderAlone.p).toBe(binomialTail(80, 120, 70 / 120));
  expect(pictures.borderAlone.p).toBeLessThan(0.05);
  const grouped = shortcutShares(labels, answers, inGroups(10));
  expect(grouped.borderAlone.p).toBe(0.5);
  // Five groups of five, one side of 32 ways.
  expect(grouped.plain.p).toBeCloseTo(1 / 32, 12);
  // Right as often as it: anything reaches that.
  expect(shortcutShares(labels, { ...answers, borderAlone: labels.map(() => 0) }, inGroups(10)).borderAlone.p).toBe(1);
  expect(pictures.objectMatters).toBeLessThan(1e-9);
  expect(grouped.objectMatters).toBeCloseTo(1 / 16, 12);
  expect(shortcutShares(labels, answers, inGroups(1))).toEqual(pictures);
});
