import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exportRequest } from '../../../test/export-request.ts';
import { engineReaders } from './engine-readers.ts';
import { exportModel } from './export-run.ts';
import { openExport } from './read-export.ts';

const readers = engineReaders;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graft-engine-readers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each(['savedmodel', 'safetensors'] as const)('%s predicts in TensorFlow what the run predicted', async (format) => {
  const request = await exportRequest(join(folder, 'flowers'));
  const { receipt } = await exportModel({ ...request, format, readers });
  expect(receipt).toMatchObject({ images: 5, top1Agreement: 1 });
  expect(receipt.maxAbsDiff).toBeLessThan(1e-5);
  const { manifest, close } = await openExport(join(folder, 'flowers'), readers);
  await close();
  expect(manifest.format).toBe(format);
});

test.each(['onnx', 'savedmodel', 'safetensors'] as const)('%s divides its logits by the temperature of the run, and the receipt knows without', async (format) => {
  const request = await exportRequest(join(folder, 'flowers'), 2.5);
  await expect(exportModel({ ...request, model: { ...request.model, temperature: 1 }, format, readers })).rejects.toMatchObject({ code: 'parity-failed' });
  const { receipt } = await exportModel({ ...request, format, readers });
  expect(receipt.maxAbsDiff).toBeLessThan(1e-5);
  const { manifest, close } = await openExport(join(folder, 'flowers'), readers);
  await close();
  expect(manifest.temperature).toBe(2.5);
});

test.each(['savedmodel', 'safetensors'] as const)('%s with a weight that changed is refused', async (format) => {
  const request = await exportRequest(join(folder, 'flowers'));
  const tensors = new Map(request.model.tensors);
  const variance = tensors.get('layer3.0.bn2.running_var')!;
  tensors.set('layer3.0.bn2.running_var', { shape: variance.shape, data: variance.data.map((value) => value * 1.1) });
  const tampered = { ...request, format, readers, model: { ...request.model, tensors } };
  await expect(exportModel(tampered)).rejects.toMatchObject({ code: 'parity-failed' });
  expect(readdirSync(folder)).toEqual([]);
});
