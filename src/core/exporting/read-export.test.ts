import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
}, 60_000);
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
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"formatVersion": 2', '"formatVersion": 3'));
  await expect(openExport(copy.folder)).rejects.toMatchObject({ message: expect.stringContaining('formatVersion') });
  writeFileSync(manifest, '{');
  await expect(openExport(copy.folder)).rejects.toMatchObject({ code: 'bad-weights' });
});

test('a model that is no file, or of another size, is refused at once; a manifest names nothing outside its folder', { timeout: 20_000 }, async () => {
  const copyTo = (name: string) => {
    const copy = join(folder, name);
    cpSync(join(folder, 'flowers'), copy, { recursive: true });
    return copy;
  };
  for (const [name, put] of [
    ['endless', (file: string) => symlinkSync('/dev/zero', file)],
    ['a folder', (file: string) => mkdirSync(file)],
    ['short', (file: string) => writeFileSync(file, 'short')],
  ] as const) {
    const copy = copyTo(name);
    rmSync(join(copy, 'model.onnx'));
    put(join(copy, 'model.onnx'));
    await expect(openExport(copy), name).rejects.toMatchObject({ code: 'bad-weights', message: expect.stringMatching(/is no file|bytes instead of/) });
  }
  for (const file of ['../victim', '/etc/hostname', '.hidden', 'a/b', 'a\\b']) {
    const copy = copyTo(`names ${encodeURIComponent(file)}`);
    const manifest = JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8'));
    delete manifest.sha256;
    manifest.files.push({ file, sizeBytes: 1, sha256: 'a'.repeat(64) });
    writeFileSync(join(copy, 'manifest.json'), JSON.stringify(manifest));
    await expect(openExport(copy), file).rejects.toMatchObject({ code: 'bad-weights', message: expect.stringContaining('file name') });
  }
});

type ManifestJson = { classes: string[]; preprocessing: { imageSize: number; cropPct: number }; sha256?: string };

/** A copy of the export with another manifest; `isOlder`: as one of a version that did not seal it. */
function changed(name: string, change: (manifest: ManifestJson) => void, isOlder: boolean): string {
  const copy = join(folder, name);
  cpSync(join(folder, 'flowers'), copy, { recursive: true });
  const file = join(copy, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as ManifestJson;
  change(manifest);
  if (isOlder) delete manifest.sha256;
  writeFileSync(file, JSON.stringify(manifest));
  return copy;
}

test.each<[string, (manifest: ManifestJson) => void, string | null]>([
  ['one class fewer', ({ classes }) => classes.pop(), 'it lists 2 classes, and the network answers with 3'],
  ['one class more', ({ classes }) => classes.push('rose'), 'it lists 4 classes, and the network answers with 3'],
  ['another image size', ({ preprocessing }) => (preprocessing.imageSize = 96), 'it says 96 pixels, and the network takes 64'],
  ['classes in another order', ({ classes }) => classes.reverse(), null],
  ['another crop', ({ preprocessing }) => (preprocessing.cropPct = 1), null],
])('a manifest with %s is refused', async (what, change, otherwise) => {
  await expect(openExport(changed(`${what} now`, change, false))).rejects.toMatchObject({
    code: 'bad-weights',
    message: expect.stringMatching(/manifest\.json was changed since the export was written/),
  });
  // What an older version did not seal is compared with what an ONNX network says of itself.
  if (otherwise === null) return;
  await expect(openExport(changed(`${what} before`, change, true))).rejects.toMatchObject({
    code: 'bad-weights',
    message: expect.stringContaining(otherwise),
    hint: expect.any(String),
  });
});

test('an export of an older version, whose manifest is not sealed, opens; so does one with other line ends', async () => {
  const older = await openExport(changed('older', () => undefined, true));
  await older.close();
  const copy = join(folder, 'windows');
  cpSync(join(folder, 'flowers'), copy, { recursive: true });
  const file = join(copy, 'manifest.json');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
  await (await openExport(copy)).close();
});
