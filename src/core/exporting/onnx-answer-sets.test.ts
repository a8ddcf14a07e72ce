import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { examplePixels, exportRequest } from '../../../test/export-request.ts';
import { manifestSchema } from '../../shared/manifest.ts';
import { answerSet, scoreRule } from '../evaluation/answer-sets.ts';
import { exportModel } from './export-run.ts';
import { openOnnx } from './onnx-reader.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graft-answer-sets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const carried = (method: 'lac' | 'aps' | 'raps', threshold: number) => ({ ...scoreRule(method), level: 0.9, threshold, images: 40, coverage: { low: 0.82, high: 0.96 } });

test.each([
  ['lac', 0.7],
  ['lac', 0],
  ['aps', 0.8],
  ['raps', 0.85],
] as const)('ONNX answers %s sets at threshold %d as we make them, and the receipt says so', async (method, threshold) => {
  const out = join(folder, 'flowers');
  const request = await exportRequest(out);
  const answerSets = carried(method, threshold);
  const { receipt } = await exportModel({ ...request, manifest: { ...request.manifest, answerSets } });
  expect(receipt.answerSetAgreement).toBe(1);
  expect(manifestSchema.parse(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).answerSets).toEqual(answerSets);
  const reader = await openOnnx(out);
  const { probabilities, answerSet: found } = await reader.outputs!(examplePixels(5), 5);
  await reader.close();
  for (let row = 0; row < 5; row++) {
    const set = answerSet(probabilities, row, 3, answerSets);
    expect([0, 1, 2].filter((c) => found![row * 3 + c] === 1)).toEqual(set);
    expect(set.length).toBeGreaterThan(0);
  }
});

test('sets that are not those of the probabilities are no export', async () => {
  const request = await exportRequest(join(folder, 'flowers'));
  const onnx = async (place: string) => {
    const reader = await openOnnx(place);
    const outputs = async (pixels: Uint8Array, batch: number) => {
      const { answerSet: set, ...others } = await reader.outputs!(pixels, batch);
      return { ...others, answerSet: set!.map((value) => 1 - value) };
    };
    return { ...reader, outputs };
  };
  const manifest = { ...request.manifest, answerSets: carried('lac', 0.7) };
  await expect(exportModel({ ...request, manifest, readers: { onnx } })).rejects.toMatchObject({ code: 'parity-failed' });
});
