import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createFinishedFiles } from '../api/finished-files.ts';
import { createSamplePictures } from '../api/sample-pictures.ts';
import { finishedFileResponse, sampleResponse } from './made-file-routes.ts';

test('only files that were registered are sent, as downloads under their name', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'graft-files-'));
  try {
    const file = path.join(folder, "Blüten (Mai)'s.csv");
    await writeFile(file, 'file,label\n');
    const files = createFinishedFiles();
    const name = files.register(file);
    const response = (await finishedFileResponse(files, name))!;
    expect(await response.text()).toBe('file,label\n');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-length')).toBe('11');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''Bl%C3%BCten[\w%.-]*\.csv$/);
    expect(await finishedFileResponse(files, 'other.csv')).toBeNull();
    expect(await finishedFileResponse(files, file)).toBeNull();
    await rm(file);
    expect(await finishedFileResponse(files, name)).toBeNull();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('sample pictures by token and number', async () => {
  const samples = createSamplePictures();
  const token = samples.add([Uint8Array.of(1, 2), Uint8Array.of(3)]);
  expect([...new Uint8Array(await sampleResponse(samples, token, 1)!.arrayBuffer())]).toEqual([3]);
  expect(sampleResponse(samples, token, 2)).toBeNull();
  expect(sampleResponse(samples, `${token}0`, 0)).toBeNull();
});
