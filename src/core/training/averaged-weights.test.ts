import { expect, test } from 'vitest';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { smallPreprocessing } from '../../../test/generated-model.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { averageName } from './averaged-weights.ts';
import { seededRandom } from './seeded-random.ts';
import { startingWeights } from './starting-weights.ts';
import { initialState, openTrainingSession } from './training-session.ts';

const net = planNet(tinyNet());
const tensors = await startingWeights(null, net, 2, 3);
const preprocessing = { ...smallPreprocessing, imageSize: 32 };
const random = seededRandom(1);
const input = { shape: [4, 32, 32, 3], values: Uint8Array.from({ length: 4 * 32 * 32 * 3 }, () => random() * 256) };
const targets = Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1);
const common = { plan: net, cut: 'stem', classes: 2, batchNorm: 'train', compute: 'float32', optimizer: 'sgd', weightDecay: 1e-3, preprocessing } as const;

function open(more: object) {
  const session = openTrainingSession({ ...common, ...more });
  session.restore(initialState(session.rows, tensors));
  return session;
}

test('the average follows the weights, answers in their place, and changes nothing of them', () => {
  const ema = 0.75;
  const [averaged, plain] = [open({ ema }), open({})];
  const byHand = new Map([...initialState(averaged.rows, tensors)].map(([name, { data }]) => [name, Float64Array.from(data)]));
  for (let step = 1; step <= 3; step++) {
    averaged.step(input, targets, 4, 0.05, step);
    plain.step(input, targets, 4, 0.05, step);
    const state = averaged.read();
    for (const [name, average] of byHand) {
      const { data } = state.get(name)!;
      for (const [i, value] of average.entries()) average[i] = value + (1 - ema) * (data[i]! - value);
    }
  }
  const state = averaged.read();
  for (const [name, { data }] of plain.read()) expect(state.get(name)!.data, name).toEqual(data);
  const answering = averaged.answering()();
  for (const [name, average] of byHand) {
    const { data } = state.get(averageName(name))!;
    for (const [i, value] of average.entries()) expect(Math.abs(data[i]! - value), name).toBeLessThan(1e-6);
  }
  expect(answering.get('fc.weight')!.data).toEqual(state.get(averageName('fc.weight'))!.data);
  // A network of those weights answers the same.
  const other = open({});
  other.restore(initialState(other.rows, answering));
  const [own, expected] = [averaged.evaluate(input), other.evaluate(input)];
  for (const [i, value] of expected.entries()) expect(own[i]).toBeCloseTo(value, 5);
  expect(plain.evaluate(input)).not.toEqual(expected);
  for (const session of [averaged, plain, other]) session.close();
});

test('what is asked for is in the checkpoint, and only that', () => {
  const kinds = (more: object) => {
    const session = open(more);
    const names = [...session.read().keys()].filter((name) => name.startsWith('slot/')).map((name) => name.split('/')[1]!);
    session.close();
    return [...new Set(names)].sort();
  };
  expect(kinds({})).toEqual(['momentum']);
  expect(kinds({ ema: 0.9, l2sp: 0.1 })).toEqual(['average', 'momentum', 'start']);
});

test('a strong pull keeps trained layers where they started, and they stay where nothing learns them', () => {
  const distance = (l2sp: number) => {
    const session = open({ l2sp, batchNorm: 'eval' });
    for (let step = 1; step <= 4; step++) session.step(input, targets, 4, 0.02, step);
    const [after, before] = [session.read().get('layer1.0.conv1.weight')!.data, initialState(session.rows, tensors).get('layer1.0.conv1.weight')!.data];
    session.close();
    return Math.hypot(...after.map((value, i) => value - before[i]!));
  };
  const [free, held] = [distance(0.01), distance(20)];
  expect(free).toBeGreaterThan(0);
  expect(held).toBeLessThan(free);
});
