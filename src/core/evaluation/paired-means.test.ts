import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { pairedMeans, pairedOverPictures } from './paired-means.ts';

const alone = (n: number) => ({ unit: Array.from({ length: n }, (_, at) => at), count: n });

test("repeats and pictures together are min F' (by hand)", () => {
  // Of 100 pictures five speak for the first and two for the second: 0.03, variance of the mean 6.91 / 9900. Of repeats: 0.01 ** 2 / 3.
  const pictures = Array.from({ length: 100 }, (_, at) => (at < 5 ? 1 : at < 7 ? -1 : 0));
  const { difference, low, high, p } = pairedOverPictures([0.02, 0.04, 0.03], pictures, alone(100))!;
  const [f1, f2] = [0.03 ** 2 / (0.01 ** 2 / 3), 0.03 ** 2 / (6.91 / 9900)];
  const t = Math.sqrt((f1 * f2) / (f1 + f2));
  expect([difference, (high - low) / 2 / (0.03 / t)]).toEqual([expect.closeTo(0.03, 12), expect.closeTo(1.98457, 4)]);
  // t = 1.1094 at 97.7 degrees of freedom.
  expect(p).toBeCloseTo(0.27, 3);
  expect(pairedOverPictures([0, 0], [0, 0, 0], alone(3))).toBeNull();
});

test('pictures of one group count as one, so that their error is larger', () => {
  const pictures = Array.from({ length: 60 }, (_, at) => (at < 10 ? 1 : 0));
  const width = ({ low, high }: { low: number; high: number }) => high - low;
  const groups = { unit: pictures.map((_, at) => Math.floor(at / 10)), count: 6 };
  expect(width(pairedOverPictures([0.16, 0.18], pictures, groups)!)).toBeGreaterThan(2 * width(pairedOverPictures([0.16, 0.18], pictures, alone(60))!));
});

test('of two ways that are as good everywhere, three seeds on 60 pictures call one better far too often by seeds alone, and no more than one time in twenty with the pictures', () => {
  const random = seededRandom(3);
  const normal = (): number => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, 0) - 6;
  const called = { seeds: 0, both: 0 };
  const draws = 400;
  for (let draw = 0; draw < draws; draw++) {
    const hard = Array.from({ length: 60 }, () => 1.2 + 1.2 * normal());
    const answers = (): boolean[][] => {
      const seen = hard.map((each) => each + normal());
      return Array.from({ length: 3 }, () => seen.map((each) => each + 0.3 * normal() > 0));
    };
    const [first, second] = [answers(), answers()];
    const repeats = first.map((right, seed) => right.reduce((sum, one, at) => sum + Number(one) - Number(second[seed]![at]), 0) / 60);
    const pictures = hard.map((_, at) => first.reduce((sum, right, seed) => sum + Number(right[at]) - Number(second[seed]![at]), 0) / 3);
    called.seeds += Number((pairedMeans(repeats, repeats.map(() => 0))?.p ?? 1) < 0.05);
    called.both += Number((pairedOverPictures(repeats, pictures, alone(60))?.p ?? 1) < 0.05);
  }
  expect(called.seeds / draws).toBeGreaterThan(0.15);
  expect(called.both / draws).toBeLessThan(0.06);
});
