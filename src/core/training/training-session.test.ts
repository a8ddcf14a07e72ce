import { expect, test } from 'vitest';
import { generatedModel } from '../../../test/generated-model.ts';
import { liveTensors } from '../engine/session.ts';
import { seededRandom } from './seeded-random.ts';
import { buildTargets } from './targets.ts';
import { initialState, openTrainingSession } from './training-session.ts';

const classes = 10;
const batch = 256;
const { net, tensors, preprocessing } = generatedModel(
  'resnet18',
  Array.from({ length: classes }, (_, i) => `${i}`),
);

test('steps, evaluations and checkpoints leave no tensor and no memory behind', () => {
  const session = openTrainingSession({
    plan: net,
    cut: 'head',
    classes,
    batchNorm: 'eval',
    compute: 'float32',
    optimizer: 'adamw',
    weightDecay: 0,
    preprocessing,
  });
  session.restore(initialState(session.rows, tensors));
  const random = seededRandom(1);
  // 512 KiB a batch: a feed that leaked would show as 100 MiB after 200 steps.
  const input = { shape: [batch, 512], values: Float32Array.from({ length: batch * 512 }, random) };
  const labels = Array.from({ length: batch }, (_, i) => i % classes);
  const { values, weight } = buildTargets(labels, classes, 0, new Float64Array(classes).fill(1));
  let step = 0;
  const train = (steps: number) => {
    for (const end = step + steps; step < end;) {
      session.step(input, values, weight, 1e-3, ++step);
      if (step % 20 === 0) {
        session.evaluate(input);
        session.read();
      }
    }
  };
  train(100);
  const tensorsBefore = liveTensors();
  const bytesBefore = process.memoryUsage.rss();
  train(200);
  expect(liveTensors()).toBe(tensorsBefore);
  expect((process.memoryUsage.rss() - bytesBefore) / 2 ** 20).toBeLessThan(40);
  session.close();
});

test('what is read restores a session to the bit, slots included', () => {
  const graphSpec = {
    plan: net,
    cut: 'head',
    classes,
    batchNorm: 'eval',
    compute: 'float32',
    optimizer: 'adamw',
    weightDecay: 0.01,
    preprocessing,
  } as const;
  const random = seededRandom(2);
  const input = { shape: [4, 512], values: Float32Array.from({ length: 4 * 512 }, random) };
  const { values, weight } = buildTargets([0, 1, 2, 3], classes, 0.1, new Float64Array(classes).fill(1));
  const first = openTrainingSession(graphSpec);
  first.restore(initialState(first.rows, tensors));
  for (let step = 1; step <= 3; step++) first.step(input, values, weight, 1e-2, step);
  const state = first.read();
  first.step(input, values, weight, 1e-2, 4);
  const second = openTrainingSession(graphSpec);
  second.restore(state);
  expect(second.read()).toEqual(state);
  second.step(input, values, weight, 1e-2, 4);
  expect(second.read()).toEqual(first.read());
  first.close();
  second.close();
});

test('a step in float16 whose gradients overflow leaves every bit, and the next is as if it had not been', () => {
  const { net: plan, tensors: weights } = generatedModel('cifar_resnet20', ['a', 'b']);
  const random = seededRandom(3);
  const input = { shape: [2, 16, 16, 3], values: Uint8Array.from({ length: 2 * 16 * 16 * 3 }, () => random() * 256) };
  const { values, weight } = buildTargets([0, 1], 2, 0.1, new Float64Array(2).fill(1));
  const session = openTrainingSession({
    plan,
    cut: 'stem',
    classes: 2,
    batchNorm: 'eval',
    compute: 'float16',
    optimizer: 'adamw',
    weightDecay: 0.01,
    preprocessing: { ...preprocessing, imageSize: 16 },
  });
  const take = (step: number, lossScale: number, skipped = 0) => session.step(input, values, weight, 1e-3, step, { lossScale, skipped }).applied;
  session.restore(initialState(session.rows, weights));
  // With moments of 0 a step that is wrongly taken would move little.
  expect(take(1, 1024)).toBe(true);
  const before = session.read();
  expect(take(2, 1024)).toBe(true);
  const after = session.read();
  expect(after).not.toEqual(before);
  session.restore(before);
  expect(take(2, 2 ** 32)).toBe(false);
  expect(session.read()).toEqual(before);
  expect(take(3, 1024, 1)).toBe(true);
  expect(session.read()).toEqual(after);
  session.close();
});
