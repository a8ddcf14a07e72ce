import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { StudioError } from '../errors.ts';
import { decodeImage } from './decode-image.fixture.ts';
import { identifyImage } from './identify.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'graft-images-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const put = (name: string, content: string | Uint8Array): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

async function reasonFor(source: string | Buffer): Promise<string> {
  try {
    await decodeImage(source);
  } catch (error) {
    expect(error).toBeInstanceOf(StudioError);
    expect((error as StudioError).code).toBe('bad-image');
    return (error as StudioError).message;
  }
  return 'no error';
}

const noise = Buffer.from(Uint8Array.from({ length: 90 * 70 * 3 }, (_, i) => (i * i * 31 + (i >> 4)) & 255));
const source = () => sharp(noise, { raw: { width: 90, height: 70, channels: 3 } });
const encoded = {
  jpeg: await source().jpeg({ quality: 80 }).toBuffer(),
  'progressive jpeg': await source().jpeg({ quality: 80, progressive: true }).toBuffer(),
  png: await source().png().toBuffer(),
  'interlaced png': await source().png({ progressive: true }).toBuffer(),
  webp: await source().webp({ quality: 80 }).toBuffer(),
  gif: await source().gif().toBuffer(),
  tiff: await source().tiff({ compression: 'none' }).toBuffer(),
  'lzw tiff': await source().tiff({ compression: 'lzw' }).toBuffer(),
  avif: await source().avif({ quality: 60 }).toBuffer(),
};

describe.each(Object.entries(encoded))('a truncated %s', (_, whole) => {
  test('is bad wherever it ends', async () => {
    expect(await reasonFor(whole)).toBe('no error');
    for (let tenth = 0; tenth < 20; tenth++) {
      const bytes = Math.floor((whole.length * tenth) / 20);
      expect(await reasonFor(whole.subarray(0, bytes)), `${bytes} of ${whole.length} bytes`).toMatch(
        /^(an empty file|a truncated or damaged|text, not|no picture format|a file of zeros)/,
      );
    }
    // A GIF and a PNG hold all pixels some bytes before their end; without those bytes they are still whole pictures.
    expect(await reasonFor(whole.subarray(0, whole.length - 40))).toMatch(/truncated/);
    const firstHalf = whole.subarray(0, Math.floor(whole.length / 2));
    await expect(identifyImage(firstHalf, { verify: true })).rejects.toThrow(/truncated/);
  });
});

test('bytes after the end of a picture do no harm', async () => {
  for (const whole of [encoded.jpeg, encoded.png, encoded.gif])
    expect(await reasonFor(Buffer.concat([whole, Buffer.alloc(999, 7)]))).toBe('no error');
});

test('a JPEG with stray bytes between its segments is good', async () => {
  const { jpeg } = encoded;
  const afterStart = Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xff]), jpeg.subarray(2)]);
  expect(await reasonFor(afterStart)).toBe('no error');
});

test('the content decides, not the name', async () => {
  expect((await decodeImage(put('png.jpg', encoded.png))).width).toBe(90);
  expect(await identifyImage(put('webp.gif', encoded.webp))).toEqual({ format: 'webp', width: 90, height: 70 });
  expect(await identifyImage(put('no-extension', encoded.avif))).toEqual({ format: 'avif', width: 90, height: 70 });
});

test('files that are no pictures say what they are', async () => {
  expect(await reasonFor(put('zero.jpg', ''))).toBe('an empty file (0 bytes)');
  const page = '\uFEFF\n<!DOCTYPE html><html><body>Not found</body></html>';
  expect(await reasonFor(put('page.jpg', page))).toMatch(/^a web page, not/);
  const drawing = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>';
  expect(await reasonFor(put('drawing.png', drawing))).toMatch(/^an SVG drawing/);
  expect(await reasonFor(put('notes.jpg', 'remember the milk\n'))).toMatch(/^text, not/);
  expect(await reasonFor(put('zeros.jpg', Buffer.alloc(4096)))).toMatch(/^a file of zeros/);
  expect(await reasonFor(put('paper.jpg', '%PDF-1.7'))).toMatch(/^a PDF document/);
  const container = (brands: string): Buffer => Buffer.from(`\0\0\0\x18ftyp${brands}`, 'latin1');
  expect(await reasonFor(put('phone.jpg', container('heic\0\0\0\0mif1heic')))).toMatch(/^a HEIC picture/);
  expect(await reasonFor(put('clip.jpg', container('isom\0\0\0\0isommp41')))).toMatch(/^a video/);
  expect(await reasonFor(put('bytes.jpg', Buffer.from([1, 2, 3, 250, 251, 252])))).toMatch(/^no picture format known here/);
});

