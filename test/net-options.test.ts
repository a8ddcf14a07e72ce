import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { netSpecSchema } from '../src/shared/net-spec.ts';
import { engineReaders } from '../src/core/exporting/engine-readers.ts';
import { encodeOnnxModel } from '../src/core/exporting/onnx-model.ts';
import { openOnnx } from '../src/core/exporting/onnx-reader.ts';
import { encodeSafetensorsModel } from '../src/core/exporting/safetensors-model.ts';
import type { Model } from '../src/core/nets/model.ts';
import { initialWeights } from '../src/core/nets/initial-weights.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { createPredictor, encodePredictionModel } from '../src/core/nets/predictor.ts';
import { mixSeed, seededRandom } from '../src/core/training/seeded-random.ts';
import { initialState, openTrainingSession, weightsOf } from '../src/core/training/training-session.ts';
import { tempFolder } from './temp-folder.ts';

const preprocessing = { imageSize: 8, cropPct: 1, interpolation: 'bilinear', mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], channels: 'RGB' } as const;
const classes = 3;
const batch = 12;
const stages = [
  { blocks: 2, channels: 16, stride: 1 },
  { blocks: 2, channels: 32, stride: 2 },
];
const tiny = { stem: 'small', stages, block: 'basic' };

/** Every option of a network, alone in a tiny net. */
const options: Record<string, object> = {
  plain: { ...tiny, shortcut: { same: { kind: 'none' }, change: 'none' } },
  scaled: { ...tiny, shortcut: { same: { kind: 'scaled', shortcut: 0.5, branch: 0.5 } } },
  'exclusive gate': { ...tiny, shortcut: { same: { kind: 'exclusive-gate', bias: -1 } } },
  'shortcut-only gate': { ...tiny, shortcut: { same: { kind: 'shortcut-gate', bias: -1 } } },
  '1x1 convolution': { ...tiny, shortcut: { same: { kind: 'conv1x1' } } },
  'dropout on the shortcut': { ...tiny, shortcut: { same: { kind: 'dropout', rate: 0.5 } } },
  'option A': { ...tiny, shortcut: { change: 'zero-pad' } },
  'option C': { ...tiny, shortcut: { change: 'projection-all' } },
  'bn after addition': { ...tiny, order: 'bn-after-add' },
  'relu before addition': { ...tiny, order: 'relu-before-add' },
  'relu-only pre-activation': { ...tiny, order: 'relu-pre' },
  'full pre-activation': { ...tiny, order: 'pre' },
  'full pre-activation, option A': { ...tiny, order: 'pre', shortcut: { change: 'zero-pad' } },
  bottlenecks: { ...tiny, block: 'bottleneck', groups: 4, baseWidth: 16 },
  'group norm': { ...tiny, stemChannels: 32, stages: [{ blocks: 1, channels: 32, stride: 1 }], norm: 'group', order: 'pre' },
  'group norm behind convolutions': { ...tiny, stemChannels: 32, stages: [{ blocks: 1, channels: 32, stride: 1 }], norm: 'group' },
  'stochastic depth': { ...tiny, dropPath: 0.5 },
  'mlp head': { ...tiny, head: { kind: 'mlp', hidden: 24, dropout: 0.5 } },
  'six stages': { ...tiny, stages: [16, 16, 16, 32, 32, 32].map((channels) => ({ blocks: 1, channels, stride: 1 })) },
};

const random = seededRandom(5);
const labels = Array.from({ length: batch }, (_, i) => i % classes);
/** Pictures whose brightness tells the class, so that a few steps must lower the loss. */
const pixels = Uint8Array.from({ length: batch * 8 * 8 * 3 }, (_, i) => 40 + 80 * labels[Math.floor(i / 192)]! + random() * 20);
const targets = Float32Array.from({ length: batch * classes }, (_, i) => (labels[Math.floor(i / classes)] === i % classes ? 1 : 0));

