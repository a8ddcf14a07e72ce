import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { togetherOf } from './accuracy-interval.ts';
import { calibrationReport } from './calibration-report.ts';
import { chooseTemperature } from './temperature.ts';

const begin = () => seededRandom(0);
/** `size` pictures of each of `groups`, one group after the other. */
const inGroups = (groups: number, size: number) => togetherOf(Array.from({ length: groups * size }, (_, at) => ({ sha256: `${at}`, group: `g${Math.floor(at / size)}` })), begin);
/** Two classes; how sure of the first, and whether that is right. */
const rowsOf = (sure: readonly number[]) => sure.flatMap((p) => [p, 1 - p]);
const report = (sure: readonly number[], right: readonly boolean[], together: ReturnType<typeof inGroups>) => calibrationReport(rowsOf(sure), right.map((one) => (one ? 0 : 1)), 2, 1, seededRandom(5), together);
const width = ([low, high]: [number, number]): number => high - low;

test('groups of one picture are counted as pictures, to the last bit', () => {
  const random = seededRandom(1);
  const sure = Array.from({ length: 60 }, () => 0.5 + random() / 2);
  const right = sure.map((p) => random() < p);
  expect(report(sure, right, inGroups(60, 1))).toEqual(report(sure, right, null));
  expect(report(sure, right, null).independentGroups).toBeNull();
  const logits = sure.flatMap((p) => [Math.log(p), Math.log(1 - p)]);
  const labels = right.map((one) => (one ? 0 : 1));
  expect(chooseTemperature(logits, labels, 2, { together: inGroups(60, 1) })).toEqual(chooseTemperature(logits, labels, 2));
});

test('ten copies of each of eight pictures say no more of the calibration error than eight pictures', () => {
  const random = seededRandom(2);
  const eight = Array.from({ length: 8 }, () => 0.5 + random() / 2);
  const [sure, right] = [eight.flatMap((p) => Array.from({ length: 10 }, () => p)), eight.flatMap((_, at) => Array.from({ length: 10 }, () => at % 3 > 0))];
  const [grouped, pictures] = [report(sure, right, inGroups(8, 10)), report(sure, right, null)];
  const alone = report(eight, eight.map((_, at) => at % 3 > 0), null);
  expect(grouped).toMatchObject({ independentGroups: 8, images: 80, eceAfter: pictures.eceAfter, bins: pictures.bins });
  expect(width(grouped.eceInterval!)).toBeGreaterThan(1.5 * width(pictures.eceInterval!));
  expect(grouped.eceIfCalibrated).toBeCloseTo(alone.eceIfCalibrated, 1);
  expect(grouped.eceIfCalibrated).toBeGreaterThan(1.5 * pictures.eceIfCalibrated);
});

test('of fewer than five groups there is no interval of the calibration error, and no temperature is kept', () => {
  const sure = Array.from({ length: 80 }, () => 0.99);
  const right = sure.map((_, at) => at % 3 > 0);
  expect(report(sure, right, inGroups(4, 20))).toMatchObject({ eceInterval: null, eceIntervalBefore: null, independentGroups: 4 });
  const logits = sure.flatMap((p) => [Math.log(p), Math.log(1 - p)]);
  const labels = right.map((one) => (one ? 0 : 1));
  expect(chooseTemperature(logits, labels, 2)).toMatchObject({ isKept: true, independentGroups: null });
  expect(chooseTemperature(logits, labels, 2, { together: inGroups(4, 20) })).toMatchObject({ isKept: false, where: 'inside', independentGroups: 4 });
});

test('a calibrated model that is right or wrong by whole groups is called further off one time in twenty, where pictures would say most of the time', () => {
  const random = seededRandom(3);
  const draws = 60;
  const above = { groups: 0, pictures: 0 };
  for (let draw = 0; draw < draws; draw++) {
    const luck = Array.from({ length: 15 }, random);
    const sure = Array.from({ length: 150 }, () => 0.5 + random() / 2);
    const right = sure.map((p, at) => luck[Math.floor(at / 10)]! < p);
    for (const [key, together] of [['groups', inGroups(15, 10)], ['pictures', null]] as const) {
      const { eceAfter, eceIfCalibrated } = report(sure, right, together);
      if (eceAfter > eceIfCalibrated) above[key] += 1;
    }
  }
  expect(above.groups).toBeLessThanOrEqual(8);
  expect(above.pictures).toBeGreaterThan(draws / 4);
});

test('a temperature of ten copies of each picture is decided as that of the pictures', () => {
  const random = seededRandom(4);
  const logits = Array.from({ length: 40 }, () => [4 * random(), 0]);
  const labels = logits.map(() => (random() < 0.7 ? 0 : 1));
  const copies = <T>(of: readonly T[]): T[] => of.flatMap((one) => Array.from({ length: 10 }, () => one));
  const alone = chooseTemperature(logits.flat(), labels, 2);
  const grouped = chooseTemperature(copies(logits).flat(), copies(labels), 2, { together: inGroups(40, 10) });
  expect(grouped.temperature).toBeCloseTo(alone.temperature, 9);
  expect(grouped.gain).toBeCloseTo(alone.gain!, 12);
  expect(grouped.standardError).toBeCloseTo(alone.standardError!, 12);
  expect(grouped.isKept).toBe(alone.isKept);
  expect(chooseTemperature(copies(logits).flat(), copies(labels), 2).standardError).toBeLessThan(alone.standardError! / 3);
});
