import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openSession } from '../src/core/engine/session.ts';
import { cast, identity } from '../src/core/graph/array-ops.ts';
import { placeholder } from '../src/core/graph/graph.ts';
import { encodeSavedModel } from '../src/core/graph/saved-model.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { namedNets } from '../src/core/nets/named.ts';
import type { Branch } from '../src/core/nets/graph/branch.ts';
import { trunk } from '../src/core/nets/graph/network-graph.ts';
import { frozenBranch } from '../src/core/nets/predictor.ts';
import { readSafetensors } from '../src/core/weights/safetensors.ts';
import { channelsLast, generateInput } from './rxg1.ts';

const models = new URL('../models/', import.meta.url);
const readJson = (name: string) => JSON.parse(readFileSync(new URL(name, models), 'utf8'));
const card: { architecture: string; file: string } = readJson('card.json');
const check: { first8: number[]; sum: number; abssum: number; rms: number } = readJson('check.json');

/** Pooled features of the generated 224 px input in the given precision. */
async function features(compute: Branch['compute']): Promise<Float32Array> {
  const { tensors } = await readSafetensors(fileURLToPath(new URL(card.file, models)));
  const branch: Branch = { ...frozenBranch(planNet(namedNets.get(card.architecture)!.spec), tensors), compute };
  const { graph, plan } = branch;
  const input = placeholder(graph, 'input', 'float32', [null, 224, 224, 3]);
  identity(graph, cast(graph, trunk(branch, input, -1, plan.blocks.length), 'float32'), 'features');
  const session = openSession(encodeSavedModel(graph));
  const feed = { shape: [1, 224, 224, 3], values: channelsLast(generateInput(224), 3) };
  const [found] = session.run({ input: feed }, ['features']);
  session.close();
  return found as Float32Array;
}

/** Largest error of the listed values, and of the mean, over the features' rms. */
function worst(found: Float32Array): number {
  const mean = (found.reduce((total, value) => total + value, 0) - check.sum) / found.length;
  return Math.max(Math.abs(mean), ...check.first8.map((value, i) => Math.abs(found[i]! - value))) / check.rms;
}

test('the embedded backbone gives its features (1e-4 of rms)', async () => {
  const found = await features('float32');
  expect(found).toHaveLength(512);
  expect(worst(found)).toBeLessThan(1e-4);
  const rms = Math.sqrt(found.reduce((total, value) => total + value * value, 0) / found.length);
  expect(Math.abs(rms / check.rms - 1)).toBeLessThan(1e-4);
}, 60_000);

test('in bfloat16 a frozen network gives nearly the same features, but not the same', async () => {
  const error = worst(await features('bfloat16'));
  // 8 bits of mantissa through 18 layers.
  expect(error).toBeLessThan(0.1);
  expect(error).toBeGreaterThan(1e-5);
}, 120_000);
