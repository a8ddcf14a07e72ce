import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { locateEngine } from '../engine-host/locate.ts';

const folder = mkdtempSync(join(tmpdir(), 'graft-pool-memory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.runIf(process.platform === 'linux').each([
  ['libvips', []],
  ['the engine', [locateEngine().jpegDecoder!]],
])('what a pool holds does not grow with the pictures that it has read by %s', async (_, decoder) => {
  const file = join(folder, 'one.jpg');
  await sharp(Buffer.alloc(64 * 64 * 3, 7), { raw: { width: 64, height: 64, channels: 3 } }).jpeg().toFile(file);
  const fixture = fileURLToPath(new URL('./pool-memory.fixture.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', fixture, file, '1000', '3000', ...decoder]);
  const { before, after } = JSON.parse(stdout) as { before: number; after: number };
  // -2 to 3 MB (9 to 16 from 200 to 1,400, while heaps still find their size); 32 to 46 MB with V8's own young generation in the worker.
  expect((after - before) / 2 ** 20).toBeLessThan(15);
}, 60_000);
