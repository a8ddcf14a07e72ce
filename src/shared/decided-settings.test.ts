import { expect, test } from 'vitest';
import { smallPhase, smallPlan } from '../../test/small-run.ts';
import { decidedValues } from './decided-settings.ts';
import { runSettings } from './run-settings.ts';
import type { SettingKey } from './run-settings.ts';

const solved = smallPhase({ name: 'head', cut: 'head', solver: 'exact', epochs: 1, batchSize: 32, learningRate: 0.01 });
const steps = smallPhase({ name: 'fine-tune', cut: 'stage4', epochs: 10, batchSize: 16, learningRate: 0.001, patience: 3 });

test('of a head that is solved nothing is told that speaks of steps, while the phase after it has all of it', () => {
  const of = (...phases: (typeof solved)[]) => (key: SettingKey) => decidedValues(smallPlan(phases, { weightDecay: 0.01, mixup: 0 }), runSettings.find((row) => row.key === key)!);
  const keys = ['learningRate', 'batchSize', 'weightDecay', 'mixup', 'earlyStop', 'epochs', 'solver'] as const;
  expect(keys.map(of(solved))).toEqual([[], [], [], [], [], [1], ['exact']]);
  expect(keys.map(of(solved, steps))).toEqual([[0.001], [16], [0.01], [0], [3], [1, 10], ['exact', 'iterative']]);
});
