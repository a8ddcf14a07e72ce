import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { locateEngine } from '../engine-host/locate.ts';
import { decodeImage } from './decode-image.fixture.ts';
import { decodeByEngine, useEngineJpeg } from './engine-jpeg.ts';
import { drawn, jpegKinds, turnedJpeg } from './jpeg-kinds.fixture.ts';

const { jpegDecoder } = locateEngine();
afterEach(() => useEngineJpeg(null));

test('the engine that the set-up made has a JPEG decoder', () => {
  expect(jpegDecoder, 'run "npm run setup": it adds one, or says why not in .setup/jpeg-decoder.log').not.toBeNull();
});

/** The pixels of a file by libvips are those by whatever is used where there is an engine. Its size. */
async function expectSamePixels(file: Buffer, name: string): Promise<{ readonly width: number; readonly height: number }> {
  useEngineJpeg(null);
  const byVips = await decodeImage(file);
  useEngineJpeg(jpegDecoder);
  const byEngine = await decodeImage(file);
  expect([byEngine.width, byEngine.height], name).toEqual([byVips.width, byVips.height]);
  expect(Buffer.compare(byEngine.data, byVips.data), name).toBe(0);
  return byVips;
}

test.each(Object.entries(jpegKinds))('the pixels of the engine are those of libvips: %s', async (kind, make) => {
  const file = await make();
  const { width, height } = await expectSamePixels(file, kind);
  const isTurned = kind.includes('EXIF');
  expect(isTurned ? decodeByEngine(file, height, width) : decodeByEngine(file, width, height)).not.toBeNull();
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('a picture is turned as EXIF says: %i', async (orientation) => {
  await expectSamePixels(await turnedJpeg(orientation), String(orientation));
});

test('the sample is decoded by the engine', async () => {
  for (const name of readdirSync('datasets/sample/maple')) {
    const file = readFileSync(join('datasets/sample/maple', name));
    const { width, height } = await expectSamePixels(file, name);
    expect(decodeByEngine(file, width, height), name).not.toBeNull();
  }
});

test('three colours that are RGB and not YCbCr stay as they are', async () => {
  // Without JFIF's header, which sharp does not write, libjpeg knows them by their names.
  const named = await drawn(40, 30).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer();
  for (const marker of [0xc0, 0xda]) {
    const at = named.indexOf(Buffer.from([0xff, marker])) + (marker === 0xc0 ? 10 : 5);
    for (const [i, letter] of [...Buffer.from('RGB')].entries()) named[at + i * (marker === 0xc0 ? 3 : 2)] = letter;
  }
  await expectSamePixels(named, 'RGB');
  expect(decodeByEngine(named, 40, 30)).not.toBeNull();
});

test('a decoder that is to be loaded later is asked from then on', async () => {
  const file = await jpegKinds.baseline!();
  useEngineJpeg(jpegDecoder, 2);
  const asked = Array.from({ length: 4 }, () => decodeByEngine(file, 93, 71) !== null);
  expect(asked).toEqual([false, false, true, true]);
});

test('CMYK is left to libvips', async () => {
  const file = await drawn(40, 30).toColourspace('cmyk').jpeg().toBuffer();
  await expectSamePixels(file, 'CMYK');
  expect(decodeByEngine(file, 40, 30)).toBeNull();
});

test('a file with more scans than any encoder writes is left to libvips, which gives up some', async () => {
  useEngineJpeg(jpegDecoder);
  const file = await jpegKinds.progressive!();
  const scanAt = file.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = file.subarray(scanAt, file.length - 2);
  const scans = Array.from({ length: 60 }, () => scan);
  expect(decodeByEngine(file, 93, 71)).not.toBeNull();
  expect(decodeByEngine(Buffer.concat([file.subarray(0, scanAt), ...scans, file.subarray(file.length - 2)]), 93, 71)).toBeNull();
});

const progressiveKinds = Object.entries(jpegKinds).filter(([kind]) => kind.includes('progressive'));
test.each(progressiveKinds)('a file that ends in order behind one of its scans has blocks that each libjpeg smooths in its own way: it is left to libvips (%s)', async (kind, make) => {
  const file = await make();
  const scans = [...file.keys()].filter((at) => file[at] === 0xff && file[at + 1] === 0xda);
  expect(scans.length).toBeGreaterThan(3);
  for (const next of scans.slice(1)) {
    const cut = Buffer.concat([file.subarray(0, next), file.subarray(file.length - 2)]);
    const { width, height } = await expectSamePixels(cut, `${kind}, ended at ${next}`);
    expect(decodeByEngine(cut, width, height)).toBeNull();
  }
});

test('a file whose pixels are of another size than was read of its header is not taken', async () => {
  useEngineJpeg(jpegDecoder);
  const file = await jpegKinds.baseline!();
  expect(decodeByEngine(file, 71, 93)).toBeNull();
  expect(decodeByEngine(file, 93, 72)).toBeNull();
});

test('a decoder that does not load leaves all to libvips', async () => {
  useEngineJpeg('/nowhere/jpeg_decoder.node');
  const file = await jpegKinds.baseline!();
  expect(decodeByEngine(file, 93, 71)).toBeNull();
  expect(await decodeImage(file)).toMatchObject({ width: 93, height: 71 });
});

test('whatever is done to its bytes, a file gives the same pixels or the same words as by libvips', async () => {
  const fixture = fileURLToPath(new URL('./engine-jpeg.fixture.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', fixture, jpegDecoder!, '200'], { maxBuffer: 1e8 });
  const told = JSON.parse(stdout) as { readonly seed: number; readonly tried: number; readonly byEngine: number; readonly refused: number; readonly differing: readonly string[] };
  expect(told.differing, `seed ${told.seed}`).toEqual([]);
  // It says nothing unless some came through by the engine and some were refused.
  expect(told.byEngine).toBeGreaterThan(5);
  expect(told.refused).toBeGreaterThan(100);
}, 120_000);
