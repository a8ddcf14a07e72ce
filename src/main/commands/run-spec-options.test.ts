import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { runSpecSchema } from '../../shared/run-spec.ts';
import { addSpecOptions, specFromOptions } from './run-spec-options.ts';

const read = (...args: string[]) => {
  const command = addSpecOptions(new Command()).exitOverride();
  command.parse(args, { from: 'user' });
  return specFromOptions(command.opts());
};

test('every field of the spec has a flag that arrives in it', () => {
  const everything = read(
    '--backbone',
    'resnet18.graft_starter',
    '--freeze',
    'head-then:stage4.1',
    '--epochs',
    '3',
    '--batch-size',
    '8',
    '--lr',
    '1e-3',
    '--fine-tune-lr',
    '1e-4',
    '--optimizer',
    'sgd',
    '--weight-decay',
    '0',
    '--solver',
    'exact',
    '--l2',
    '0.01',
    '--drop-at',
    '0.4,.6',
    '--schedule',
    'constant',
    '--warmup',
    '0.1',
    '--mixup',
    '0.2',
    '--ema',
    '0.99',
    '--layer-decay',
    '0.75',
    '--l2-sp',
    '0.01',
    '--gradients',
    '20',
    '--drop-path',
    '0.1',
    '--average-epochs',
    'last:5',
    '--sampling',
    'balanced',
    '--early-stop',
    '3',
    '--label-smoothing',
    '0.2',
    '--class-weights',
    'balanced',
    '--time-budget',
    '10m',
    '--threads',
    '2',
    '--augment',
    'light',
    '--net',
    'cifar_resnet20',
    '--head',
    'mlp:256:0.2',
    '--fit',
    'pad',
    '--image-size',
    '96',
    '--bn',
    'train',
    '--precision',
    'float32',
    '--seed',
    '7',
    '--cache-size',
    '2GB',
    '--name',
    'first',
    '--from',
    '12',
  );
  expect(everything).toEqual({
    backbone: 'resnet18.graft_starter',
    freeze: 'head-then:stage4.1',
    epochs: 3,
    batchSize: 8,
    learningRate: 1e-3,
    fineTuneLearningRate: 1e-4,
    optimizer: 'sgd',
    weightDecay: 0,
    schedule: 'constant',
    solver: 'exact',
    l2: 0.01,
    dropAt: '0.4,.6',
    warmup: 0.1,
    mixup: 0.2,
    ema: 0.99,
    layerDecay: 0.75,
    l2sp: 0.01,
    gradients: 20,
    dropPath: 0.1,
    averageEpochs: 'last:5',
    sampling: 'balanced',
    earlyStop: 3,
    labelSmoothing: 0.2,
    classWeights: 'balanced',
    timeBudgetSeconds: 600,
    threads: 2,
    augment: 'light',
    net: 'cifar_resnet20',
    head: 'mlp:256:0.2',
    fit: 'pad',
    imageSize: 96,
    batchNorm: 'train',
    precision: 'float32',
    seed: 7,
    cacheSizeBytes: 2e9,
    name: 'first',
    from: '12',
  });
  expect(Object.keys(everything).toSorted()).toEqual(Object.keys(runSpecSchema.shape).toSorted());
});

test('nothing asked is nothing decided; flags go before the file', () => {
  expect(read()).toEqual({});
  const file = path.join(tempFolder(), 'run.json');
  writeFileSync(file, JSON.stringify({ epochs: 9, freeze: 'head', cacheSizeBytes: 5 }));
  expect(read('--config', file, '--epochs', '2')).toEqual({ epochs: 2, freeze: 'head', cacheSizeBytes: 5 });
});

test('a size is pixels or grows; what is neither is refused with what it takes', () => {
  expect(read('--image-size', '128-224')).toEqual({ imageSize: '128-224' });
  expect(read('--image-size', '224')).toEqual({ imageSize: 224 });
  for (const text of ['224-128', '100-224', '16', '128-2000', '-5']) {
    expect(() => read(`--image-size=${text}`)).toThrow(expect.objectContaining({ code: 'bad-usage', field: 'imageSize', hint: expect.stringContaining('128-224') }));
  }
});
