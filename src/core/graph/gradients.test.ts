import { expect, test } from 'vitest';
import { openSession } from '../engine/session.ts';
import { elementCount } from '../tensor.ts';
import { bitcast, cast, identity, padChannels, padSpatial, reshape, subsample } from './array-ops.ts';
import { gradients } from './gradients.ts';
import { constant, createGraph, ints, placeholder, scalar } from './graph.ts';
import type { Graph, Value } from './graph.ts';
import {
  add,
  greaterEqual,
  logSoftmax,
  matMul,
  mean,
  multiply,
  negate,
  relu,
  rsqrt,
  sigmoid,
  square,
  subtract,
  sum,
} from './math-ops.ts';
import { batchNormTraining, biasAdd, conv2d, maxPool } from './network-ops.ts';
import { randomUniform, sizesWith } from './random-ops.ts';
import { encodeSavedModel } from './saved-model.ts';

interface Check {
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly build: (graph: Graph, inputs: Readonly<Record<string, Value>>) => Value;
  /** `spaced`: at least 0.02 from zero and 0.1 apart: no step crosses an edge of ReLU or max-pool; `positive`: 0.5 to 2. */
  readonly values?: 'spaced' | 'positive';
  /** Half the difference of central differences. */
  readonly step?: number;
  readonly tolerance?: number;
}

const x = [2, 5, 5, 4] as const;

const batchNorm: Check['build'] = (graph, { x: data, scale, offset }) => {
  const stored = constant(graph, new Float32Array(3).fill(0.5), [3]);
  return batchNormTraining(graph, data!, scale!, offset!, stored, stored, 1e-5, 0.1).y;
};
const conv =
  (stride: number, padding: 'SAME' | 'VALID', padded = 0): Check['build'] =>
  (graph, { x: data, weight }) =>
    conv2d(graph, padded > 0 ? padSpatial(graph, data!, padded) : data!, weight!, stride, padding);
const pair =
  (build: (graph: Graph, a: Value, b: Value) => Value): Check['build'] =>
  (graph, { a, b }) =>
    build(graph, a!, b!);
const single =
  (build: (graph: Graph, data: Value) => Value): Check['build'] =>
  (graph, { x: data }) =>
    build(graph, data!);

