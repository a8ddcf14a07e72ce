import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { locateEngine } from '../../src/core/engine-host/locate.ts';

const module = (name: string) => import(new URL(name, import.meta.url).href);
const { addJpegDecoder, decoderNote, hasJpegDecoder } = await module('./jpeg-decoder.mjs');
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
  expect(decoderNote(engine, true)).toBe('');
  // Where it was unloaded, TensorFlow went with it, as nothing else in that process has loaded it.
  expect(await loadedAfterAThread(join(engine, 'jpeg_decoder.node'))).toEqual(['jpeg_decoder.node', 'libtensorflow_cc.so.2']);
}, 240_000);

/** Which of the two are still mapped when a thread that loaded a decoder has ended, in a process of its own (Linux). */
async function loadedAfterAThread(decoder: string): Promise<string[]> {
  const script = `
    const { Worker } = require('node:worker_threads');
    const ended = new Worker('require(' + ${JSON.stringify(JSON.stringify(decoder))} + ')', { eval: true });
    ended.on('exit', () => {
      const mapped = new Set(require('node:fs').readFileSync('/proc/self/maps', 'utf8').match(/(jpeg_decoder\\.node|libtensorflow_cc\\.so\\.2)$/gm));
      console.log(JSON.stringify([...mapped].sort()));
    });`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
  return JSON.parse(stdout) as string[];
}

test('where there is no compiler the engine stays as it is', async () => {
  const empty = join(engine, 'empty');
  vi.stubEnv('PATH', empty);
  const before = readdirSync(engine);
  expect(await addJpegDecoder(engine, {})).toBe(false);
  expect(readdirSync(engine)).toEqual(before);
  expect(decoderNote(engine, true)).toBe(' (without its JPEG decoder, see .setup/jpeg-decoder.log: pictures are decoded more slowly)');
});

test('what was compiled with another library than the engine leaves nothing behind', async () => {
  const library = readdirSync(engine).find((name) => name.startsWith('libtensorflow_cc'))!;
  rmSync(join(engine, library));
  writeFileSync(join(engine, library), 'no library');
  const before = readdirSync(engine);
  expect(await addJpegDecoder(engine, {})).toBe(false);
  expect(readdirSync(engine)).toEqual(before);
}, 60_000);
