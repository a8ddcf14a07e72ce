import { expect, test, vi } from 'vitest';
import { generatedModel } from '../../../test/generated-model.ts';
import { generateWeights } from '../../../test/rxg1.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { seededRandom } from './seeded-random.ts';
import { createPredictor } from '../nets/predictor.ts';
import { activationOrders, changeShortcuts } from '../../shared/net-spec.ts';
import type { FloatType } from '../graph/dtype.ts';
import { openPrefix } from './prefix.ts';
import { initialState, openTrainingSession } from './training-session.ts';

// Real trainings, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000 });

const model = generatedModel('resnet18', ['a', 'b', 'c']);
const { net, tensors, preprocessing } = model;
const pixelBytes = preprocessing.imageSize ** 2 * 3;

function pictures(count: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: count * pixelBytes }, () => random() * 256);
}

const open = (cut: string, compute: FloatType = 'float32') =>
  openPrefix({ net, tensors, cut, preprocessing, compute });
const floats = (records: Uint8Array) => new Float32Array(records.slice().buffer);

/** Largest difference, in parts of the root mean square of `expected`. */
function worst(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let square = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    square += expected[i]! ** 2;
    largest = Math.max(largest, Math.abs(actual[i]! - expected[i]!));
  }
  return largest / Math.sqrt(square / expected.length);
}

test('before the stem, features are the pixels', () => {
  const prefix = open('stem');
  const pixels = pictures(2, 1);
  expect(prefix.recordBytes).toBe(pixelBytes);
  expect(prefix.run(pixels, 2)).toEqual(pixels);
  expect(prefix.feed(pixels, 2)).toEqual({ shape: [2, 64, 64, 3], values: pixels });
  prefix.close();
});

test.each(['stem', 'stage1', 'stage2.1', 'stage4', 'head'])(
  'frozen up to %s and the rest after it are the whole network',
  (cut) => {
    const pixels = pictures(3, 2);
    const predictor = createPredictor(model);
    const whole = predictor.logits(pixels, 3);
    predictor.close();
    const prefix = open(cut);
    const session = openTrainingSession({
      plan: net,
      cut,
      classes: 3,
      batchNorm: 'eval',
      compute: 'float32',
      optimizer: 'sgd',
      weightDecay: 0,
      preprocessing,
    });
    session.restore(initialState(session.rows, tensors));
    const records = prefix.run(pixels, 3);
    expect(records.length).toBe(3 * prefix.recordBytes);
    const logits = session.evaluate(prefix.feed(records, 3));
    session.close();
    prefix.close();
    expect(worst(logits, whole)).toBeLessThan(1e-5);
  },
);

test("pooled features before the head are the predictor's", () => {
  const pixels = pictures(2, 3);
  const predictor = createPredictor(model);
  const prefix = open('head');
  expect(worst(floats(prefix.run(pixels, 2)), predictor.features(pixels, 2))).toBeLessThan(1e-5);
  predictor.close();
  prefix.close();
});

test('bfloat16 records are half as large and near the float32 ones', () => {
  const pixels = pictures(2, 4);
  const exact = open('stage3');
  const half = open('stage3', 'bfloat16');
  expect(half.recordBytes * 2).toBe(exact.recordBytes);
  const pairs = half.run(pixels, 2);
  const widened = new Uint32Array(pairs.length / 2);
  for (let i = 0; i < widened.length; i++) widened[i] = (pairs[2 * i]! | (pairs[2 * i + 1]! << 8)) << 16;
  // bfloat16 has 8 bits; after a dozen layers a value is off by a few hundredths of the usual size at most.
  const difference = worst(new Float32Array(widened.buffer), floats(exact.run(pixels, 2)));
  expect(difference).toBeGreaterThan(0);
  expect(difference).toBeLessThan(0.2);
  exact.close();
  half.close();
});

test('pooled features stay float32 in a bfloat16 run', () => {
  const prefix = open('head', 'bfloat16');
  expect(prefix.recordBytes).toBe(512 * 4);
  prefix.close();
});

test.each([
  ['stage1', 'float32'],
  ['stage4', 'float32'],
  ['head', 'float32'],
  ['stage4', 'bfloat16'],
] as const)(
  'a record up to %s in %s has the same bits whatever else is in its batch, and wherever',
  (cut, compute) => {
    const prefix = open(cut, compute);
    const size = prefix.recordBytes;
    const one = pictures(1, 5);
    const alone = new Uint8Array(16 * pixelBytes);
    alone.set(one);
    const expected = prefix.run(alone, 16).slice(0, size);
    for (const row of [0, 7, 15]) {
      const crowd = pictures(16, 6 + row);
      crowd.set(one, row * pixelBytes);
      const record = prefix.run(crowd, 16).subarray(row * size, (row + 1) * size);
      expect(Buffer.compare(record, expected), `row ${row}`).toBe(0);
    }
    prefix.close();
  },
);

test('an odd number of channels, of which no pairs can be made, travels in float32', () => {
  const odd = planNet(tinyNet({ stages: [7, 9].map((channels) => ({ blocks: 1, channels, stride: 1 })) }));
  const own = generateWeights(tensorTable(odd, 2));
  const small = { ...preprocessing, imageSize: 32 };
  const opened = openPrefix({ net: odd, tensors: own, cut: 'stage2', preprocessing: small, compute: 'bfloat16' });
  expect(opened.recordBytes).toBe(32 * 32 * 7 * 4);
  const records = opened.run(new Uint8Array(2 * 32 * 32 * 3).fill(90), 2);
  opened.close();
  expect(new Float32Array(records.buffer, records.byteOffset, 2 * 32 * 32 * 7).every(Number.isFinite)).toBe(true);
});

const stages = [8, 16, 16].map((channels, i) => ({ blocks: 2, channels, stride: i === 0 ? 1 : 2 }));
const passedNets = [
  ...activationOrders.flatMap((order) => changeShortcuts.filter((change) => change !== 'none').map((change) => ({ order, shortcut: { change } }))),
  { block: 'bottleneck', stem: 'imagenet', groups: 8, baseWidth: 8 },
  { shortcut: { same: { kind: 'none' }, change: 'none' } },
  { shortcut: { same: { kind: 'shortcut-gate', bias: -1 } } },
];

test.each(passedNets)('records at the cuts that a prefix passes have the bits of prefixes that end there: %o', (changes) => {
  const own = planNet(tinyNet({ stages, ...changes }));
  const spec = { net: own, tensors: generateWeights(tensorTable(own, 2)), preprocessing: { ...preprocessing, imageSize: 32 } };
  const pixels = pictures(16, 9).subarray(0, 16 * 32 * 32 * 3);
  const cuts = ['head', 'stage3', 'stage2.1', 'stage1'];
  for (const compute of ['float32', 'bfloat16'] as const) {
    const together = openPrefix({ ...spec, cut: 'head', passing: cuts.slice(1), compute });
    const records = together.runPassing(pixels, 16);
    together.close();
    for (const [at, cut] of cuts.entries()) {
      const alone = openPrefix({ ...spec, cut, compute });
      expect(Buffer.compare(records[at]!, alone.run(pixels, 16)), `${compute} ${cut}`).toBe(0);
      alone.close();
    }
  }
});