const checks: Record<string, Check> = {
  'convolution 3x3, stride 1, SAME': { inputs: { x, weight: [3, 3, 4, 6] }, build: conv(1, 'SAME') },
  'convolution 3x3, stride 2, padded': { inputs: { x, weight: [3, 3, 4, 6] }, build: conv(2, 'VALID', 1) },
  'convolution 3x3, stride 2, even size': { inputs: { x: [2, 6, 6, 4], weight: [3, 3, 4, 6] }, build: conv(2, 'VALID', 1) },
  'convolution 7x7, stride 2, padded': { inputs: { x: [1, 8, 8, 3], weight: [7, 7, 3, 4] }, build: conv(2, 'VALID', 3) },
  'convolution 1x1': { inputs: { x, weight: [1, 1, 4, 6] }, build: conv(1, 'VALID') },
  'convolution 1x1, stride 2': { inputs: { x, weight: [1, 1, 4, 6] }, build: conv(2, 'VALID') },
  'convolution in 2 groups': { inputs: { x, weight: [3, 3, 2, 6] }, build: conv(1, 'SAME') },
  'convolution in 4 groups, stride 2': { inputs: { x: [2, 5, 5, 8], weight: [3, 3, 2, 8] }, build: conv(2, 'VALID', 1) },
  'convolution in 4 groups of one channel': { inputs: { x, weight: [3, 3, 1, 4] }, build: conv(1, 'SAME') },
  'max-pool 3x3, stride 2': {
    inputs: { x: [1, 5, 5, 2] },
    build: single((graph, data) => maxPool(graph, data, 3, 2)),
    values: 'spaced',
  },
  'max-pool after padding with -inf': {
    inputs: { x: [1, 4, 4, 2] },
    build: single((graph, data) => maxPool(graph, padSpatial(graph, data, 1, scalar(graph, -Infinity)), 3, 2)),
    values: 'spaced',
  },
  'batch normalisation': { inputs: { x: [3, 2, 2, 3], scale: [3], offset: [3] }, build: batchNorm },
  'bias of a convolution': {
    inputs: { x, weight: [3, 3, 4, 6], b: [6] },
    build: (graph, { x: data, weight, b }) => biasAdd(graph, conv2d(graph, data!, weight!, 1, 'SAME'), b!),
  },
  'bias add': { inputs: { x, b: [4] }, build: (graph, { x: data, b }) => biasAdd(graph, data!, b!) },
  'add, same shape': { inputs: { a: [2, 3], b: [2, 3] }, build: pair(add) },
  'add, vector to map': { inputs: { a: [2, 2, 3], b: [3] }, build: pair(add) },
  'add, scalar': { inputs: { a: [], b: [2, 3] }, build: pair(add) },
  'subtract, column from matrix': { inputs: { a: [3, 4], b: [3, 1] }, build: pair(subtract) },
  'subtract, matrix from row': { inputs: { a: [1, 4], b: [3, 4] }, build: pair(subtract) },
  'multiply, same shape': { inputs: { a: [2, 3], b: [2, 3] }, build: pair(multiply) },
  'multiply, outer broadcast': { inputs: { a: [3, 1], b: [1, 4] }, build: pair(multiply) },
  'multiply, vector on map': { inputs: { a: [2, 2, 2, 3], b: [3] }, build: pair(multiply) },
  'multiply, a value with itself': { inputs: { x: [2, 3] }, build: single((graph, data) => multiply(graph, data, data)) },
  negate: { inputs: { x: [2, 3] }, build: single(negate) },
  square: { inputs: { x: [2, 3] }, build: single(square) },
  rsqrt: { inputs: { x: [2, 3] }, build: single(rsqrt), values: 'positive', step: 1e-3 },
  relu: { inputs: { x: [4, 5] }, build: single(relu), values: 'spaced' },
  'log-softmax': { inputs: { x: [3, 5] }, build: single(logSoftmax) },
  'sum over some axes': { inputs: { x: [2, 3, 4] }, build: single((graph, data) => sum(graph, data, [0, 2])) },
  'sum, kept axes': { inputs: { x: [2, 3, 4] }, build: single((graph, data) => sum(graph, data, [1], true)) },
  'mean over height and width': { inputs: { x }, build: single((graph, data) => mean(graph, data, [1, 2])) },
  'mean, kept axes': { inputs: { x: [2, 3, 4] }, build: single((graph, data) => mean(graph, data, [1, 2], true)) },
  'matrix product': { inputs: { a: [3, 4], b: [4, 2] }, build: pair((graph, a, b) => matMul(graph, a, b)) },
  'matrix product, second transposed': {
    inputs: { a: [3, 4], b: [2, 4] },
    build: pair((graph, a, b) => matMul(graph, a, b, false, true)),
  },
  reshape: { inputs: { x: [2, 6] }, build: single((graph, data) => reshape(graph, data, [3, 4])) },
  identity: { inputs: { x: [2, 3] }, build: single((graph, data) => identity(graph, data)) },
  'pad with zeros': { inputs: { x: [1, 3, 4, 2] }, build: single((graph, data) => padSpatial(graph, data, 2)) },
  'pad with a value': {
    inputs: { x: [1, 3, 4, 2] },
    build: single((graph, data) => padSpatial(graph, data, 1, scalar(graph, 3))),
  },
  sigmoid: { inputs: { x: [3, 4] }, build: single(sigmoid) },
  'channels of zeros': { inputs: { x: [2, 2, 3, 2] }, build: single((graph, data) => padChannels(graph, data, 3)) },
  'every second row and column': { inputs: { x: [2, 4, 6, 2] }, build: single((graph, data) => subsample(graph, data, 2)) },
  'every second row and column, odd size': { inputs: { x: [1, 5, 5, 2] }, build: single((graph, data) => subsample(graph, data, 2)) },
  'every third row and column': { inputs: { x: [1, 7, 5, 2] }, build: single((graph, data) => subsample(graph, data, 3)) },
  // What a gate does: two factors that both depend on the same value.
  gate: {
    inputs: { a: [2, 3], b: [2, 3] },
    build: pair((graph, a, b) => {
      const open = sigmoid(graph, a);
      return add(graph, multiply(graph, subtract(graph, scalar(graph, 1), open), a), multiply(graph, open, b));
    }),
  },
  // A mask is drawn from a seed, so it is the same in every difference.
  dropout: {
    inputs: { x: [4, 6] },
    build: single((graph, data) => {
      const drawn = randomUniform(graph, sizesWith(graph, data, [4, 6]), ints(graph, [5, 7]), [4, 6]);
      return multiply(graph, data, cast(graph, greaterEqual(graph, drawn, scalar(graph, 0.5)), 'float32'));
    }),
  },
  // A standardised weight as BiT has it: one value used on several paths.
  standardisation: {
    inputs: { x: [2, 2, 3, 2] },
    build: single((graph, data) => {
      const centred = subtract(graph, data, mean(graph, data, [0, 1, 2], true));
      return multiply(graph, centred, rsqrt(graph, mean(graph, square(graph, centred), [0, 1, 2], true)));
    }),
  },
};

