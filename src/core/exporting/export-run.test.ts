import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exportRequest } from '../../../test/export-request.ts';
import { manifestSchema } from '../../shared/manifest.ts';
import { recipeTextInOnnx } from '../../shared/recipe-in-onnx.ts';
import { runRecipeSchema } from '../../shared/run-recipe.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import type { StudioError } from '../errors.ts';
import { exportModel } from './export-run.ts';
import { openOnnx } from './onnx-reader.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graft-export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const failure = async (promise: Promise<unknown>): Promise<StudioError> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).not.toBeNull();
  return error as StudioError;
};

test('an ONNX export holds the model, its manifest, a README and predict.py, and its receipt was measured', async () => {
  const out = join(folder, 'deep', 'er', 'flowers');
  const { receipt, ...rest } = await exportModel(await exportRequest(out));
  expect(rest).toEqual({ folder: out, format: 'onnx', kept: [] });
  expect(receipt).toMatchObject({ images: 5, top1Agreement: 1 });
  expect(receipt.maxAbsDiff).toBeLessThan(1e-5);
  expect(readdirSync(out).sort()).toEqual(['README.md', 'manifest.json', 'model.onnx', 'predict.py']);
  expect(readdirSync(join(folder, 'deep', 'er'))).toEqual(['flowers']);
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')));
  expect(manifest.receipt).toEqual(receipt);
  expect(manifest.model.sizeBytes).toBe(readFileSync(join(out, 'model.onnx')).length);
  expect(readFileSync(join(out, 'README.md'), 'utf8')).toContain('BSD-2-Clause');
});

test('an ONNX file alone knows the settings of its run, where the manifest does', async () => {
  const request = await exportRequest(join(folder, 'flowers'));
  const endOf = async (spec?: RunSpec) => {
    const out = join(folder, spec ? 'with' : 'without');
    await exportModel({ ...request, out, manifest: { ...request.manifest, ...(spec && { spec }) } });
    return recipeTextInOnnx(readFileSync(join(out, 'model.onnx')));
  };
  const spec: RunSpec = { freeze: 'head', epochs: 5 };
  const { dataset: { name, version, fingerprint } } = request.manifest;
  expect(runRecipeSchema.parse(JSON.parse((await endOf(spec))!))).toMatchObject({ run: null, spec, classes: request.model.classes, dataset: { name, version, fingerprint } });
  expect(await endOf()).toBeNull();
});

test('a weight that changed on the way fails the export and leaves nothing, not even with force in place of an old one', async () => {
  const out = join(folder, 'flowers');
  const request = await exportRequest(out);
  const tensors = new Map(request.model.tensors);
  const bias = tensors.get('fc.bias')!;
  tensors.set('fc.bias', { shape: bias.shape, data: bias.data.map((value, i) => (i === 0 ? value + 0.01 : value)) });
  const tampered = { ...request, model: { ...request.model, tensors } };

  const error = await failure(exportModel(tampered));
  expect(error.code).toBe('parity-failed');
  expect(error.message).toMatch(/a probability differs by 0\.00\d+ \(at most 0\.0001\)/);
  expect(readdirSync(folder)).toEqual([]);

  await exportModel(request);
  const before = readFileSync(join(out, 'manifest.json'), 'utf8');
  expect((await failure(exportModel({ ...tampered, force: true }))).code).toBe('parity-failed');
  expect(readdirSync(folder)).toEqual(['flowers']);
  expect(readFileSync(join(out, 'manifest.json'), 'utf8')).toBe(before);
});

test('probabilities that are no numbers fail the export', async () => {
  const request = await exportRequest(join(folder, 'flowers'));
  const probabilities = request.validation.probabilities.map((p, i) => (i === 7 ? NaN : p));
  const error = await failure(exportModel({ ...request, validation: { ...request.validation, probabilities } }));
  expect(error.code).toBe('parity-failed');
  expect(readdirSync(folder)).toEqual([]);
});

