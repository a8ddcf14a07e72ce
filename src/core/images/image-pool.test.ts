import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { locateEngine } from '../engine-host/locate.ts';
import { decodeImage } from './decode-image.fixture.ts';
import { createImagePool } from './image-pool.ts';
import { preprocessImage } from './preprocess-image.fixture.ts';
import { holdPicture, readImage } from './read-image.ts';
import { lightView } from './view.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'graft-pool-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const preprocessing = { imageSize: 64, cropPct: 0.875, interpolation: 'bilinear' } as const;

const files = await Promise.all(
  Array.from({ length: 200 }, async (_, i) => {
    const file = path.join(folder, `${String(i).padStart(3, '0')}.jpg`);
    const pixels = Uint8Array.from({ length: 120 * (80 + (i % 7)) * 3 }, (_, k) => (k * (i + 3)) & 255);
    const image = await sharp(pixels, { raw: { width: 120, height: 80 + (i % 7), channels: 3 } }).jpeg().toBuffer();
    if (i % 10 === 3) writeFileSync(file, image.subarray(0, image.length / 2));
    else if (i % 10 === 7) writeFileSync(file, '<html>not found</html>');
    else if (i % 50 === 9) execFileSync('mkfifo', [file]);
    else if (i % 50 !== 19) writeFileSync(file, image);
    return file;
  }),
);

test('200 files, good and bad, come back each with its own pixels or reason', async () => {
  const pool = createImagePool({ threads: 2 });
  const results = await Promise.all(
    files.map((file, i) => pool.read({ file, view: lightView(1, 'c'.repeat(64), i % 3), preprocessing })),
  );
  const facts = await Promise.all(files.slice(0, 20).map((file) => pool.identify(file)));
  await pool.close();
  for (const [i, result] of results.entries()) {
    const expected =
      i % 10 === 3
        ? /truncated or damaged JPEG/
        : i % 10 === 7
          ? /web page/
          : i % 50 === 9
            ? /named pipe/
            : i % 50 === 19
              ? /not there/
              : null;
    expect(result.ok).toBe(expected === null);
    if (!result.ok) expect(result.reason).toMatch(expected!);
    else if (i % 20 < 3) {
      const pixels = await decodeImage(files[i]!);
      expect(result.pixels).toEqual(preprocessImage(pixels, preprocessing, lightView(1, 'c'.repeat(64), i % 3)));
      expect(result.pixels.buffer.byteLength).toBe(64 * 64 * 3);
    }
  }
  expect(facts[0]).toEqual({ ok: true, facts: { format: 'jpeg', width: 120, height: 80 } });
  expect(facts[3]).toMatchObject({ ok: false, reason: expect.stringMatching(/truncated/) });
});

test('threads that decode JPEG by the engine give the same, and so do those of a second pool', async () => {
  const views = files.map((file, i) => ({ file, view: lightView(1, 'c'.repeat(64), i % 3), preprocessing }));
  const read = async (jpegDecoder: string | null) => {
    const pool = createImagePool({ threads: 2, jpegDecoder });
    const results = await Promise.all(views.map((view) => pool.read(view)));
    await pool.close();
    // libvips keeps its last words once for all threads, so which of two files gets them is chance.
    return results.map((result) => (result.ok ? result : { ...result, reason: result.reason.replace(/ \(.*\)$/, '') }));
  };
  const byVips = await read(null);
  expect(await read(locateEngine().jpegDecoder)).toEqual(byVips);
  expect(await read(locateEngine().jpegDecoder)).toEqual(byVips);
});

test('views of a picture are of one decoding, each with its own pixels; what is no longer the file that was meant is not read', async () => {
  const meant = (at: number) => ({ file: files[at]!, sha256: createHash('sha256').update(readFileSync(files[at]!)).digest('hex'), preprocessing });
  const views = [null, ...[0, 1, 2].map((index) => lightView(1, 'd'.repeat(64), index))];
  const expected = async (at: number) => {
    const pixels = await decodeImage(files[at]!);
    return views.map((view) => preprocessImage(pixels, preprocessing, view));
  };
  const pool = createImagePool({ threads: 1 });
  const asked = [0, 1, 0, 2].flatMap((at) => views.map((view) => pool.read({ ...meant(at), view })));
  const bad = [pool.read({ ...meant(0), sha256: '0'.repeat(64), view: null }), pool.read({ ...meant(0), view: null }), pool.read({ ...meant(3), view: null }), pool.read({ ...meant(3), view: null })];
  const read = await Promise.all([...asked, ...bad]);
  await pool.close();
  expect(read.slice(0, 16)).toEqual([...(await expected(0)), ...(await expected(1)), ...(await expected(0)), ...(await expected(2))].map((pixels) => ({ ok: true, pixels })));
  expect(read.slice(16).map(({ ok }) => ok)).toEqual([false, true, false, false]);

  const bytes = readFileSync(files[4]!);
  const [first, second] = [await readImage(Buffer.from(bytes), preprocessing, null), await readImage(Buffer.from(bytes), preprocessing, views[1]!)];
  const held = await holdPicture(bytes);
  expect(await held.view(preprocessing, null)).toEqual(first);
  // Of the bytes nothing is needed any more.
  bytes.fill(0);
  expect(await held.view(preprocessing, views[1]!)).toEqual(second);
  held.release();
});

