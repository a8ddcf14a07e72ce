import { expect, test } from 'vitest';
import type { RunRow } from '../../../shared/contract/run-calls.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { smallPhase, smallPlan } from '../../../../test/small-run.ts';
import { differingParameters, runParameters } from './run-parameters.ts';

const phase = smallPhase({ name: 'head', cut: 'head', epochs: 30, learningRate: 1e-3, batchSize: 32 });
const plan = (more: Partial<RunPlan> = {}): RunPlan => smallPlan([phase], more);
const row = (made: RunPlan | null, datasetVersion = 1): RunRow =>
  ({ backbone: 'small', datasetVersion, plan: made }) as RunRow;

test('two phases are told with both values', () => {
  const two = plan({ phases: [phase, { ...phase, name: 'fine-tune', epochs: 30, learningRate: 1e-4 }] });
  expect(runParameters(row(two))).toMatchObject({ epochs: '30 + 30', learningRate: '0.001 + 0.0001', batchSize: 32 });
});

test('only what differs is named, in the order of the table', () => {
  expect(differingParameters([row(plan()), row(plan())])).toEqual([]);
  expect(differingParameters([row(plan({ seed: 1 })), row(plan({ freeze: 'none' })), row(plan())])).toEqual([
    'freeze',
    'seed',
  ]);
  expect(differingParameters([row(plan(), 1), row(plan(), 2)])).toEqual(['datasetVersion']);
});

test('an early stop and the penalty of a solved head are told, though phases hold them', () => {
  const solved = { ...phase, solver: 'exact', epochs: 1 } as const;
  expect(runParameters(row(plan({ phases: [solved, { ...phase, name: 'fine-tune', cut: 'stage4', patience: 3 }] })))).toMatchObject({ earlyStop: 3, l2: 'cross-validated' });
  expect(runParameters(row(plan()))).toMatchObject({ earlyStop: 0, l2: null });
  expect(differingParameters([row(plan({ phases: [solved] })), row(plan({ phases: [{ ...solved, l2: 0.1 }] }))])).toEqual(['l2']);
  expect(differingParameters([row(plan()), row(plan({ phases: [{ ...phase, patience: 3 }] }))])).toEqual(['earlyStop']);
});

test('a run that failed before its plan hides and shows nothing', () => {
  expect(differingParameters([row(null), row(plan())])).toEqual([]);
  expect(runParameters(row(null)).epochs).toBeNull();
});