test('no validation images, or another number than predictions, is no receipt', async () => {
  const request = await exportRequest(join(folder, 'flowers'));
  const { probabilities } = request.validation;
  for (const validation of [
    { batches: [], probabilities: new Float32Array(0) },
    { ...request.validation, probabilities: new Float32Array([...probabilities, 0, 0, 1]) },
    { ...request.validation, probabilities: probabilities.subarray(3) },
  ]) {
    expect((await failure(exportModel({ ...request, validation }))).code).toBe('internal');
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('an existing export is replaced only with force, and without what is not ours; anything else never', async () => {
  const out = join(folder, 'flowers');
  await exportModel(await exportRequest(out));
  await writeFile(join(out, 'old'), '');
  expect((await failure(exportModel(await exportRequest(out)))).code).toBe('already-exists');
  await exportModel({ ...(await exportRequest(out)), force: true });
  expect(readdirSync(out)).toContain('old');
  expect(readdirSync(folder)).toEqual(['flowers']);

  const mine = join(folder, 'holiday');
  await mkdir(mine);
  await writeFile(join(mine, 'photo.jpg'), 'precious');
  await writeFile(join(mine, 'manifest.json'), '{"name":"a web page"}');
  await symlink(out, join(folder, 'link'));
  await writeFile(join(folder, 'file'), '');
  for (const name of ['holiday', 'link', 'file']) {
    const error = await failure(exportModel({ ...(await exportRequest(join(folder, name))), force: true }));
    expect([name, error.code]).toEqual([name, 'already-exists']);
  }
  expect(readFileSync(join(mine, 'photo.jpg'), 'utf8')).toBe('precious');
  expect(readdirSync(folder).sort()).toEqual(['file', 'flowers', 'holiday', 'link']);
});

test('a target that came into being while the model was written is left alone', async () => {
  const out = join(folder, 'flowers');
  const request = await exportRequest(out);
  const onnx = async (temporary: string) => {
    await mkdir(out);
    await writeFile(join(out, 'photo.jpg'), 'precious');
    return openOnnx(temporary);
  };
  expect((await failure(exportModel({ ...request, readers: { onnx } }))).code).toBe('already-exists');
  expect(readdirSync(folder)).toEqual(['flowers']);
  expect(readdirSync(out)).toEqual(['photo.jpg']);
});

test('a full disk is named and leaves nothing', async () => {
  const request = await exportRequest(join(folder, 'parents', 'made', 'flowers'));
  const onnx = () => Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }));
  expect((await failure(exportModel({ ...request, readers: { onnx } }))).code).toBe('out-of-disk');
  expect(readdirSync(folder)).toEqual([]);
  const inFile = await failure(exportModel({ ...request, out: join(fileURLToPath(import.meta.url), 'x') }));
  expect(inFile).toMatchObject({ code: 'bad-usage', field: 'out' });
});

test('safetensors goes through the reader that was given', async () => {
  const out = join(folder, 'flowers');
  const request = await exportRequest(out);
  const seen: string[][] = [];
  const onnx = join(folder, 'reference');
  await exportModel({ ...request, out: onnx });
  const safetensors = async (temporary: string) => {
    seen.push(readdirSync(temporary));
    return openOnnx(onnx);
  };
  await exportModel({ ...request, format: 'safetensors', readers: { safetensors } });
  expect(seen).toEqual([['model.safetensors']]);
  expect(readdirSync(out).sort()).toEqual(['README.md', 'manifest.json', 'model.safetensors']);
  await rename(out, `${out}-2`);
  expect((await failure(exportModel({ ...request, format: 'safetensors' }))).code).toBe('internal');
});

test('a kill half-way leaves only a temporary folder, which the next export clears', { timeout: 60_000 }, async () => {
  const out = join(folder, 'flowers');
  const script = fileURLToPath(new URL('../../../test/export-and-wait.ts', import.meta.url));
  const child = spawn(process.execPath, [script, out], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const left = readdirSync(folder);
  expect(left).toHaveLength(1);
  expect(left[0]).toMatch(/^\.graft-\d+-.*\.partial$/);
  expect(readdirSync(join(folder, left[0]!))).toEqual(['model.onnx']);

  await exportModel(await exportRequest(out));
  expect(readdirSync(folder)).toEqual(['flowers']);
});
