import { expect, test } from 'vitest';
import { netSpecSchema } from '../../shared/net-spec.ts';
import { initialWeights } from '../nets/initial-weights.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { mixSeed, seededRandom } from './seeded-random.ts';
import { initialState, openTrainingSession } from './training-session.ts';

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
  return { session, losses, take };
}

test.each(Object.keys(options))('a tiny net with %s learns from drawn weights', (name) => {
  const { session, losses } = train(options[name]!, 30);
  session.close();
  expect(losses.every(Number.isFinite)).toBe(true);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // Standardised weights learn slowly at this rate.
  const part = name === 'group norm' ? 0.9 : 0.6;
  expect(mean(losses.slice(-5))).toBeLessThan(part * mean(losses.slice(0, 2)));
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