function train(spec: object, steps: number, seed = 1) {
  const plan = planNet(netSpecSchema.parse(spec));
  const session = openTrainingSession({
    plan,
    cut: 'stem',
    classes,
    batchNorm: 'train',
    compute: 'float32',
    optimizer: 'sgd',
    weightDecay: 1e-4,
    preprocessing: { ...preprocessing, mean: [...preprocessing.mean], std: [...preprocessing.std] },
    seed,
  });
  const tensors = initialWeights(plan, classes, (name) => seededRandom(mixSeed(9, ...Buffer.from(name))));
  session.restore(initialState(session.rows, tensors));
  const input = { shape: [batch, 8, 8, 3], values: pixels };
  const take = (step: number) => session.step(input, targets, batch, 0.05, step).loss;
  const losses = Array.from({ length: steps }, (_, i) => take(i + 1));
  return { plan, session, losses, take };
}

/** Of logits `[batch, classes]`. */
function probabilitiesOf(logits: Float32Array): Float32Array {
  const exponentials = logits.map(Math.exp);
  return exponentials.map((value, i) => {
    const start = i - (i % classes);
    return value / exponentials.subarray(start, start + classes).reduce((a, b) => a + b);
  });
}

test.each(Object.keys(options))('a tiny net with %s learns from drawn weights, and every export answers as it does', { timeout: 60_000 }, async (name) => {
  const { plan, session, losses } = train(options[name]!, 30);
  const tensors = weightsOf(session.rows, session.read());
  const evaluated = probabilitiesOf(session.evaluate({ shape: [batch, 8, 8, 3], values: pixels }));
  session.close();
  expect(losses.every(Number.isFinite)).toBe(true);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // Standardised weights learn slowly at this rate.
  const part = name.startsWith('group norm') ? 0.9 : 0.6;
  expect(mean(losses.slice(-5))).toBeLessThan(part * mean(losses.slice(0, 2)));

  const largestDifference = (a: Float32Array, b: Float32Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
  const whole = { net: plan, classes: ['a', 'b', 'c'], preprocessing: { ...preprocessing, mean: [...preprocessing.mean], std: [...preprocessing.std] }, tensors } satisfies Model;
  const predictor = createPredictor(whole);
  expect(largestDifference(probabilitiesOf(predictor.logits(pixels, batch)), evaluated)).toBeLessThan(1e-4);
  predictor.close();

  // Exports are of pictures of 32 pixels at least.
  const model: Model = { ...whole, preprocessing: { ...whole.preprocessing, imageSize: 32 } };
  const shown = Uint8Array.from({ length: 2 * 32 * 32 * 3 }, (_, i) => (i * 7919) % 253);
  const larger = createPredictor(model);
  const expected = probabilitiesOf(larger.logits(shown, 2));
  larger.close();
  const folder = tempFolder();
  writeFileSync(join(folder, 'model.onnx'), encodeOnnxModel(model));
  writeFileSync(join(folder, 'saved_model.pb'), encodePredictionModel(model));
  writeFileSync(join(folder, 'model.safetensors'), Buffer.concat(encodeSafetensorsModel(model)));
  for (const open of [openOnnx, ...Object.values(engineReaders)]) {
    const reader = await open(folder);
    const answers = await reader.probabilities(shown, 2);
    await reader.close();
    expect(largestDifference(answers, expected), open.name).toBeLessThan(1e-4);
  }
});

test.each(['stochastic depth', 'mlp head', 'dropout on the shortcut'])('%s: a resumed run drops what it would have dropped', (name) => {
  const whole = train(options[name]!, 3);
  const state = whole.session.read();
  const expected = [whole.take(4), whole.take(5)];
  whole.session.close();
  const { session, take } = train(options[name]!, 0);
  session.restore(state);
  expect([take(4), take(5)]).toEqual(expected);
  session.restore(state);
  expect(take(5), 'another step drops other values').not.toBe(expected[0]);
  session.close();
  const other = train(options[name]!, 0, 2);
  other.session.restore(state);
  expect(other.take(4), 'another run drops other values').not.toBe(expected[0]);
  other.session.close();
});
