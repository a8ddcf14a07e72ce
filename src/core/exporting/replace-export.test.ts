import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { exportRequest } from '../../../test/export-request.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { namedNets } from '../nets/named.ts';
import { manifestSchema } from '../../shared/manifest.ts';
import type { Manifest } from '../../shared/manifest.ts';
import { ownedName } from '../files/owned-name.ts';
import { readManifest } from './export-folder.ts';
import { recoverExport, replaceExport } from './replace-export.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const about = (file: string, text: string) => ({ file, sizeBytes: text.length, sha256: sha256(text) });
const read = (...names: string[]) => readFileSync(join(...names), 'utf8');
const { manifest: parts } = await exportRequest('nowhere');

/** An export as `exportModel` leaves it, of a few bytes. */
function writeExport(folder: string, generation: string, beside: readonly string[] = ['README.md', 'predict.py']): Manifest {
  const model = beside.includes('predict.py') ? 'model.onnx' : 'model.safetensors';
  const text = (file: string) => `${file} of ${generation}`;
  const manifest = manifestSchema.parse({
    formatVersion: 2,
    producer: 'graft-studio',
    format: model === 'model.onnx' ? 'onnx' : 'safetensors',
    created: new Date().toISOString(),
    model: about(model, text(model)),
    files: beside.map((file) => about(file, text(file))),
    net: namedNets.get('resnet18')!.spec,
    architecture: 'resnet18',
    classes: [generation],
    preprocessing: { imageSize: 32, cropPct: 1, interpolation: 'bilinear', mean: [0, 0, 0], std: [1, 1, 1], channels: 'RGB' },
    ...parts,
    receipt: { images: 1, maxAbsDiff: 0, top1Agreement: 1 },
  } satisfies Manifest);
  for (const file of [model, ...beside]) writeFileSync(join(folder, file), text(file));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return manifest;
}

/** An export with a person's own things in its folder, and a newer one that waits in it. */
function staged(beside?: readonly string[] | undefined) {
  const folder = tempFolder();
  writeExport(folder, 'old');
  writeFileSync(join(folder, 'README.md'), 'my own words');
  writeFileSync(join(folder, 'NOTES.txt'), 'my notes');
  mkdirSync(join(folder, 'pictures'));
  writeFileSync(join(folder, 'pictures', 'photo.jpg'), 'my photo');
  const name = ownedName('partial');
  mkdirSync(join(folder, name));
  writeExport(join(folder, name), 'new', beside);
  return { folder, name };
}

function expectNothingLost(folder: string): void {
  expect([read(folder, 'NOTES.txt'), read(folder, 'pictures', 'photo.jpg')]).toEqual(['my notes', 'my photo']);
  expect(readdirSync(folder).filter((name) => name.startsWith('README')).map((name) => read(folder, name))).toContain('my own words');
}

/** No reader that knows nothing of us may meet the manifest of one export beside the model of another. */
function expectNoMixture(folder: string): void {
  if (!existsSync(join(folder, 'manifest.json'))) return;
  const { model } = JSON.parse(read(folder, 'manifest.json')) as Manifest;
  expect(sha256(read(folder, model.file))).toBe(model.sha256);
}

function expectWhole(folder: string, manifest: Manifest): void {
  for (const { file, sha256: expected } of [manifest.model, ...manifest.files!]) {
    if (file === 'README.md' && manifest.classes[0] === 'old') continue; // it was changed by its person
    expect([file, sha256(read(folder, file))]).toEqual([file, expected]);
  }
}

test('only what we wrote is replaced; a changed file is kept beside, all else stays', async () => {
  const { folder, name } = staged();
  expect(await replaceExport(join(folder, name), folder, name)).toEqual(['README.kept.md']);
  expectNothingLost(folder);
  expectWhole(folder, await readManifest(folder));
  expect(readdirSync(folder).sort()).toEqual(
    ['NOTES.txt', 'README.kept.md', 'README.md', 'manifest.json', 'model.onnx', 'pictures', 'predict.py'].sort(),
  );
});

test('another format takes away the files of ours that it lacks, not those that were changed', async () => {
  const { folder, name } = staged(['README.md']);
  writeFileSync(join(folder, 'predict.py'), 'my own program');
  await replaceExport(join(folder, name), folder, name);
  expectNothingLost(folder);
  expect(existsSync(join(folder, 'model.onnx'))).toBe(false);
  expect(read(folder, 'predict.py')).toBe('my own program');
});

test('a folder, a link and a manifest that lists them are no files of ours', async () => {
  const { folder, name } = staged();
  const elsewhere = join(tempFolder(), 'elsewhere');
  writeFileSync(elsewhere, 'predict.py of old');
  for (const file of ['predict.py', 'model.onnx']) rmSync(join(folder, file));
  symlinkSync(elsewhere, join(folder, 'predict.py'));
  mkdirSync(join(folder, 'model.onnx'));
  writeFileSync(join(folder, 'model.onnx', 'x'), 'my own model');
  expect(await replaceExport(join(folder, name), folder, name)).toEqual(['model.kept.onnx', 'README.kept.md', 'predict.kept.py']);
  expect([read(folder, 'model.kept.onnx', 'x'), read(elsewhere)]).toEqual(['my own model', 'predict.py of old']);
});

const child = fileURLToPath(new URL('../../../test/replace-and-die.ts', import.meta.url));

const formats = [['the same format', undefined], ['another format', ['README.md']]] as const;

test.each(formats)('killed before any change of the disk, %s: nothing is lost or mixed, and the next use finds one export, whole', { timeout: 120_000 }, async (_, beside) => {
  const seen: string[] = [];
  for (let n = 0; ; n++) {
    const { folder, name } = staged(beside);
    const { status, signal, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', child, folder, name, String(n)], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expectNothingLost(folder);
    expectNoMixture(folder);
    const manifest = await readManifest(folder);
    seen.push(manifest.classes[0]!);
    expectNothingLost(folder);
    expectNoMixture(folder);
    expectWhole(folder, manifest);
    expect(existsSync(join(folder, '.graft-replacing'))).toBe(false);
    if (signal === null) {
      expect([status, n >= 8]).toEqual([0, true]);
      break;
    }
    expect(signal).toBe('SIGKILL');
  }
  // Until the one rename that decides the old one stands, after it the new one.
  expect(seen).toEqual(['old', ...seen.slice(1).map(() => 'new')]);
});

test('while a living process puts an export in place others wait for it', async () => {
  const { folder, name } = staged();
  let isWaiting = true;
  const steps: string[] = [];
  await Promise.all([
    replaceExport(join(folder, name), folder, name, () => {
      if (isWaiting) steps.push('step');
    }),
    (async () => {
      while (!existsSync(join(folder, '.graft-replacing'))) await new Promise(setImmediate);
      await recoverExport(folder);
      isWaiting = false;
      expectWhole(folder, await readManifest(folder));
    })(),
  ]);
  expect(steps.length).toBeGreaterThan(5);
});

test('exports to one folder at the same time: both end, the last one stands whole', async () => {
  const { folder, name } = staged();
  const second = ownedName('partial');
  mkdirSync(join(folder, second));
  writeExport(join(folder, second), 'newer');
  await Promise.all([replaceExport(join(folder, name), folder, name), replaceExport(join(folder, second), folder, second)]);
  expectNothingLost(folder);
  const manifest = await readManifest(folder);
  expectWhole(folder, manifest);
  expect(readdirSync(folder).sort()).toEqual(
    ['NOTES.txt', 'README.kept.md', 'README.md', 'manifest.json', 'model.onnx', 'pictures', 'predict.py'].sort(),
  );
});
