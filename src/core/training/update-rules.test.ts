import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openSession } from '../engine/session.ts';
import { identity } from '../graph/array-ops.ts';
import { addValue, createGraph, placeholder, scalar } from '../graph/graph.ts';
import { addOptimizer, optimizerFeeds } from '../graph/optimizers.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { createVariables, finishVariables, readInGroups, restoreVariables, variable } from '../graph/variables.ts';
import { namedNets } from '../nets/named.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { smallPreprocessing } from '../../../test/generated-model.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { addAverages, averageName, startName } from './averaged-weights.ts';
import { startingWeights } from './starting-weights.ts';
import { initialState, openTrainingSession } from './training-session.ts';
import { isPulled, layerRateScale, updateTarget } from './update-rules.ts';

// Made by timm, torch and torchvision themselves.
const golden = JSON.parse(readFileSync(new URL('../../../test/golden/recipes.json', import.meta.url), 'utf8')) as {
  layerDecay: { model: string; decay: number; layers: { layer: number; scale: number; parts: string[] }[] }[];
  l2sp: { alpha: number; beta: number; weights: number[]; start: number[]; head: number[]; gradient: number[]; headGradient: number[] };
  ema: { decay: number; stepGiven: boolean; updates: { weights: number[]; running: number; ema: number[]; emaRunning: number }[] }[];
};

test.each(golden.layerDecay)("each layer of $model has timm's part of the rate", ({ model, decay, layers }) => {
  const net = planNet(namedNets.get(model)!.spec);
  const rows = tensorTable(net, 10).filter(({ role }) => role !== 'running-mean' && role !== 'running-var');
  // A layer's part of the golden is the beginning of its tensors' names.
  const expected = (name: string) =>
    layers.flatMap(({ scale, parts }) => parts.filter((part) => name.startsWith(`${part}.`)).map((part) => ({ scale, part }))).reduce((a, b) => (b.part.length > a.part.length ? b : a)).scale;
  expect(new Set(rows.map(({ part }) => layerRateScale(net, part, decay))).size).toBe(layers.length);
  for (const { name, part } of rows) expect(layerRateScale(net, part, decay), name).toBeCloseTo(expected(name), 14);
});

test('with no decay every layer has the whole rate, to the bit', () => {
  const net = planNet(tinyNet());
  for (const { part } of tensorTable(net, 2)) expect(layerRateScale(net, part, 1)).toBe(1);
});

test('L2-SP draws convolutions back, decays the head and leaves norms free; without it all decay as ever', () => {
  const net = planNet(tinyNet());
  const graph = createGraph();
  const variables = createVariables(graph);
  const rules = { weightDecay: 0.25, l2sp: 0.5 };
  for (const row of tensorTable(net, 2)) {
    const own = variable(variables, row.name, []);
    const anchor = variable(variables, `start of ${row.name}`, []);
    const target = updateTarget(net, row, own, rules, () => anchor);
    const decay = row.part === 'head' ? 0.25 : row.role === 'conv' ? 0.5 : row.role.startsWith('norm') ? 0 : expect.anything();
    expect(target).toMatchObject({ variable: own, decay, rateScale: 1 });
    if (!row.role.startsWith('running')) expect(target.anchor).toBe(isPulled(row) ? anchor : undefined);
    const plain = updateTarget(net, row, own, { weightDecay: 0.25 }, () => expect.fail('no start is needed'));
    expect(plain).toEqual({ variable: own, decay: 0.25, rateScale: 1 });
  }
});

/** A graph whose `values` may be set, then run. */
function runGraph(values: Readonly<Record<string, readonly number[]>>, build: (variables: ReturnType<typeof createVariables>) => void) {
  const graph = createGraph();
  const variables = createVariables(graph);
  build(variables);
  finishVariables(variables);
  const session = openSession(encodeSavedModel(graph));
  const state = new Map(Object.entries(values).map(([name, data]) => [name, { shape: [data.length], data: Float32Array.from(data) }]));
  restoreVariables(variables, state, session.run);
  const read = () => Object.fromEntries([...readInGroups(variables.byName.values(), (names) => session.run({}, names))].map(([name, { data }]) => [name, [...data]]));
  return { session, read };
}

const always = (graph: ReturnType<typeof createGraph>) =>
  addValue(graph, { op: 'Greater', inputs: [scalar(graph, 1), scalar(graph, 0)], dtype: 'bool', shape: [], attributes: { T: { type: 'float32' } } });

