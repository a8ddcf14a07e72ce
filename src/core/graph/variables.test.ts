import { expect, test } from 'vitest';
import { openSession } from '../engine/session.ts';
import type { TensorMap } from '../tensor.ts';
import { createGraph } from './graph.ts';
import { encodeSavedModel } from './saved-model.ts';
import { createVariables, finishVariables, readInGroups, restoreVariables, variable } from './variables.ts';

/** Two variables in a session. */
function openVariables() {
  const variables = createVariables(createGraph());
  // Large enough to be kept without a copy if TensorFlow could.
  variable(variables, 'layer1.0.conv1.weight', [3, 3, 64, 64]);
  variable(variables, 'fc.bias', [5]);
  finishVariables(variables);
  const session = openSession(encodeSavedModel(variables.graph));
  return {
    restore: (values: TensorMap) => restoreVariables(variables, values, session.run),
    read: () => new Map(readInGroups(variables.byName.values(), (names) => session.run({}, names))),
    close: session.close,
  };
}

const values = (): TensorMap =>
  new Map([
    ['layer1.0.conv1.weight', { shape: [3, 3, 64, 64], data: Float32Array.from({ length: 36864 }, (_, i) => Math.sin(i)) }],
    ['fc.bias', { shape: [5], data: Float32Array.of(1, -0, 1e-40, 3.4e38, -7) }],
  ]);

test('what is restored is read back bit for bit, also after the fed arrays are overwritten', () => {
  const store = openVariables();
  const fed = values();
  store.restore(fed);
  for (const { data } of fed.values()) data.fill(99);
  const read = store.read();
  expect(read).toEqual(values());
  for (const { data } of read.values()) data.fill(-1);
  expect(store.read()).toEqual(values());
  store.close();
});

test('a variable left out becomes zeros', () => {
  const store = openVariables();
  store.restore(values());
  store.restore(new Map([['fc.bias', { shape: [5], data: Float32Array.of(5, 4, 3, 2, 1) }]]));
  const read = store.read();
  expect([...read.get('fc.bias')!.data]).toEqual([5, 4, 3, 2, 1]);
  expect(read.get('layer1.0.conv1.weight')!.data.every((value) => value === 0)).toBe(true);
  store.close();
});

test('more than is set at a time is set all the same', () => {
  const variables = createVariables(createGraph());
  const names = ['a', 'b', 'c', 'd'];
  const size = 9 * 2 ** 20;
  for (const name of names) variable(variables, name, [size]);
  finishVariables(variables);
  const session = openSession(encodeSavedModel(variables.graph));
  const runs: string[][] = [];
  const fed = new Map(['a', 'c', 'd'].map((name, at) => [name, { shape: [size], data: new Float32Array(size).fill(at + 1) }]));
  restoreVariables(variables, fed, (feeds, fetches) => {
    runs.push(Object.keys(feeds));
    session.run(feeds, fetches);
  });
  expect(runs).toEqual([['restore/a', 'restore/b'], ['restore/c', 'restore/d']]);
  const read = new Map(readInGroups(variables.byName.values(), (wanted) => session.run({}, wanted)));
  expect(names.map((name) => [read.get(name)!.data[0], read.get(name)!.data.at(-1)])).toEqual([[1, 1], [0, 0], [2, 2], [3, 3]]);
  session.close();
});

test('two sessions of one process do not share variables of the same name', () => {
  const [first, second] = [openVariables(), openVariables()];
  first.restore(values());
  second.restore(new Map());
  expect(first.read()).toEqual(values());
  first.close();
  second.close();
});

test('values are fetched some at a time, 32 MiB or a little more, and none before they are asked for', () => {
  const variables = createVariables(createGraph());
  // 12 MiB each.
  for (const name of ['a', 'b', 'c', 'd']) variable(variables, name, [3, 1024, 1024]);
  const fetched: number[] = [];
  const data = new Float32Array(0);
  const reading = readInGroups(variables.byName.values(), (names) => {
    fetched.push(names.length);
    return names.map(() => data);
  });
  const told = [];
  for (let at = 0; at < 3; at++) told.push(reading.next().value![0]);
  expect([told, fetched]).toEqual([['a', 'b', 'c'], [3]]);
  expect([reading.next().value![0], fetched, reading.next().done]).toEqual(['d', [3, 1], true]);
});
