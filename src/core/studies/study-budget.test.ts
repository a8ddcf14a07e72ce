import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepsWithin, trialSeconds } from './study-budget.ts';
import type { TrialCost } from './study-budget.ts';

const cost = (changes: Partial<TrialCost> = {}): TrialCost => ({ fixedSeconds: 10, secondsPerEpoch: 5, stepsPerEpoch: 20, epochs: 30, ...changes });

test('by hand: what is left of an hour after what is fixed is shared in steps', () => {
  // Two trials: 20 s fixed, 0.25 s a step each; 520 s are 1000 steps, more than the 600 asked for.
  expect(stepsWithin([cost(), cost()], 520)).toEqual({ steps: 600, epochs: [30, 30] });
  expect(stepsWithin([cost(), cost()], 120)).toEqual({ steps: 200, epochs: [10, 10] });
  // Half the pictures, half the steps an epoch: twice the epochs, the same steps.
  expect(stepsWithin([cost(), cost({ stepsPerEpoch: 10, secondsPerEpoch: 2.5, epochs: 60 })], 120)).toEqual({ steps: 200, epochs: [10, 20] });
  expect(stepsWithin([cost()], 1)).toEqual({ steps: 1, epochs: [1] });
  // What is solved at once costs its 15 s and takes no steps; where nothing takes any, none are told.
  const solved = cost({ stepsPerEpoch: 0, epochs: 1 });
  expect(stepsWithin([solved, cost()], 75)).toEqual({ steps: 200, epochs: [null, 10] });
  expect(stepsWithin([solved], 1)).toEqual({ steps: null, epochs: [null] });
});

test('no trial trains longer than asked, all as long as whole epochs allow, and within the budget where one epoch is', () => {
  const costs = fc.array(
    fc.record({ fixedSeconds: fc.double({ min: 0, max: 60, noNaN: true }), secondsPerEpoch: fc.double({ min: 0.1, max: 60, noNaN: true }), stepsPerEpoch: fc.integer({ min: 1, max: 200 }), epochs: fc.integer({ min: 1, max: 50 }) }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(costs, fc.double({ min: 1, max: 1e5, noNaN: true }), (trials, budget) => {
      const fitted = stepsWithin(trials, budget);
      const [steps, epochs] = [fitted.steps!, fitted.epochs.map((count) => count!)];
      for (const [i, { stepsPerEpoch, epochs: asked }] of trials.entries()) {
        expect(epochs[i]).toBeLessThanOrEqual(asked);
        if (epochs[i]! > 1) expect(epochs[i]! * stepsPerEpoch).toBeLessThanOrEqual(steps);
        expect((epochs[i]! + 1) * stepsPerEpoch).toBeGreaterThan(steps);
      }
      const seconds = trials.reduce((sum, { fixedSeconds, secondsPerEpoch }, i) => sum + fixedSeconds + epochs[i]! * secondsPerEpoch, 0);
      const least = trials.reduce((sum, trial) => sum + trialSeconds({ ...trial, epochs: 1 }), 0);
      if (least <= budget && trials.every(({ stepsPerEpoch }) => steps >= stepsPerEpoch)) expect(seconds).toBeLessThanOrEqual(budget + 1e-6);
    }),
  );
});
