import { expect, test } from 'vitest';
import type { RunRow } from '../../../shared/contract/run-calls.ts';
import { netSpecSchema } from '../../../shared/net-spec.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { differingParameters, runParameters } from './run-parameters.ts';

const phase = {
  name: 'head',
  cut: 'head',
  epochs: 30,
  patience: 0,
  learningRate: 1e-3,
  batchSize: 32,
  augment: 'none',
  labelSmoothing: 0,
  solver: 'iterative',
  l2: null,
} as const;
const plan = (more: Partial<RunPlan> = {}): RunPlan => ({
  net: netSpecSchema.parse({ stem: 'small', stages: [{ blocks: 1, channels: 16, stride: 1 }], block: 'basic' }),
  architecture: 'resnet10t',
  start: { from: 'weights', id: 'small', sha256: null },
  freeze: 'head',
  phases: [phase],
  optimizer: 'adamw',
  weightDecay: 0.01,
  schedule: 'cosine',
  dropAt: '0.5,0.75',
  warmup: 0.05,
  mixup: 0,
  ema: 0,
  averageEpochs: 'none',
  sampling: 'shuffled',
  layerDecay: 1,
  l2sp: 0,
  gradients: 0,
  classWeights: 'none',
  batchNorm: 'eval',
  precision: 'float32',
  seed: 0,
  threads: 2,
  cacheSizeBytes: 0,
  views: 1,
  preprocessing: {
    imageSize: 224,
    cropPct: 0.875,
    interpolation: 'bilinear',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    channels: 'RGB',
  },
  ...more,
});
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
