import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examplePixels, exportRequest } from '../../../test/export-request.ts';
import { exportModel } from './export-run.ts';
import { openExport } from './read-export.ts';

let folder: string;
let expected: Float32Array;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'graft-read-export-'));
  const request = await exportRequest(join(folder, 'flowers'));
  expected = request.validation.probabilities;
  await exportModel(request);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an export predicts what the run predicted, whatever the batch', async () => {
  const { manifest, probabilities, close } = await openExport(join(folder, 'flowers'));
  expect(manifest.classes).toEqual(['daisy', 'naïve "rose"', '向日葵']);
  const pixels = examplePixels(5);
  const together = await probabilities(pixels, 5);
  const perImage = pixels.length / 5;
  const second = await probabilities(pixels.subarray(perImage, 2 * perImage), 1);
  await close();
  for (const [i, p] of expected.entries()) expect(Math.abs(together[i]! - p)).toBeLessThan(1e-5);
  for (const [i, p] of second.entries()) expect(Math.abs(together[3 + i]! - p)).toBeLessThan(1e-6);
});

test('a folder that is no export, a damaged model and a foreign manifest are told apart', async () => {
  await expect(openExport(folder)).rejects.toMatchObject({ code: 'not-found' });
  await expect(openExport(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });

  const copy = await exportModel(await exportRequest(join(folder, 'copy')));
  const model = join(copy.folder, 'model.onnx');
  const bytes = readFileSync(model);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(model, bytes);
  await expect(openExport(copy.folder)).rejects.toMatchObject({ code: 'bad-weights', message: expect.stringContaining('sha256') });
  rmSync(model);
  await expect(openExport(copy.folder)).rejects.toMatchObject({ code: 'not-found' });

  const manifest = join(copy.folder, 'manifest.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"formatVersion": 1', '"formatVersion": 2'));
  await expect(openExport(copy.folder)).rejects.toMatchObject({ message: expect.stringContaining('formatVersion') });
  writeFileSync(manifest, '{');
  await expect(openExport(copy.folder)).rejects.toMatchObject({ code: 'bad-weights' });
});
