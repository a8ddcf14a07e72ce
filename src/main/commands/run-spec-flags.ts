import type { RunSpec } from '../../shared/run-spec.ts';
import { byteCount, number, seconds, type OptionReader } from './option-values.ts';

/** A positive number without an exponent, exactly: 1e-7 is 0.0000001. */
function plainDecimal(value: number): string {
  const [digits, exponent] = String(value).split('e') as [string, string?];
  if (exponent === undefined) return digits;
  const [whole, fraction = ''] = digits.split('.') as [string, string?];
  const shift = Number(exponent);
  return shift < 0
    ? `0.${'0'.repeat(-shift - whole.length)}${whole}${fraction}`
    : `${whole}${fraction}${'0'.repeat(shift - fraction.length)}`;
}

export interface SpecFlag {
  readonly flag: string;
  readonly value: string;
  readonly help: string;
  readonly read?: (flag: string, field: string) => OptionReader<number>;
  /** How a number is written so that `read` gives it back; as it is printed unless given. */
  readonly write?: (value: number) => string;
}

/** Every field of a run's spec as a flag, in the order of the help. The limits are the schema's. */
export const specFlags: Readonly<Record<keyof RunSpec, SpecFlag>> = {
  backbone: { flag: 'backbone', value: '<id>', help: 'pretrained network to start from (graft backbones list)' },
  freeze: {
    flag: 'freeze',
    value: '<strategy>',
    help: 'head, none, until:<cut> or head-then:<cut>; cuts: stem, stage1 to stage4, stageN.K, head',
  },
  epochs: {
    flag: 'epochs',
    value: '<n>',
    help: 'passes over the training images (of head-then, in its second phase)',
    read: number,
  },
  batchSize: { flag: 'batch-size', value: '<n>', help: 'images a step', read: number },
  learningRate: { flag: 'lr', value: '<rate>', help: 'learning rate (of head-then, in its first phase)', read: number },
  fineTuneLearningRate: {
    flag: 'fine-tune-lr',
    value: '<rate>',
    help: 'learning rate of the second phase of head-then',
    read: number,
  },
  optimizer: { flag: 'optimizer', value: '<name>', help: 'adamw or sgd' },
  weightDecay: { flag: 'weight-decay', value: '<x>', help: 'weight decay on every trained tensor', read: number },
  schedule: { flag: 'schedule', value: '<name>', help: 'cosine or constant' },
  warmup: {
    flag: 'warmup',
    value: '<part>',
    help: 'part of all steps in which the rate rises from 0, such as 0.05',
    read: number,
  },
  labelSmoothing: {
    flag: 'label-smoothing',
    value: '<x>',
    help: 'part of the target spread over all classes, 0 to 0.9',
    read: number,
  },
  classWeights: { flag: 'class-weights', value: '<how>', help: 'none, or balanced: rare classes count more' },
  timeBudgetSeconds: {
    flag: 'time-budget',
    value: '<time>',
    help: 'as many epochs as fit into 600s, 10m or 1h',
    read: seconds,
    write: (value) => `${plainDecimal(value)}s`,
  },
  threads: { flag: 'threads', value: '<n>', help: 'processor threads', read: number },
  augment: { flag: 'augment', value: '<recipe>', help: 'none, or light: flips and crops' },
  imageSize: { flag: 'image-size', value: '<pixels>', help: 'side of the square the network sees', read: number },
  batchNorm: {
    flag: 'bn',
    value: '<policy>',
    help: 'batch normalisation of trained parts: eval (kept statistics) or train',
  },
  precision: { flag: 'precision', value: '<name>', help: 'auto, float32, bfloat16 or float16 (GPU)' },
  seed: { flag: 'seed', value: '<n>', help: 'seed of order, views and the new head; never of the split', read: number },
  cacheSizeBytes: {
    flag: 'cache-size',
    value: '<size>',
    help: 'disk for cached features, such as 20GB',
    read: byteCount,
    write: (value) => `${plainDecimal(value)}B`,
  },
  name: { flag: 'name', value: '<name>', help: 'name of the run' },
};

export const specFields = Object.keys(specFlags) as (keyof RunSpec)[];
