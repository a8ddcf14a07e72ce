import { expect, test } from 'vitest';
import { smallPhase, smallPlan } from '../../../../test/small-run.ts';
import { expectLegs, nothingKnown } from './run-legs.ts';

const size = { megapixels: 0.1, train: 160, val: 40, test: 10, classes: 3 };
const plan = smallPlan([
  smallPhase({ name: 'head', cut: 'head', epochs: 30, patience: 5 }),
  smallPhase({ name: 'fine-tune', cut: 'stage4', epochs: 10, augment: 'light' }),
]);
const legs = (known = nothingKnown, of = size, planned = plan) => new Map(expectLegs(planned, of, known).map((leg) => [`${leg.activity} ${leg.phase ?? ''}`.trim(), leg]));
const names = ['starting', 'features head', 'training head', 'features fine-tune', 'training fine-tune', 'saving', 'evaluating'];

test('the parts of a run in order, with what each counts', () => {
  expect([...legs().keys()]).toEqual(names);
  // A head that may stop early is expected to; the second phase finds the plain view of every picture kept by the first one's pass.
  expect([...legs().values()].map(({ units }) => units)).toEqual([1, 200, 20, 160 * (plan.views - 1), 10, 1, 50]);
  // Not where the first one has nothing to compute.
  expect(legs({ ...nothingKnown, cached: [1, 0] }).get('features fine-tune')!.units).toBe(160 * plan.views + 40);
  const whole = smallPlan([smallPhase({ name: 'train', cut: 'stem', epochs: 3 })]);
  expect([...legs(nothingKnown, size, whole).keys()].slice(1, 3)).toEqual(['reading train', 'training train']);
});

test('without a measurement time follows the work: larger pictures, more classes of it, deeper training take longer', () => {
  const larger = { ...plan, preprocessing: { ...plan.preprocessing, imageSize: plan.preprocessing.imageSize * 4 } };
  const deeper = { ...plan, phases: [plan.phases[0]!, { ...plan.phases[1]!, cut: 'stage2' }] };
  const [usual, big, deep] = [legs(), legs(nothingKnown, size, larger), legs(nothingKnown, size, deeper)];
  expect(big.get('evaluating')!.unitSeconds).toBeGreaterThan(1.3 * usual.get('evaluating')!.unitSeconds);
  expect(deep.get('training fine-tune')!.unitSeconds).toBeGreaterThan(usual.get('training fine-tune')!.unitSeconds);
  expect(deep.get('features fine-tune')!.unitSeconds).toBeLessThan(usual.get('features fine-tune')!.unitSeconds);
  expect([...usual.values()].some(({ isMeasured }) => isMeasured)).toBe(false);
});

test('what an earlier run took is taken, per picture; else what a probe measured; what lies in the cache is not read again', () => {
  const estimate = { minutes: 5, featureSeconds: [20, 68], secondsPerEpoch: [0.5, 7], peakMemoryBytes: 1 };
  const pace = { train: 80, legs: [{ activity: 'training', phase: 'fine-tune', units: 10, seconds: 40 } as const] };
  const known = legs({ ...nothingKnown, estimate, pace, epochs: { head: 12 }, cached: [1, 0.5] });
  // Twice the pictures of the earlier run.
  expect(known.get('training fine-tune')).toMatchObject({ unitSeconds: 8, isMeasured: true });
  expect(known.get('training head')).toMatchObject({ units: 12, unitSeconds: 0.5, isMeasured: true });
  expect(known.get('features head')!.units).toBe(0);
  expect(known.get('features fine-tune')).toMatchObject({ units: (160 * plan.views + 40) / 2, unitSeconds: 0.1, isMeasured: true });
  expect(known.get('evaluating')!.isMeasured).toBe(false);
});

test('epochs of smaller pictures count for what they take of one at the last size; those that judge are always of that size', () => {
  const sizes = [{ imageSize: 64, epochs: 5 }, { imageSize: 96, epochs: 3 }, { imageSize: 128, epochs: 2 }];
  const at128 = (phase: object) => {
    const planned = smallPlan([smallPhase({ cut: 'stem', epochs: 10, augment: 'light', ...phase })]);
    return { ...planned, preprocessing: { ...planned.preprocessing, imageSize: 128 } };
  };
  const [fixed, grown] = [legs(nothingKnown, size, at128({})), legs(nothingKnown, size, at128({ sizes }))];
  const training = grown.get('training train')!;
  expect(training.unitSeconds).toBe(fixed.get('training train')!.unitSeconds);
  expect(training.shares.map(({ part }) => part)).toEqual([0.5, 0.3, 0.2]);
  const weights = training.shares.map(({ weight }) => weight);
  expect(weights).toEqual(weights.toSorted((a, b) => a - b));
  // A quarter of the work, and what does not shrink: validation, the optimiser, the checkpoint.
  expect(weights[0]).toBeGreaterThan(0.25);
  expect(weights[0]).toBeLessThan(0.6);
  expect(weights[2]).toBe(1);
  expect(training.units).toBeCloseTo(5 * weights[0]! + 3 * weights[1]! + 2, 9);
  expect(grown.get('reading train')!.units).toBe(160 * (4 + 3 + 3) + 40);
  // A probe tells the mean epoch.
  const estimate = { minutes: 5, featureSeconds: [100], secondsPerEpoch: [6], peakMemoryBytes: 1 };
  const known = legs({ ...nothingKnown, estimate }, size, at128({ sizes })).get('training train')!;
  expect(known.units * known.unitSeconds).toBeCloseTo(60, 6);
});
