import { afterEach, expect, test } from 'vitest';
import { openSession } from '../engine/session.ts';
import type { Feed, Session } from '../engine/session.ts';
import type { Tensor } from '../tensor.ts';
import { identity } from './array-ops.ts';
import { addValue, createGraph, placeholder, scalar } from './graph.ts';
import { addOptimizer, optimizerFeeds, usualMomentum } from './optimizers.ts';
import type { OptimizerName } from './optimizers.ts';
import { encodeSavedModel } from './saved-model.ts';
import { createVariables, finishVariables, readInGroups, restoreVariables, variable } from './variables.ts';

const decay = 0.1;
const start = Float32Array.of(1, -2, 0.5);
const gradientsFed = [Float32Array.of(0.3, -0.1, 2), Float32Array.of(-1, 0.2, 0), Float32Array.of(0.05, 4, -0.7)];
const rates = [0.1, 0.05, 0.2];
const vector = (values: Float32Array): Feed => ({ shape: [values.length], values });

interface Optimised {
  step(gradient: Float32Array, rate: number, step: number, applied?: number, momentum?: number): void;
  /** The weight and its slots by name. */
  read(): Record<string, Float32Array>;
}

let session: Session | undefined;
afterEach(() => session?.close());

const anchored = Float32Array.of(0.5, 1, 0.5);

/** A graph with one weight whose gradient is fed, and whether the step is applied. `far`: decay draws to `anchored`, at half the rate, the momentum moves. */
function optimise(name: OptimizerName, weightDecay: number, far = false): Optimised {
  const graph = createGraph();
  const variables = createVariables(graph);
  const weight = variable(variables, 'w', [3]);
  const fed = placeholder(graph, 'gradient', 'float32', [3]);
  const attributes = { T: { type: 'float32' } } as const;
  const inputs = [placeholder(graph, 'applied', 'float32', []), scalar(graph, 0)];
  const applied = addValue(graph, { op: 'Greater', inputs, dtype: 'bool', shape: [], attributes });
  const target = { variable: weight, decay: weightDecay, ...(far && { anchor: variable(variables, 'anchor', [3]), rateScale: 0.5 }) };
  identity(graph, scalar(graph, 1), 'done', addOptimizer(variables, name, [target], [fed], applied, far));
  finishVariables(variables);
  const opened = openSession(encodeSavedModel(graph));
  session = opened;
  restoreVariables(variables, new Map<string, Tensor>([['w', { shape: [3], data: start }], ['anchor', { shape: [3], data: anchored }]]), opened.run);
  return {
    step(gradient, rate, step, isApplied = 1, momentum = usualMomentum) {
      const flag = { shape: [], values: Float32Array.of(isApplied) };
      opened.run({ gradient: vector(gradient), applied: flag, ...optimizerFeeds(name, rate, step, far ? momentum : null) }, ['done']);
    },
    read() {
      const values = new Map(readInGroups(variables.byName.values(), (names) => opened.run({}, names)));
      return Object.fromEntries([...values].map(([key, { data }]) => [key, data]));
    },
  };
}

/** torch.optim.SGD's text: v = 0.9 v + (g + decay w); w -= rate v. */
function sgdByHand(weightDecay: number): Float64Array {
  const w = Float64Array.from(start);
  const v = new Float64Array(3);
  for (const [t, g] of gradientsFed.entries()) {
    for (let i = 0; i < 3; i++) {
      v[i] = 0.9 * v[i]! + (g[i]! + weightDecay * w[i]!);
      w[i] = w[i]! - rates[t]! * v[i]!;
    }
  }
  return w;
}

/** torch.optim.AdamW's text: w -= rate decay w; then w -= rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + 1e-8). */
function adamwByHand(weightDecay: number, gradients = gradientsFed): Float64Array {
  const w = Float64Array.from(start);
  const m = new Float64Array(3);
  const v = new Float64Array(3);
  for (const [t, g] of gradients.entries()) {
    for (let i = 0; i < 3; i++) {
      w[i] = w[i]! * (1 - rates[t]! * weightDecay);
      m[i] = 0.9 * m[i]! + 0.1 * g[i]!;
      v[i] = 0.999 * v[i]! + 0.001 * g[i]! ** 2;
      w[i] = w[i]! - (rates[t]! * (m[i]! / (1 - 0.9 ** (t + 1)))) / (Math.sqrt(v[i]! / (1 - 0.999 ** (t + 1))) + 1e-8);
    }
  }
  return w;
}

/** The weights go through values up to 2, where float32 rounds by 1e-7 at every operation. */
const close = (found: Float32Array, expected: Float64Array) => {
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(2e-6);
};

test.each([0, decay])("three steps of SGD with changing rates are PyTorch's, weight decay %d", (weightDecay) => {
  const run = optimise('sgd', weightDecay);
  for (const [t, gradient] of gradientsFed.entries()) run.step(gradient, rates[t]!, t + 1);
  close(run.read().w!, sgdByHand(weightDecay));
});

test.each([0, decay])("three steps of AdamW with changing rates are PyTorch's, weight decay %d", (weightDecay) => {
  const run = optimise('adamw', weightDecay);
  for (const [t, gradient] of gradientsFed.entries()) run.step(gradient, rates[t]!, t + 1);
  close(run.read().w!, adamwByHand(weightDecay));
});

test('AdamW adds its epsilon beside the corrected root, which shows at tiny gradients', () => {
  const run = optimise('adamw', 0);
  const tiny = gradientsFed.map((gradient) => gradient.map((value) => value * 1e-8));
  for (const [t, gradient] of tiny.entries()) run.step(gradient, rates[t]!, t + 1);
  close(run.read().w!, adamwByHand(0, tiny));
});

test.each(['sgd', 'adamw'] as const)('a step of %s that is not applied changes neither weight nor slots', (name) => {
  const run = optimise(name, decay);
  run.step(gradientsFed[0]!, 0.1, 1);
  const before = run.read();
  expect(Object.keys(before).length).toBe(name === 'sgd' ? 2 : 3);
  run.step(Float32Array.of(NaN, Infinity, 1), 0.1, 2, 0);
  expect(run.read()).toEqual(before);
  run.step(gradientsFed[1]!, 0.1, 2);
  expect(run.read()).not.toEqual(before);
});

const momenta = [0.95, 0.85, 0.9];

test.each(['sgd', 'adamw'] as const)('decay of %s draws to an anchor, a target has its part of the rate, the momentum is that of the step', (name) => {
  const run = optimise(name, decay, true);
  const w = Float64Array.from(start);
  const [v, m] = [new Float64Array(3), new Float64Array(3)];
  for (const [t, g] of gradientsFed.entries()) {
    run.step(g, rates[t]!, t + 1, 1, momenta[t]!);
    const [rate, momentum] = [rates[t]! / 2, momenta[t]!];
    for (let i = 0; i < 3; i++) {
      const pull = decay * (w[i]! - anchored[i]!);
      if (name === 'sgd') {
        m[i] = momentum * m[i]! + g[i]! + pull;
        w[i] = w[i]! - rate * m[i]!;
      } else {
        m[i] = momentum * m[i]! + (1 - momentum) * g[i]!;
        v[i] = 0.999 * v[i]! + 0.001 * g[i]! ** 2;
        w[i] = w[i]! - rate * pull - (rate * (m[i]! / (1 - momentum ** (t + 1)))) / (Math.sqrt(v[i]! / (1 - 0.999 ** (t + 1))) + 1e-8);
      }
    }
  }
  close(run.read().w!, w);
  expect(run.read().anchor).toEqual(anchored);
});
