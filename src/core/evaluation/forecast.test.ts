import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { togetherOf } from './accuracy-interval.ts';
import { accuracyForecast } from './forecast.ts';
import { top1 } from './top-k.ts';

interface Golden {
  name: string;
  classes: number;
  probabilities: number[][];
  labels: number[];
  target: number[][];
  targetAccuracy: number;
  maxConfidence: { predicted: number; onSource: number };
  differenceOfConfidences: number;
}
const golden = JSON.parse(readFileSync(new URL('../../../test/golden/forecast.json', import.meta.url), 'utf8')) as { cases: Golden[] };
const labelled = (of: Golden) => ({ probabilities: of.probabilities.flat(), right: rightOf(of) });
const rightOf = ({ probabilities, labels, classes }: Golden): boolean[] => labels.map((label, row) => top1(probabilities.flat(), classes, row) === label);

test.each(golden.cases)('golden: $name', (of) => {
  const [own, there] = [of.probabilities.flat(), of.target.flat()].map((target) => accuracyForecast(labelled(of), { probabilities: target }, of.classes, seededRandom(0)));
  expect([there!.atc, own!.atc]).toEqual([of.maxConfidence.predicted, of.maxConfidence.onSource]);
  expect(there!.doc).toBeCloseTo(of.differenceOfConfidences, 9);
});

test('a figure is said only where there is enough to say it, and not where the two methods disagree', () => {
  const forecast = (of: Golden) => accuracyForecast(labelled(of), { probabilities: of.target.flat() }, of.classes, seededRandom(0));
  const [noShift, harder, , , noError] = golden.cases as [Golden, Golden, Golden, Golden, Golden];
  const same = forecast(noShift);
  expect(same).toMatchObject({ refused: null, expectedAccuracy: 0.72 });
  expect([same.low! <= 0.72, same.high! >= noShift.targetAccuracy, same.high! - same.low! < 0.3]).toEqual([true, true, true]);
  expect(forecast(harder)).toMatchObject({ refused: 'methods-apart', expectedAccuracy: null, low: null });
  expect(forecast(harder).difference).toBeGreaterThan(2 * same.difference);
  expect(forecast(noError)).toMatchObject({ refused: 'few-labelled' });
  expect(forecast({ ...noShift, target: noShift.target.slice(1) })).toMatchObject({ refused: 'few-images' });
  // Sure of pictures that it never saw the like of: no figure, but where false alarms explain them.
  const strange = (flagged: number) => accuracyForecast(labelled(noShift), { probabilities: noShift.target.flat(), strangers: { isUnfamiliar: Array.from({ length: 200 }, (_, at) => at < flagged), falseAlarmsAtMost: 0.08 } }, noShift.classes, seededRandom(0));
  expect([16, 22, 40].map((flagged) => strange(flagged))).toMatchObject([
    { refused: null, expectedAccuracy: 0.72, unfamiliar: 0.08 },
    { refused: null, unfamiliar: 0.11 },
    { refused: 'unfamiliar', expectedAccuracy: null, low: null, high: null, unfamiliar: 0.2 },
  ]);
});

test('of labelled pictures in groups whole groups are drawn: the band is no narrower, and of four groups none is said', () => {
  const [of] = golden.cases as [Golden];
  const n = of.labels.length;
  const right = rightOf(of);
  const inGroups = (size: number) => togetherOf(of.labels.map((_, at) => ({ sha256: `${at}`, group: `g${Math.floor(at / size)}` })), () => seededRandom(0));
  // Sorted by what is right, so that groups are right or wrong as a whole.
  const order = [...of.labels.keys()].toSorted((a, b) => Number(right[a]) - Number(right[b]));
  const forecast = (together: ReturnType<typeof inGroups>) => accuracyForecast({ probabilities: order.flatMap((row) => of.probabilities[row]!), right: order.map((row) => right[row]!), together }, { probabilities: of.target.flat() }, of.classes, seededRandom(0));
  const [plain, grouped] = [forecast(null), forecast(inGroups(20))];
  expect(grouped).toMatchObject({ expectedAccuracy: plain.expectedAccuracy, independentGroups: Math.ceil(n / 20), refused: null });
  expect(grouped.high! - grouped.low!).toBeGreaterThan(1.3 * (plain.high! - plain.low!));
  expect(forecast(inGroups(1))).toEqual(plain);
  expect(forecast(inGroups(Math.ceil(n / 4)))).toMatchObject({ refused: 'few-groups', expectedAccuracy: null, independentGroups: 4 });
});

test('of new pictures in groups whole groups are drawn too: the band is no narrower, of four groups none is said, and strange ones of one group are no proof', () => {
  const [of] = golden.cases as [Golden];
  const n = of.target.length;
  // Sorted by how sure, so that groups are sure or not as a whole.
  const there = of.target.toSorted((a, b) => Math.max(...a) - Math.max(...b));
  const inGroups = (size: number) => togetherOf(there.map((_, at) => ({ sha256: `${at}`, group: `g${Math.floor(at / size)}` })), () => seededRandom(0));
  const forecast = (together: ReturnType<typeof inGroups>, flagged = 0) =>
    accuracyForecast(labelled(of), { probabilities: there.flat(), strangers: { isUnfamiliar: there.map((_, at) => at < flagged), falseAlarmsAtMost: 0.08 }, together }, of.classes, seededRandom(0));
  const [plain, grouped] = [forecast(null), forecast(inGroups(20))];
  expect(plain).toMatchObject({ newGroups: null });
  expect(grouped).toMatchObject({ expectedAccuracy: plain.expectedAccuracy, independentGroups: null, newGroups: Math.ceil(n / 20), refused: null });
  expect(grouped.high! - grouped.low!).toBeGreaterThan(1.3 * (plain.high! - plain.low!));
  expect(forecast(inGroups(1))).toEqual(plain);
  expect(forecast(inGroups(Math.ceil(n / 4)))).toMatchObject({ refused: 'few-new-groups', expectedAccuracy: null, newGroups: 4 });
  expect([forecast(null, 40).refused, forecast(inGroups(40), 40).refused]).toEqual(['unfamiliar', null]);
});