test('a header that promises more than 700 megapixels is refused before anything is decoded', async () => {
  const png = Buffer.from(encoded.png);
  png.writeUInt32BE(40_000, 16);
  png.writeUInt32BE(40_000, 20);
  png.writeUInt32BE(zlibCrc(png.subarray(12, 29)), 29);
  expect(await reasonFor(png)).toMatch(/^40000 x 40000 pixels: 1600 megapixels are more than the 700 read here/);
});

function zlibCrc(bytes: Uint8Array): number {
  let crc = ~0;
  for (const value of bytes) {
    crc ^= value;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

describe.skipIf(process.platform === 'win32')('special files', () => {
  test('a pipe is never opened, nor a link to one', async () => {
    const pipe = path.join(folder, 'pipe.jpg');
    execFileSync('mkfifo', [pipe]);
    // Opening it would wait for a writer for ever.
    expect(await reasonFor(pipe)).toBe('a named pipe, not a picture');
    symlinkSync(pipe, path.join(folder, 'pipe-link.jpg'));
    expect(await reasonFor(path.join(folder, 'pipe-link.jpg'))).toBe('a symbolic link to a named pipe, not to a picture');
    expect(await reasonFor('/dev/zero')).toBe('a device, not a picture');
  });

  test('folders, sockets, missing files and names too long have their reasons', async () => {
    mkdirSync(path.join(folder, 'folder.png'));
    expect(await reasonFor(path.join(folder, 'folder.png'))).toBe('a folder, not a picture');
    expect(await reasonFor(path.join(folder, 'gone.png'))).toBe('the file is not there (any more)');
    expect(await reasonFor(path.join(folder, 'x'.repeat(5000)))).toMatch(/^the path is too long/);
    expect(await reasonFor(path.join(folder, 'zero\0byte'))).toMatch(/zero byte/);
    const server = createServer().listen(path.join(folder, 's.png'));
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await reasonFor(path.join(folder, 's.png'))).toBe('a socket, not a picture');
    await new Promise((resolve) => server.close(resolve));
  });

  test('links to pictures are read; broken and circular ones say so', async () => {
    const file = put('target.png', encoded.png);
    symlinkSync(file, path.join(folder, 'link.png'));
    linkSync(file, path.join(folder, 'hard.png'));
    expect(await reasonFor(path.join(folder, 'link.png'))).toBe('no error');
    expect(await reasonFor(path.join(folder, 'hard.png'))).toBe('no error');
    symlinkSync(path.join(folder, 'nowhere.png'), path.join(folder, 'broken.png'));
    expect(await reasonFor(path.join(folder, 'broken.png'))).toBe('a symbolic link to a file that is not there');
    symlinkSync(path.join(folder, 'loop.png'), path.join(folder, 'loop.png'));
    expect(await reasonFor(path.join(folder, 'loop.png'))).toBe('a symbolic link that leads in a circle');
  });

  test.skipIf(process.getuid?.() === 0)('a file without read permission says so', async () => {
    const file = put('secret.png', encoded.png);
    chmodSync(file, 0);
    expect(await reasonFor(file)).toBe('no permission to read the file');
  });

  test('odd names are only names', async () => {
    for (const name of ['a\nb "c" \'d\'.png', 'ünï 画像 🖼.png', 'photo[1]', 'x[page=3]', '-rf.png', '%s.png'])
      expect(await reasonFor(put(name, encoded.png)), name).toBe('no error');
  });
});

test('a JPEG or AVIF of a kind that the decoder does not read has its true reason, not "damaged"', async () => {
  const frame = encoded.jpeg.findIndex((byte, i) => byte === 0xff && encoded.jpeg[i + 1] === 0xc0);
  const changed = (at: number, value: number): Buffer => {
    const file = Buffer.from(encoded.jpeg);
    file[frame + at] = value;
    return file;
  };
  expect(await reasonFor(changed(4, 12))).toMatch(/^a 12-bit JPEG, which is not read here/);
  expect(await reasonFor(changed(1, 0xc3))).toMatch(/^a lossless JPEG, which is not read here/);
  expect(await reasonFor(changed(1, 0xc5))).toMatch(/^a hierarchical JPEG, which is not read here/);
  const animated = Buffer.from('\0\0\0\x2cftypavis\0\0\0\0avisavifmsf1iso8mif1miafMA1B\0\0\0\x08free', 'latin1');
  expect(await reasonFor(animated)).toMatch(/^an animated AVIF picture, which is not read here: save one of its pictures/);
});