/** Numbers in (-1, 1) that look random and are the same everywhere. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

function inputValues(count: number, seed: number, kind: Check['values']): Float32Array {
  const random = numbers(count, seed);
  if (kind === 'positive') return random.map((value) => 1.25 + 0.75 * value);
  if (kind !== 'spaced') return random;
  const order = [...random.keys()].sort((a, b) => random[a]! - random[b]!);
  const spaced = new Float32Array(count);
  for (const [rank, index] of order.entries()) spaced[index] = (rank - Math.floor(count / 2) + 0.25) * 0.1;
  return spaced;
}

/**
 * Gradients of sum(weights * y) by the graph and by central differences, for every element of every input.
 * The sum is taken here in float64 over the fetched y, so that its rounding does not drown the difference.
 */
function compare(check: Check): { ours: Float32Array[]; numeric: Float64Array[] } {
  const graph = createGraph();
  const names = Object.keys(check.inputs);
  const given = Object.fromEntries(names.map((name) => [name, placeholder(graph, name, 'float32', check.inputs[name]!)]));
  const y = identity(graph, check.build(graph, given), 'y');
  const outputs = elementCount(y.shape as number[]);
  const weights = numbers(outputs, 7);
  const loss = sum(
    graph,
    multiply(graph, y, constant(graph, weights, y.shape as number[])),
    y.shape.map((_, i) => i),
  );
  const built = gradients(
    graph,
    loss,
    names.map((name) => given[name]!),
  );
  for (const [i, gradient] of built.entries()) identity(graph, gradient, `gradient_${names[i]}`);
  const session = openSession(encodeSavedModel(graph));
  const feeds = Object.fromEntries(
    names.map((name, i) => {
      const shape = check.inputs[name]!;
      return [name, { shape, values: inputValues(elementCount(shape), 11 + i, check.values) }];
    }),
  );
  const ours = session.run(
    feeds,
    names.map((name) => `gradient_${name}`),
  ) as Float32Array[];
  const evaluate = () => {
    const [values] = session.run(feeds, ['y']) as [Float32Array];
    return values.reduce((total, value, i) => total + value * weights[i]!, 0);
  };
  const step = check.step ?? 1 / 64;
  const numeric = names.map((name) => {
    const { values } = feeds[name]!;
    return Float64Array.from(values, (value, i) => {
      const [above, below] = [Math.fround(value + step), Math.fround(value - step)];
      const at = (changed: number) => {
        values[i] = changed;
        return evaluate();
      };
      const slope = (at(above) - at(below)) / (above - below);
      values[i] = value;
      return slope;
    });
  });
  session.close();
  return { ours, numeric };
}

test.each(Object.keys(checks))(
  'the gradient of %s is what central differences give',
  (name) => {
    const check = checks[name]!;
    const { ours, numeric } = compare(check);
    for (const [input, expected] of numeric.entries()) {
      const size = Math.max(...expected.map(Math.abs));
      expect(size, 'the gradient is not zero').toBeGreaterThan(1e-2);
      const worst = Math.max(...expected.map((value, i) => Math.abs(value - ours[input]![i]!)));
      expect(worst / size, `input ${Object.keys(check.inputs)[input]}`).toBeLessThan(check.tolerance ?? 1e-3);
    }
  },
  60_000,
);

test('the gradient passes a cast to bfloat16 and back, rounded to it', () => {
  const graph = createGraph();
  const data = placeholder(graph, 'x', 'float32', [3]);
  const lowered = cast(graph, data, 'bfloat16');
  const weights = cast(graph, constant(graph, Float32Array.of(1.5, -2, 3.15), [3]), 'bfloat16');
  const loss = sum(graph, cast(graph, multiply(graph, lowered, weights), 'float32'), [0]);
  const [gradient] = gradients(graph, loss, [data]) as [Value];
  expect(gradient.dtype).toBe('float32');
  identity(graph, gradient, 'gradient');
  const session = openSession(encodeSavedModel(graph));
  const [values] = session.run({ x: { shape: [3], values: Float32Array.of(1, 2, 3) } }, ['gradient']);
  session.close();
  expect([...values!]).toEqual([1.5, -2, 3.15625]);
});

test('sizes known only at run time: mean, sum and reshape over an unknown batch', () => {
  const graph = createGraph();
  const data = placeholder(graph, 'x', 'float32', [null, 2, 2, 3]);
  const pooled = mean(graph, data, [1, 2]);
  const flat = reshape(graph, multiply(graph, pooled, pooled), [null, 3]);
  const loss = sum(graph, flat, [0, 1]);
  identity(graph, gradients(graph, loss, [data])[0]!, 'gradient');
  const session = openSession(encodeSavedModel(graph));
  for (const batch of [1, 4]) {
    const values = numbers(batch * 12, 3);
    const [found] = session.run({ x: { shape: [batch, 2, 2, 3], values } }, ['gradient']) as [Float32Array];
    const expected = values.map((_, i) => {
      const [image, channel] = [Math.floor(i / 12), i % 3];
      const average = [0, 1, 2, 3].reduce((total, pixel) => total + values[image * 12 + pixel * 3 + channel]!, 0) / 4;
      return average / 2;
    });
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 6);
  }
  session.close();
});

