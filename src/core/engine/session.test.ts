import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { StudioError } from '../errors.ts';
import { identity } from '../graph/array-ops.ts';
import { addValue, createGraph, placeholder } from '../graph/graph.ts';
import { add } from '../graph/math-ops.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { liveTensors, openSession } from './session.ts';
import type { Feed } from './session.ts';

const vector = (...values: number[]) => ({ shape: [values.length], values: Float32Array.from(values) });

function openAddition() {
  const graph = createGraph();
  const [a, b] = [placeholder(graph, 'a', 'float32', [null]), placeholder(graph, 'b', 'float32', [null])];
  identity(graph, add(graph, a, b), 'sum');
  return openSession(encodeSavedModel(graph));
}

function errorOf(action: () => unknown): StudioError {
  try {
    action();
  } catch (error) {
    if (error instanceof StudioError) return error;
    throw error;
  }
  throw new Error('no error was thrown');
}

test('the number of live tensors stays the same over 50 runs, failed ones included', () => {
  const session = openAddition();
  const before = liveTensors();
  for (let i = 0; i < 50; i++) {
    expect([...session.run({ a: vector(1, i), b: vector(2, 3) }, ['sum'])[0]!]).toEqual([3, 3 + i]);
    if (i % 5 === 0) expect(() => session.run({ a: vector(1, 2, 3), b: vector(2, 3) }, ['sum'])).toThrow(StudioError);
  }
  expect(liveTensors()).toBe(before);
  session.close();
});

test('fed arrays may be reused after the run, fetched ones are ours', () => {
  const session = openAddition();
  const a = vector(1, 2);
  const [first] = session.run({ a, b: vector(0, 0) }, ['sum']);
  a.values.fill(7);
  const [second] = session.run({ a, b: vector(0, 0) }, ['sum']);
  expect([[...first!], [...second!]]).toEqual([
    [1, 2],
    [7, 7],
  ]);
  session.close();
});

test('a feed whose length is not that of its shape is refused by name', () => {
  const session = openAddition();
  const error = errorOf(() => session.run({ a: { shape: [2, 2], values: new Float32Array(3) }, b: vector(1) }, ['sum']));
  expect(error).toMatchObject({ code: 'engine-failed', message: '3 values fed to a of shape [2, 2]' });
  session.close();
});

test("shapes that do not fit together fail with the engine's words", () => {
  const session = openAddition();
  const codeOf = (feeds: Record<string, Feed>, fetch: string) => errorOf(() => session.run(feeds, [fetch])).code;
  expect(codeOf({ a: vector(1, 2, 3), b: vector(1, 2) }, 'sum')).toBe('engine-failed');
  expect(codeOf({ a: vector(1), b: vector(2) }, 'difference')).toBe('engine-failed');
  session.close();
});

test('a graph with an unknown operation, or no graph at all, is engine-failed and leaves no folder behind', () => {
  const graph = createGraph();
  addValue(graph, { op: 'NoSuchOperation', dtype: 'float32', shape: [] });
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('graft-graph-')).length;
  const before = folders();
  expect(errorOf(() => openSession(encodeSavedModel(graph))).message).toMatch(/NoSuchOperation/);
  expect(errorOf(() => openSession(new Uint8Array([1, 2, 3])))).toMatchObject({ code: 'engine-failed' });
  expect(folders()).toBeLessThanOrEqual(before);
});
