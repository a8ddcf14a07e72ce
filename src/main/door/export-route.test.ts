import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSmallStudio } from '../../../test/small-studio.ts';
import { createRun } from '../../core/store/runs.ts';
import { saveExport } from '../../core/store/exports.ts';
import { exportResponse } from './export-route.ts';

const filesIn = (folder: string): [string, string][] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .sort()
    .map((name) => [name, createHash('sha256').update(readFileSync(path.join(folder, name))).digest('hex')]);

test('an export is sent as one ZIP file that another program unpacks to the same bytes', async () => {
  const small = await openSmallStudio([4, 4]);
  onTestFinished(() => small.close());
  const root = mkdtempSync(path.join(tmpdir(), 'graft-zip-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = path.join(root, 'run-1-onnx');
  mkdirSync(path.join(folder, 'variables'), { recursive: true });
  writeFileSync(path.join(folder, 'manifest.json'), '{"a":1}');
  writeFileSync(path.join(folder, 'Ahörner – größte.txt'), '');
  // Larger than any buffer on the way.
  writeFileSync(path.join(folder, 'variables', 'model.safetensors'), Buffer.from(Array.from({ length: 3_000_001 }, (_, i) => (i * 7919) % 251)));
  writeFileSync(path.join(root, 'secret'), 'not of the export');
  symlinkSync(path.join(root, 'secret'), path.join(folder, 'link'));
  const run = createRun(small.studio.db, { datasetVersionId: small.dataset.version.id, backboneId: null, spec: {} });
  const row = saveExport(small.studio.db, { runId: run.id, format: 'onnx', folder, receipt: { images: 1, maxAbsDiff: 0, top1Agreement: 1 } });

  const response = await exportResponse(small, row.id);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="run-1-onnx.zip"');
  expect(Number(response.headers.get('content-length'))).toBe(bytes.length);
  const zip = path.join(root, 'export.zip');
  writeFileSync(zip, bytes);
  execFileSync('python3', ['-c', 'import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1]) as z:\n  assert z.testzip() is None\n  z.extractall(sys.argv[2])', zip, path.join(root, 'out')]);
  rmSync(path.join(folder, 'link'));
  expect(readdirSync(path.join(root, 'out'))).toEqual(['run-1-onnx']);
  expect(filesIn(path.join(root, 'out', 'run-1-onnx'))).toEqual(filesIn(folder));

  rmSync(folder, { recursive: true });
  await expect(exportResponse(small, row.id)).rejects.toMatchObject({ code: 'not-found', hint: expect.stringContaining('again') });
  await expect(exportResponse(small, row.id + 1)).rejects.toMatchObject({ code: 'not-found' });
});

test('whoever goes away in the middle leaves no file open', async () => {
  const small = await openSmallStudio([4, 4]);
  onTestFinished(() => small.close());
  const folder = mkdtempSync(path.join(tmpdir(), 'graft-zip-left-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'weights.bin'), Buffer.alloc(20_000_000, 7));
  const run = createRun(small.studio.db, { datasetVersionId: small.dataset.version.id, backboneId: null, spec: {} });
  const { id } = saveExport(small.studio.db, { runId: run.id, format: 'onnx', folder, receipt: { images: 1, maxAbsDiff: 0, top1Agreement: 1 } });
  const openHere = () => readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).includes('weights.bin')).length;
  const reader = (await exportResponse(small, id)).body!.getReader();
  for (let i = 0; i < 4; i++) await reader.read();
  if (process.platform === 'linux') expect(openHere()).toBe(1);
  await reader.cancel();
  if (process.platform === 'linux') await expect.poll(openHere).toBe(0);
});

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    // Closed meanwhile.
    return '';
  }
}
