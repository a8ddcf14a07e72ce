import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { processorMs } from '../../../test/processor-ms.ts';
import { seededRandom } from '../training/seeded-random.ts';
import { mcnemar } from './mcnemar.ts';
import { newcombeInterval } from './newcombe-interval.ts';
import { pairedDifference, pairedTest } from './paired-answers.ts';

const begin = () => seededRandom(0);
const repeated = (of: readonly boolean[], times: number): boolean[] => of.flatMap((one) => Array.from({ length: times }, () => one));
const keysOf = (groups: number, size: number): string[] => Array.from({ length: groups * size }, (_, at) => `g${Math.floor(at / size)}`);

test('groups in which the runs differ on every picture say as much as one picture each', () => {
  const [first, second] = [[true, true, true, true, true, true, false], [false, false, false, false, false, true, false]];
  const together = { keys: keysOf(7, 10), begin };
  const test = pairedTest(repeated(first, 10), repeated(second, 10), together);
  const { exactP, midP } = mcnemar(first, second);
  expect([exactP, midP]).toEqual([0.0625, 0.03125]);
  expect(test).toEqual({ onlyFirst: 50, onlySecond: 0, exactP, midP });
  // Counted by pictures it would be nearly certain.
  expect(pairedTest(repeated(first, 10), repeated(second, 10), null).midP).toBeLessThan(1e-14);
});

test('groups of several sizes, all signs counted by hand: ±3 ±2 ±1 reach 4 of 8 ways in four and pass it in two', () => {
  const [first, second] = [[true, true, true, true, true, false], [false, false, false, false, false, true]];
  const together = { keys: ['a', 'a', 'a', 'b', 'b', 'c'], begin };
  expect(pairedTest(first, second, together)).toEqual({ onlyFirst: 5, onlySecond: 1, exactP: 0.5, midP: 0.375 });
  expect(pairedDifference(first, second, together)).toMatchObject({ low: null, high: null });
});

test('where every picture is alone, McNemar and Newcombe; so they are by signs too, for one more pair that agrees', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 60 }), (pairs) => {
      const [first, second] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
      const keys = pairs.map((_, at) => `${at}`);
      const plain = mcnemar(first, second);
      expect(pairedTest(first, second, { keys, begin })).toEqual(plain);
      // Two pictures that both have right make a group, so that groups are counted, and change nothing.
      const signs = pairedTest([...first, true, true], [...second, true, true], { keys: [...keys, 'more', 'more'], begin });
      expect(signs.exactP).toBeCloseTo(plain.exactP, 12);
      expect(signs.midP).toBeCloseTo(plain.midP, 12);
    }),
    { numRuns: 50 },
  );
});

test('the difference has an interval of whole groups that is no narrower than that of pictures', () => {
  const [first, second] = [[true, true, true, true, false, true, true], [false, false, true, true, false, true, false]];
  const { difference, low, high } = pairedDifference(repeated(first, 8), repeated(second, 8), { keys: keysOf(7, 8), begin });
  const plain = newcombeInterval({ both: 24, onlyFirst: 24, onlySecond: 0, neither: 8 });
  expect(difference).toBeCloseTo(3 / 7, 12);
  expect(low).toBeLessThan(plain.low - 0.1);
  expect(high).toBeGreaterThan(plain.high);
});

test('10,000 pictures of which runs differ on 3,000 take less than a second of a processor', () => {
  const keys = Array.from({ length: 10_000 }, (_, at) => `${at >> 1}`);
  const first = keys.map((_, at) => at % 10 < 8);
  const second = keys.map((_, at) => (at * 7) % 10 < 8);
  expect(processorMs(() => pairedTest(first, second, { keys, begin }))).toBeLessThan(1000);
});

test('of very many groups the sum of signs is as good as normal, and is counted no longer', () => {
  // Three pictures of each group, which one of the two has right alone.
  const p = (groups: number, firsts: number) => {
    const first = Array.from({ length: 3 * groups }, (_, at) => Math.floor(at / 3) < firsts);
    return pairedTest(first, first.map((one) => !one), { keys: keysOf(groups, 3), begin }).midP;
  };
  // 3 x 3000 x 3000 are counted, 3 x 3300 x 3300 are not; both lie 2 and 2.02 standard deviations away.
  expect(p(3000, 1555)).toBeCloseTo(0.0446, 3);
  const ms = processorMs(() => {
    expect(p(3300, 1708)).toBeCloseTo(0.0434, 3);
    expect(p(50_000, 25_000)).toBeCloseTo(1, 2);
  });
  expect(ms).toBeLessThan(1000);
});
