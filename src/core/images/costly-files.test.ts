import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCost, heldLimitBytes, leastFileBytes, timeLimitMs } from './decode-cost.ts';
import type { Claim } from './decode-cost.ts';
import { decodeImage } from './decode-image.fixture.ts';
import { openImage } from './decode.ts';
import { guarded } from './read-image.ts';
import { createGate } from './gate.ts';
import { hostilePictures } from './hostile.fixture.ts';

const hostile = await hostilePictures();

test.each(hostile)('$name is refused by its header, at once', async ({ bytes, reason }) => {
  const started = performance.now();
  await expect(openImage(bytes)).rejects.toMatchObject({ code: 'bad-image', message: expect.stringMatching(reason) });
  expect(performance.now() - started).toBeLessThan(2000);
});

/** Of one colour, large: what compresses best and is a picture all the same. */
const flat = (width = 2400, height = 2000, colour = '#4a7') =>
  sharp({ create: { width, height, channels: 3, background: colour }, limitInputPixels: false });

describe('a legitimate picture of one colour is never taken for one that its file cannot hold', () => {
  test.each([
    ['jpeg', () => flat().jpeg({ quality: 1, optimiseCoding: true })],
    ['black jpeg', () => flat(2400, 2000, '#000').jpeg({ quality: 50, optimiseCoding: true })],
    ['grey jpeg', () => flat().toColourspace('b-w').jpeg({ quality: 50, optimiseCoding: true })],
    ['4:4:4 jpeg', () => flat().jpeg({ chromaSubsampling: '4:4:4', optimiseCoding: true })],
    ['progressive jpeg', () => flat().jpeg({ quality: 1, progressive: true })],
    ['trellis jpeg', () => flat().jpeg({ quality: 1, mozjpeg: true })],
    ['png', () => flat().png({ compressionLevel: 9 })],
    ['1-bit png', () => flat().toColourspace('b-w').png({ palette: true, colours: 2, compressionLevel: 9 })],
    ['interlaced png', () => flat().png({ progressive: true, compressionLevel: 9 })],
    ['16-bit png', () => flat().toColourspace('rgb16').png({ compressionLevel: 9 })],
    ['gif', () => flat().gif()],
    ['webp', () => flat().webp({ effort: 0 })],
    ['lossless webp', () => flat().webp({ lossless: true, effort: 0 })],
    ['avif', () => flat().avif({ effort: 0 })],
    ['deflate tiff', () => flat().tiff({ compression: 'deflate' })],
    ['lzw tiff', () => flat().tiff({ compression: 'lzw' })],
    ['fax tiff', () => flat().toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 })],
  ])('%s', async (_, encode) => {
    const bytes = await encode().toBuffer();
    const image = await openImage(bytes);
    expect(image.width).toBe(2400);
    await image.verify();
  });
});

const claim = (more: Partial<Claim>): Claim => ({
  format: 'png',
  width: 100,
  height: 100,
  channels: 3,
  sampleBytes: 1,
  isInterlaced: false,
  sizeBytes: 1e9,
  bytes: null,
  ...more,
});

test('what would hold more than 1.5 GB is refused with the figure, what streams is not', () => {
  const large = { width: 26_000, height: 26_000 };
  expect(() => checkCost(claim({ format: 'jpeg', ...large, isInterlaced: true }))).toThrow(
    '26000 x 26000 pixels: decoding this progressive JPEG would hold 4.3 GB of memory, more than the 1.5 GB allowed',
  );
  expect(() => checkCost(claim({ format: 'png', ...large, isInterlaced: true }))).toThrow('interlaced PNG would hold 2.0 GB');
  expect(() => checkCost(claim({ format: 'gif', width: 20_000, height: 20_000 }))).toThrow('1.8 GB');
  expect(() => checkCost(claim({ format: 'avif', width: 10_000, height: 10_000 }))).toThrow('1.9 GB');
  for (const format of ['jpeg', 'png', 'tiff'] as const) expect(checkCost(claim({ format, ...large }))).toBe(0);
});

