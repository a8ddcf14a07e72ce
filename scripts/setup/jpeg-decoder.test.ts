import { copyFileSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { locateEngine } from '../../src/core/engine-host/locate.ts';

const module = (name: string) => import(new URL(name, import.meta.url).href);
const { addJpegDecoder, hasJpegDecoder } = await module('./jpeg-decoder.mjs');
const { readCard } = await module('./engine-files.mjs');

let engine: string;
/** An engine of an earlier set-up: the libraries of this machine's, its card, no decoder. */
beforeEach(() => {
  const made = locateEngine().folder;
  engine = mkdtempSync(join(tmpdir(), 'graft-engine-'));
  for (const name of readdirSync(made)) {
    if (name === 'engine.json') copyFileSync(join(made, name), join(engine, name));
    else if (name !== 'jpeg_decoder.node') symlinkSync(join(made, name), join(engine, name));
  }
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(engine, { recursive: true });
});

test('an engine that has no JPEG decoder is given one', async () => {
  expect(hasJpegDecoder(engine)).toBe(false);
  expect(await addJpegDecoder(engine, {})).toBe(true);
  expect(hasJpegDecoder(engine)).toBe(true);
  expect(Object.keys(readCard(engine).files)).toContain('jpeg_decoder.node');
}, 240_000);

test('where there is no compiler the engine stays as it is', async () => {
  const empty = join(engine, 'empty');
  vi.stubEnv('PATH', empty);
  const before = readdirSync(engine);
  expect(await addJpegDecoder(engine, {})).toBe(false);
  expect(readdirSync(engine)).toEqual(before);
});

test('what was compiled with another library than the engine leaves nothing behind', async () => {
  const library = readdirSync(engine).find((name) => name.startsWith('libtensorflow_cc'))!;
  rmSync(join(engine, library));
  writeFileSync(join(engine, library), 'no library');
  const before = readdirSync(engine);
  expect(await addJpegDecoder(engine, {})).toBe(false);
  expect(readdirSync(engine)).toEqual(before);
}, 60_000);
