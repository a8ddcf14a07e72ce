import { join } from 'node:path';
import { expect, test } from 'vitest';
import { locateEngine } from '../../../src/core/engine-host/locate.ts';
import { openSession } from '../../../src/core/engine/session.ts';
import { cast, identity } from '../../../src/core/graph/array-ops.ts';
import { createGraph, placeholder } from '../../../src/core/graph/graph.ts';
import type { Graph, Value } from '../../../src/core/graph/graph.ts';
import { pixelPlaceholder } from '../../../src/core/graph/pixels.ts';
import { encodeSavedModel } from '../../../src/core/graph/saved-model.ts';
import { programGraphs } from './program-graphs.ts';
import { recordGraphs } from './recorder.ts';
import { readRegistry } from './registry.ts';

const record = recordGraphs();

const fedOnce = (read: (graph: Graph) => Value) =>
  record(() => {
    const graph = createGraph();
    identity(graph, cast(graph, read(graph), 'float32'), 'answer');
    openSession(encodeSavedModel(graph)).run({ images: { shape: [1, 2, 2, 3], values: new Uint8Array(12) } }, ['answer']);
  });

test('a graph is kept with its operations, and what it is fed of another type', () => {
  const [wrong] = fedOnce((graph) => placeholder(graph, 'images', 'uint8', [null, 2, 2, 3]));
  expect(wrong!.nodes.map(({ op }) => op)).toEqual(['Placeholder', 'Cast', 'Identity']);
  expect(wrong!.misfed).toEqual(['images:0 takes type 4 and is fed 3']);
  expect(fedOnce((graph) => pixelPlaceholder(graph, 'images', [2, 2, 3], true))[0]!.misfed).toEqual([]);
});

test('the graphs of the program are steps, frozen networks and products, and each opens', () => {
  const titles: string[] = [];
  for (const { title, open } of programGraphs()) {
    titles.push(title);
    // One of each kind: all of them take a minute.
    if (!/resnet18, first:stage2, float16, BatchNorm eval|: cifar_resnet20$|^(products|pictures)/.test(title)) continue;
    const graphs = record(open);
    expect(graphs.length, title).toBe(1);
    expect(graphs[0]!.misfed, title).toEqual([]);
  }
  expect(new Set(titles).size).toBe(titles.length);
});

test.runIf(process.platform === 'linux')("the engine's library tells its operations, and whether it is one of CUDA", { timeout: 60_000 }, () => {
  const { folder, version } = locateEngine();
  const isOfProcessor = version.startsWith('tensorflow-cpu');
  const registry = readRegistry(join(folder, isOfProcessor ? '' : 'tensorflow', 'libtensorflow_cc.so.2'));
  expect(registry.isOfCuda).toBe(!isOfProcessor);
  expect(() => registry.onGpu({ name: 'x', op: 'NoSuchOperation', input: [], attr: {} })).toThrow('The library knows no operation NoSuchOperation, which x is');
});