test('workers go on while this thread is held', async () => {
  const pool = createImagePool({ threads: 1 });
  await pool.read({ file: files[0]!, view: null, preprocessing });
  let waiting = 60;
  const all = Promise.all(
    Array.from({ length: 60 }, () => pool.read({ file: files[1]!, view: null, preprocessing }).then(() => waiting--)),
  );
  const until = Date.now() + 1500;
  while (Date.now() < until);
  // What the workers finished meanwhile is delivered in one turn of the event loop.
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(waiting).toBeLessThan(30);
  await all;
  await pool.close();
});

test('more requests than there are slots are all answered', async () => {
  const pool = createImagePool({ threads: 2 });
  const results = await Promise.all(
    Array.from({ length: 2500 }, () => pool.read({ file: files[7]!, view: null, preprocessing })),
  );
  await pool.close();
  expect(results.every((result) => !result.ok && result.reason.startsWith('a web page'))).toBe(true);
});

test('a file that ends its worker becomes a bad file, the others are read', async () => {
  const crashing = path.join(folder, 'crash.jpg');
  // A picture, so that reading it takes turns in which its end can come.
  copyFileSync(files[0]!, crashing);
  const pool = createImagePool({ threads: 2, worker: new URL('./crashing-worker.fixture.ts', import.meta.url) });
  const wanted = [files[0]!, crashing, files[1]!, files[2]!, files[4]!, crashing, files[5]!];
  const results = await Promise.all(wanted.map((file) => pool.read({ file, view: null, preprocessing })));
  expect(results.map((result) => result.ok)).toEqual([true, false, true, true, true, false, true]);
  expect(results[1]).toEqual({ ok: false, reason: 'reading it broke a worker thread (exit code 70)', values: { kind: 'broke-reader' } });
  expect((await pool.read({ file: files[6]!, view: null, preprocessing })).ok).toBe(true);
  await pool.close();
});

test('workers that cannot start are an error that says so', async () => {
  const pool = createImagePool({ threads: 2, worker: new URL('./no-such-worker.ts', import.meta.url) });
  await expect(pool.read({ file: files[0]!, view: null, preprocessing })).rejects.toThrow(/do not start/);
  await pool.close();
});

test('closing rejects what has not begun, and later requests', async () => {
  const pool = createImagePool({ threads: 1 });
  const many = Array.from({ length: 50 }, () => pool.read({ file: files[0]!, view: null, preprocessing }));
  await pool.close();
  await expect(many[49]).rejects.toMatchObject({ code: 'cancelled' });
  await expect(pool.read({ file: files[0]!, view: null, preprocessing })).rejects.toMatchObject({ code: 'cancelled' });
});

const runScript = (source: string): string =>
  execFileSync(process.execPath, ['--input-type=module-typescript', '--eval', source], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    encoding: 'utf8',
    timeout: 100_000,
  });
const poolUrl = new URL('./image-pool.ts', import.meta.url).href;

test('an idle pool does not keep a process alive', () => {
  const output = runScript(`
    import { createImagePool } from ${JSON.stringify(poolUrl)};
    const pool = createImagePool({ threads: 2 });
    const result = await pool.identify(${JSON.stringify(files[0])});
    console.log(result.ok);
  `);
  expect(output.trim()).toBe('true');
});

test('170-megapixel pictures are read one at a time, below 1.5 GB', { timeout: 120_000 }, async () => {
  const file = path.join(folder, 'huge.jpg');
  const [width, height] = [13_100, 13_000];
  // Left half red, right half blue, stored lying on its side.
  const half = { create: { width, height: height / 2, channels: 3, background: '#00f' } } as const;
  await sharp({ create: { width, height, channels: 3, background: '#f00' }, limitInputPixels: false })
    .composite([{ input: half, left: 0, top: 0 }])
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    .toFile(file);
  const output = runScript(`
    import { createImagePool } from ${JSON.stringify(poolUrl)};
    const pool = createImagePool({ threads: 2 });
    const task = { file: ${JSON.stringify(file)}, view: null, preprocessing: ${JSON.stringify(preprocessing)} };
    const [facts, first, second] = await Promise.all([pool.identify(task.file), pool.read(task), pool.read(task)]);
    const row = first.pixels.subarray(0, 64 * 3);
    console.log(JSON.stringify({
      facts: facts.facts,
      same: Buffer.compare(first.pixels, second.pixels) === 0,
      left: [...row.subarray(0, 3)],
      right: [...row.subarray(63 * 3)],
      peakBytes: process.resourceUsage().maxRSS * 1024,
    }));
  `);
  const { peakBytes, ...rest } = JSON.parse(output) as { peakBytes: number };
  const facts = { format: 'jpeg', width: 13_000, height: 13_100 };
  expect(rest).toEqual({ facts, same: true, left: [254, 0, 0], right: [0, 0, 254] });
  expect(peakBytes).toBeLessThan(1.5e9);
});
