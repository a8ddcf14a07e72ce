import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { mcnemarOfCounts } from './mcnemar.ts';
import { shortcutShares } from './shortcut-shares.ts';
import { spreadSample } from './spread-sample.ts';
import { stressFigures } from './stress-card.ts';

const labels = [...Array<number>(10).fill(0), ...Array<number>(10).fill(1)];
/** All right but the first `wrong` of each class. */
const missing = (...wrong: [number, number]): number[] => labels.map((label, row) => (row % 10 < wrong[label]! ? 2 : label));

test('a kind of stress: accuracy a level, what is shown of all levels at once, and where each class breaks', () => {
  const [blur, dark] = stressFigures(labels, ['a', 'b', 'never'], missing(0, 1), [
    { kind: 'blur', levels: [{ value: 1, predicted: missing(0, 1) }, { value: 2, predicted: missing(6, 2) }, { value: 3, predicted: missing(10, 5) }] },
    { kind: 'dark', levels: [{ value: 0.5, predicted: missing(1, 1) }] },
  ]);
  expect(blur!.levels.map(({ level, value, accuracy }) => [level, value, accuracy])).toEqual([[0, null, 0.95], [1, 1, 0.95], [2, 2, 0.6], [3, 3, 0.25]]);
  // Lost by these pictures and found by none, times the comparisons that are left.
  expect(blur!.levels[3]!.p).toBeCloseTo(4 * mcnemarOfCounts(14, 0).midP, 12);
  expect(blur!.levels[2]!.p).toBeCloseTo(3 * mcnemarOfCounts(7, 0).midP, 12);
  expect(dark!.levels[1]!.p).toBe(1);
  expect(blur!.breakPoints).toEqual([
    { label: 'a', level: 2, value: 2, found: 10, left: 4, images: 10, isShown: true },
    { label: 'b', level: null, value: null, found: 9, left: 5, images: 10, isShown: false },
  ]);
});

test('where nothing is lost, a class is hardly ever said to break, however many classes and kinds are looked at', () => {
  const random = seededRandom(4);
  const own = Array.from({ length: 100 }, (_, row) => row % 10);
  const names = Array.from({ length: 10 }, (_, c) => `c${c}`);
  let broken = 0;
  for (let draw = 0; draw < 60; draw++) {
    const answers = (): number[] => own.map((label) => (random() < 0.7 ? label : (label + 1) % 10));
    const kinds = ['blur', 'dark', 'noise', 'jpeg', 'rotate', 'crop', 'warm'] as const;
    const card = stressFigures(own, names, answers(), kinds.map((kind) => ({ kind, levels: [1, 2, 3, 4].map((value) => ({ value, predicted: answers() })) })) as never);
    broken += Number(card.some(({ breakPoints }) => breakPoints.some(({ isShown }) => isShown)));
  }
  expect(broken).toBeLessThanOrEqual(6);
});

test('a class that was never found breaks nowhere', () => {
  const [blur] = stressFigures([0, 0], ['a', 'b'], [1, 1], [{ kind: 'blur', levels: [{ value: 1, predicted: [1, 1] }] }]);
  expect(blur!.breakPoints).toEqual([{ label: 'a', level: null, value: null, found: 0, left: 0, images: 2, isShown: false }]);
});

test('what is left without the object stands beside always saying the largest class', () => {
  const own = [...labels, 1, 1];
  const all = (label: number): number[] => own.map(() => label);
  const shares = shortcutShares(own, { plain: own, objectCovered: all(0), elsewhereCovered: own, borderAlone: all(1) });
  expect(shares.guessing).toBeCloseTo(12 / 22, 12);
  expect(shares.borderAlone).toMatchObject({ accuracy: 12 / 22 });
  expect(shares.borderAlone.p).toBeGreaterThan(0.3);
  expect(shares.plain.p).toBeLessThan(1e-5);
  expect(shares.objectMatters).toBeLessThan(0.001);
});

test('a sample takes of every class alike, in the order of the rows', () => {
  const uneven = [...Array<number>(50).fill(0), ...Array<number>(3).fill(1), ...Array<number>(10).fill(2)];
  const taken = spreadSample(uneven, 15, seededRandom(0));
  const counts = [0, 1, 2].map((label) => taken.filter((row) => uneven[row] === label).length);
  expect(counts).toEqual([6, 3, 6]);
  expect(taken).toEqual(taken.toSorted((a, b) => a - b));
  expect(spreadSample(uneven, 63, seededRandom(0))).toHaveLength(63);
});
