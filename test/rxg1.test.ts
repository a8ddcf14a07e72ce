import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { namedNets } from '../src/core/nets/named.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { tensorTable } from '../src/core/nets/plan/tensor-table.ts';
import { generateInput, generateWeights } from './rxg1.ts';

const sha256 = (arrays: Float32Array[]) => {
  const hash = createHash('sha256');
  for (const array of arrays) hash.update(new Uint8Array(array.buffer));
  return hash.digest('hex');
};

const models = [
  'resnet18',
  'resnet50',
  'resnext50_32x4d',
  'wide_resnet50_2',
  'resnetv2_18',
  'resnetv2_50',
  'resnetv2_50x1_bit',
];

test.each(models)(
  'our table of %s has the tensors of the original, in its order',
  (model) => {
    const golden = JSON.parse(readFileSync(new URL(`golden/${model}.json`, import.meta.url), 'utf8'));
    const rows = tensorTable(planNet(namedNets.get(model)!.spec), 1000);
    expect(rows).toHaveLength(golden.float_entries);
    expect(sha256([...generateWeights(rows).values()].map((t) => t.data))).toBe(golden.weights_sha256);
    expect(sha256([generateInput(224)])).toBe(golden.input_sha256);
  },
  60_000,
);