test('whatever a header claims, it is refused or stays within the limits', () => {
  const side = fc.integer({ min: 1, max: 2 ** 31 - 1 });
  const claims = fc.record({
    format: fc.constantFrom('jpeg', 'png', 'webp', 'gif', 'tiff', 'bmp', 'avif', 'pnm'),
    width: side,
    height: side,
    channels: fc.integer({ min: 1, max: 5 }),
    sampleBytes: fc.constantFrom(1, 2, 4, 8),
    isInterlaced: fc.boolean(),
    sizeBytes: fc.integer({ min: 1, max: 2 ** 32 }),
    bytes: fc.constant(null),
  });
  fc.assert(
    fc.property(claims, (drawn) => {
      const asked = drawn as Claim;
      try {
        expect(checkCost(asked)).toBeLessThanOrEqual(Math.max(heldLimitBytes, asked.sizeBytes + 1e6 * 40));
        expect(asked.width * asked.height).toBeLessThanOrEqual(700_000_000);
        expect(timeLimitMs(asked)).toBeLessThan(200_000);
        if (asked.width * asked.height > 1e6) expect(asked.sizeBytes).toBeGreaterThanOrEqual(leastFileBytes(asked));
      } catch (error) {
        expect(error).toMatchObject({ code: 'bad-image' });
      }
    }),
  );
});

test('what takes too long is given up with its reason, and the gate opens only when it has ended', async () => {
  const image = await openImage(await flat(5200, 5000).png().toBuffer());
  const gate = createGate();
  let isEnded = false;
  const hangs = async () => {
    await sleep(400);
    isEnded = true;
  };
  await expect(guarded(image, gate, hangs, 50)).rejects.toMatchObject({ code: 'bad-image', message: expect.stringMatching(/PNG took too long/) });
  expect(isEnded).toBe(false);
  expect(await guarded(image, gate, async () => isEnded)).toBe(true);
  const stopped = async (): Promise<string> => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    return new Promise((resolve) => setTimeout(resolve, 20, 'read'));
  };
  expect(await guarded(image, gate, stopped, 200), 'a process that was stopped meanwhile').toBe('read');
});

test('mutated and cut files of every format end in pixels or a reason, in bounded time', async () => {
  const source = () => sharp({ create: { width: 60, height: 40, channels: 3, background: '#862', noise: { type: 'gaussian', mean: 128, sigma: 40 } } });
  const files = [
    await source().jpeg().toBuffer(),
    await source().jpeg({ progressive: true }).toBuffer(),
    await source().png().toBuffer(),
    await source().png({ progressive: true, palette: true }).toBuffer(),
    await source().webp().toBuffer(),
    await source().webp({ lossless: true }).toBuffer(),
    await source().gif().toBuffer(),
    await source().tiff({ compression: 'lzw' }).toBuffer(),
    await source().tiff({ compression: 'jpeg', tile: true }).toBuffer(),
    await source().avif({ effort: 0 }).toBuffer(),
    Buffer.from('P6 60 40 255\n' + 'x'.repeat(7200)),
  ];
  const change = fc.record({ at: fc.nat(700), byte: fc.integer({ min: 0, max: 255 }) });
  const mutation = fc.record({
    which: fc.nat(files.length - 1),
    changes: fc.array(change, { minLength: 1, maxLength: 4 }),
    keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  });
  await fc.assert(
    fc.asyncProperty(mutation, async ({ which, changes, keep }) => {
      const file = Buffer.from(files[which]!.subarray(0, Math.ceil(files[which]!.length * keep)));
      for (const { at, byte } of changes) if (at < file.length) file[at] = byte;
      const started = performance.now();
      const outcome = await decodeImage(file).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(outcome).toMatchObject({ code: 'bad-image' });
        expect(outcome.message.length).toBeGreaterThan(10);
      }
      expect(performance.now() - started).toBeLessThan(20_000);
    }),
    { numRuns: 300 },
  );
}, 60_000);