test('nothing is built for what leads to no target', () => {
  const graph = createGraph();
  const weight = constant(graph, new Float32Array(36).fill(1), [3, 3, 2, 2]);
  const frozen = conv2d(graph, placeholder(graph, 'x', 'float32', [1, 4, 4, 2]), weight, 1, 'SAME');
  const bias = placeholder(graph, 'bias', 'float32', [2]);
  gradients(graph, sum(graph, biasAdd(graph, frozen, bias), [0, 1, 2, 3]), [bias]);
  expect(graph.operations.filter((operation) => operation.op.startsWith('Conv2DBackprop'))).toEqual([]);
});

test('in float32 the gradients of a convolution and of its bias read no common value: TensorFlow would hand both to oneDNN, which is slow at the second', () => {
  const sharing = (['float32', 'bfloat16'] as const).map((dtype) => {
    const graph = createGraph();
    const [weight, bias] = [placeholder(graph, 'weight', dtype, [3, 3, 2, 2]), placeholder(graph, 'bias', dtype, [2])];
    const y = biasAdd(graph, conv2d(graph, placeholder(graph, 'x', dtype, [1, 4, 4, 2]), weight, 1, 'SAME'), bias);
    gradients(graph, sum(graph, cast(graph, relu(graph, y), 'float32'), [0, 1, 2, 3]), [weight, bias]);
    const inputsOf = (op: string) => graph.operations.find((operation) => operation.op === op)!.inputs;
    return inputsOf('Conv2DBackpropFilter')[2] === inputsOf('BiasAddGrad')[0];
  });
  expect(sharing).toEqual([false, true]);
});

test('what has no gradient or no path is named', () => {
  const graph = createGraph();
  const data = placeholder(graph, 'x', 'float32', [2]);
  const bits = cast(graph, bitcast(graph, data, 'int32', [2]), 'float32');
  expect(() => gradients(graph, sum(graph, bits, [0]), [data])).toThrow('No gradient for Bitcast');
  const other = placeholder(graph, 'other', 'float32', [2]);
  expect(() => gradients(graph, sum(graph, data, [0]), [other])).toThrow('The loss does not depend on other');
});

test('a gradient passes every second row of a batch whose size is known only at run time', () => {
  const graph = createGraph();
  const data = placeholder(graph, 'x', 'float32', [null, 4, 4, 1]);
  identity(graph, gradients(graph, sum(graph, subsample(graph, data, 2), [0, 1, 2, 3]), [data])[0]!, 'gradient');
  const session = openSession(encodeSavedModel(graph));
  const [found] = session.run({ x: { shape: [2, 4, 4, 1], values: numbers(32, 3) } }, ['gradient']) as [Float32Array];
  session.close();
  expect([...found.subarray(16)]).toEqual([1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
});

// oneDNN's kernel for AVX-512 (TensorFlow 2.21) writes beyond its memory there: the process was ended by SIGSEGV.
test.each([4, 8, 12, 20])('the weights of a strided 1x1 convolution of %i channels, large enough to break the engine, have the right gradient', (channels) => {
  const [batch, size, out] = [16, 64, 3];
  const graph = createGraph();
  const data = placeholder(graph, 'x', 'float32', [null, size, size, channels]);
  const weight = placeholder(graph, 'weight', 'float32', [1, 1, channels, out]);
  const loss = sum(graph, conv2d(graph, data, weight, 2, 'VALID'), [0, 1, 2, 3]);
  identity(graph, gradients(graph, loss, [weight])[0]!, 'gradient');
  const session = openSession(encodeSavedModel(graph));
  const values = Float32Array.from({ length: batch * size * size * channels }, (_, i) => (i % 7) - 3);
  const feeds = { x: { shape: [batch, size, size, channels], values }, weight: { shape: [1, 1, channels, out], values: new Float32Array(channels * out) } };
  const expected = Array.from({ length: channels * out }, () => 0);
  for (const [i, value] of values.entries()) {
    const pixel = Math.floor(i / channels);
    if (pixel % 2 === 0 && Math.floor(pixel / size) % 2 === 0) for (let o = 0; o < out; o++) expected[(i % channels) * out + o]! += value;
  }
  for (let round = 0; round < 5; round++) expect([...session.run(feeds, ['gradient'])[0]!]).toEqual(expected);
  session.close();
});
