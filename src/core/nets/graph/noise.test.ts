import { expect, test } from 'vitest';
import { netSpecSchema } from '../../../shared/net-spec.ts';
import { openSession } from '../../engine/session.ts';
import { identity } from '../../graph/array-ops.ts';
import { placeholder } from '../../graph/graph.ts';
import { encodeSavedModel } from '../../graph/saved-model.ts';
import { planNet } from '../plan/net-plan.ts';
import { frozenBranch } from '../predictor.ts';
import { dropout } from './noise.ts';

const net = planNet(netSpecSchema.parse({ stem: 'small', stages: [{ blocks: 1, channels: 16, stride: 1 }], block: 'basic' }));
const [batch, width] = [400, 30];

/** Two places of one network that drop, of ones, at a step. */
function drop(each: 'value' | 'picture', rate: number) {
  const branch = { ...frozenBranch(net, new Map()) };
  const seed = placeholder(branch.graph, 'seed', 'int32', [2]);
  const training = { ...branch, noise: { seed, drawn: 0 } };
  const x = placeholder(branch.graph, 'x', 'float32', [null, width]);
  identity(branch.graph, dropout(training, x, rate, each), 'first');
  identity(branch.graph, dropout(training, x, rate, each), 'second');
  const session = openSession(encodeSavedModel(branch.graph));
  return {
    at: (run: number, step: number) =>
      session.run(
        {
          x: { shape: [batch, width], values: new Float32Array(batch * width).fill(1) },
          seed: { shape: [2], values: Int32Array.of(run, step) },
        },
        ['first', 'second'],
      ) as [Float32Array, Float32Array],
    close: session.close,
  };
}

test('what is dropped follows from run, step and place, and from nothing else', () => {
  const one = drop('value', 0.3);
  const another = drop('value', 0.3);
  const [first, second] = one.at(7, 12);
  one.at(7, 13);
  expect(one.at(7, 12)).toEqual([first, second]);
  expect(another.at(7, 12)).toEqual([first, second]);
  expect(first).not.toEqual(second);
  expect(one.at(7, 13)[0]).not.toEqual(first);
  expect(one.at(8, 12)[0]).not.toEqual(first);
  one.close();
  another.close();
});

test('the share that is dropped is the rate, and the mean stays', () => {
  const session = drop('value', 0.3);
  const [found] = session.at(1, 1);
  session.close();
  const dropped = found.filter((value) => value === 0).length / found.length;
  // Five standard deviations of 12,000 draws.
  expect(Math.abs(dropped - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / found.length));
  expect(new Set(found)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
});

test('stochastic depth leaves out a whole picture, not values of it', () => {
  const session = drop('picture', 0.5);
  const [found] = session.at(3, 4);
  session.close();
  const rows = Array.from({ length: batch }, (_, row) => new Set(found.subarray(row * width, (row + 1) * width)));
  expect(rows.every((values) => values.size === 1)).toBe(true);
  const kept = rows.filter((values) => values.has(2)).length;
  expect(Math.abs(kept / batch - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / batch));
});

test('an answering network drops nothing', () => {
  const branch = frozenBranch(net, new Map());
  const x = placeholder(branch.graph, 'x', 'float32', [null, width]);
  expect(dropout(branch, x, 0.5, 'value')).toBe(x);
});