test("the gradient of L2-SP's penalty is PyTorch's", () => {
  const { alpha, beta, weights, start, head, gradient, headGradient } = golden.l2sp;
  const { session, read } = runGraph({ weights, start, head }, (variables) => {
    const { graph } = variables;
    const of = (name: string, size: number) => variable(variables, name, [size]);
    const targets = [
      { variable: of('weights', 3), decay: alpha, anchor: of('start', 3) },
      { variable: of('head', 2), decay: beta },
    ];
    const none = [placeholder(graph, 'a', 'float32', [3]), placeholder(graph, 'b', 'float32', [2])];
    identity(graph, scalar(graph, 1), 'done', addOptimizer(variables, 'sgd', targets, none, always(graph)));
  });
  const zeros = (size: number) => ({ shape: [size], values: new Float32Array(size) });
  // A step of rate 1 from rest is the gradient itself.
  session.run({ a: zeros(3), b: zeros(2), ...optimizerFeeds('sgd', 1, 1) }, ['done']);
  const after = read();
  session.close();
  for (const [i, value] of gradient.entries()) expect(weights[i]! - after.weights![i]!).toBeCloseTo(value, 6);
  for (const [i, value] of headGradient.entries()) expect(head[i]! - after.head![i]!).toBeCloseTo(value, 6);
});

test("averages are timm's, of running statistics too; a step that is skipped leaves them", () => {
  const { decay, updates } = golden.ema.find(({ stepGiven }) => !stepGiven)!;
  const { session, read } = runGraph({}, (variables) => {
    const { graph } = variables;
    const w = variable(variables, 'w', [3]);
    const set = placeholder(graph, 'set', 'float32', [3]);
    const assigned = addValue(graph, { op: 'AssignVariableOp', inputs: [w.handle, set], dtype: 'float32', shape: [], attributes: { dtype: { type: 'float32' } } }).producer;
    const averages = addAverages(variables, [w], decay, placeholder(graph, 'applied', 'float32', []), [assigned]);
    identity(graph, scalar(graph, 1), 'done', averages);
  });
  const take = (values: number[], applied = 1) =>
    session.run({ set: { shape: [3], values: Float32Array.from(values) }, applied: { shape: [], values: Float32Array.of(applied) } }, ['done']);
  for (const { weights, running, ema, emaRunning } of updates) {
    take([...weights, running]);
    for (const [i, value] of [...ema, emaRunning].entries()) expect(read()[averageName('w')]![i]).toBeCloseTo(value, 6);
  }
  const before = read()[averageName('w')];
  take([9, 9, 9], 0);
  expect(read()[averageName('w')]).toEqual(before);
  session.close();
});

/** How far one step of SGD at rate 1 moves each trained tensor of a network whose pull is to 0.125 below where it is. */
async function moved(rules: { weightDecay: number; layerDecay?: number; l2sp?: number }) {
  const net = planNet(tinyNet());
  const session = openTrainingSession({ plan: net, cut: 'stem', classes: 2, batchNorm: 'eval', compute: 'float32', optimizer: 'sgd', preprocessing: { ...smallPreprocessing, imageSize: 32 }, ...rules });
  const start = initialState(session.rows, await startingWeights(null, net, 2, 3));
  const below = session.rows.flatMap((row) => (isPulled(row) && rules.l2sp ? [[startName(row.name), { ...start.get(row.name)!, data: start.get(row.name)!.data.map((value) => value - 0.125) }] as const] : []));
  session.restore(new Map([...start, ...below]));
  const input = { shape: [4, 32, 32, 3], values: Uint8Array.from({ length: 4 * 32 * 32 * 3 }, (_, i) => (i * 37 + (i >> 8)) & 255) };
  session.step(input, Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1), 4, 1, 1);
  const after = session.read();
  const rows = session.rows.filter(({ role }) => !role.startsWith('running'));
  session.close();
  return rows.map((row) => ({ row, from: [...start.get(row.name)!.data], by: [...start.get(row.name)!.data].map((value, i) => after.get(row.name)!.data[i]! - value) }));
}

test('in a network a step moves each layer by its part of the rate, and draws it to where it started', async () => {
  const plain = await moved({ weightDecay: 0 });
  const near = (got: readonly number[], expected: readonly number[], name: string) => {
    const most = Math.max(1e-3, ...expected.map(Math.abs));
    for (const [i, value] of expected.entries()) expect(Math.abs(got[i]! - value) / most, name).toBeLessThan(1e-4);
  };
  // Stem, three blocks, head: timm's decay ^ (last - layer).
  const scales: Record<string, number> = { stem: 0.5 ** 4, 'stage1.0': 0.5 ** 3, 'stage2.0': 0.5 ** 2, 'stage3.0': 0.5, head: 1 };
  for (const [at, { row, by }] of (await moved({ weightDecay: 0, layerDecay: 0.5 })).entries()) near(by, plain[at]!.by.map((value) => scales[row.part]! * value), row.name);
  // Alpha (w - w0) of convolutions and beta w of the head come off beside the gradient; norms are free.
  for (const [at, { row, from, by }] of (await moved({ weightDecay: 0.25, l2sp: 2 })).entries()) {
    const pull = (i: number) => (row.part === 'head' ? 0.25 * from[i]! : row.role === 'conv' ? 2 * 0.125 : 0);
    near(by, plain[at]!.by.map((value, i) => value - pull(i)), row.name);
  }
});
