import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'bmp-ts';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { flipByte } from '../../../test/flip-byte.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { clearThumbnails, thumbnailUse } from './thumbnail-cache.ts';
import { createThumbnails } from './thumbnails.ts';
import type { ThumbnailOptions } from './thumbnails.ts';

/** Left half red, right half blue, and a green stripe at the top: shows how it is turned. */
async function flag(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[(y * width + x) * 3 + (y < height / 4 ? 1 : x < width / 2 ? 0 : 2)] = 250;
  }
  return { data, image: () => sharp(data, { raw: { width, height, channels: 3 } }) };
}

function place(folder: string, name: string, bytes: Uint8Array) {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return { file, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function open(options: Partial<ThumbnailOptions> = {}) {
  const folder = tempFolder();
  const problems: unknown[] = [];
  const cacheFolder = path.join(folder, 'cache');
  const thumbnails = createThumbnails({ folder: cacheFolder, onProblem: (error) => problems.push(error), ...options });
  onTestFinished(() => thumbnails.close());
  return { folder, cacheFolder, thumbnails, problems };
}

async function colourAt(webp: Buffer, x: number, y: number): Promise<'red' | 'green' | 'blue' | 'white'> {
  const { data, info } = await sharp(webp).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * (info.height - 1)) * info.width + Math.floor(x * (info.width - 1))) * 3;
  const rgb = [...data.subarray(at, at + 3)];
  if (Math.min(...rgb) > 200) return 'white';
  return (['red', 'green', 'blue'] as const)[rgb.indexOf(Math.max(...rgb))]!;
}

const sizeOf = async (webp: Buffer) => {
  const { width, height, format } = await sharp(webp).metadata();
  return { width, height, format };
};

const formats: [string, (image: ReturnType<Awaited<ReturnType<typeof flag>>['image']>) => Promise<Buffer>][] = [
  ['jpeg', (image) => image.jpeg({ quality: 95 }).toBuffer()],
  ['progressive jpeg', (image) => image.jpeg({ quality: 95, progressive: true }).toBuffer()],
  ['cmyk jpeg', (image) => image.toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer()],
  ['png', (image) => image.png().toBuffer()],
  ['16-bit png', (image) => image.toColourspace('rgb16').png().toBuffer()],
  ['webp', (image) => image.webp({ quality: 95 }).toBuffer()],
  ['gif', (image) => image.gif().toBuffer()],
  ['tiff', (image) => image.tiff({ compression: 'deflate' }).toBuffer()],
  ['avif', (image) => image.avif({ quality: 80 }).toBuffer()],
];

test.each(formats)('%s becomes a WebP that fits, with the picture in it', async (_, encode) => {
  const { folder, thumbnails } = open();
  const { image } = await flag(800, 400);
  const source = place(folder, 'picture', await encode(image()));
  const webp = await thumbnails.get(source, 160);
  expect(await sizeOf(webp)).toEqual({ width: 160, height: 80, format: 'webp' });
  expect(await Promise.all([colourAt(webp, 0.2, 0.8), colourAt(webp, 0.8, 0.8), colourAt(webp, 0.5, 0.1)])).toEqual([
    'red',
    'blue',
    'green',
  ]);
});

test.each([
  [640, 480],
  [3000, 2000],
])('a BMP of %i x %i too', async (width, height) => {
  const { folder, thumbnails } = open();
  const { data } = await flag(width, height);
  const abgr = Buffer.alloc(width * height * 4);
  for (let i = 0; i < width * height; i++) abgr.set([255, data[i * 3 + 2]!, data[i * 3 + 1]!, data[i * 3]!], i * 4);
  const source = place(folder, 'a.bmp', encode({ data: abgr, width, height, bitPP: 24 } as never).data);
  const webp = await thumbnails.get(source, 160);
  expect(await sizeOf(webp)).toMatchObject({ width: 160, format: 'webp' });
  expect(await Promise.all([colourAt(webp, 0.2, 0.8), colourAt(webp, 0.8, 0.8), colourAt(webp, 0.5, 0.1)])).toEqual([
    'red',
    'blue',
    'green',
  ]);
});

test('is upright, is never enlarged, and has white where it was transparent', async () => {
  const { folder, thumbnails } = open();
  const { image } = await flag(400, 200);
  const turned = place(folder, 'turned.jpg', await image().jpeg().withMetadata({ orientation: 6 }).toBuffer());
  const upright = await thumbnails.get(turned, 160);
  expect(await sizeOf(upright)).toMatchObject({ width: 80, height: 160 });
  // Orientation 6: the stored top is the upright right.
  expect(await colourAt(upright, 0.95, 0.5)).toBe('green');
  const small = place(folder, 'small.png', await image().resize(20, 10).png().toBuffer());
  expect(await sizeOf(await thumbnails.get(small, 1600))).toMatchObject({ width: 20, height: 10 });
  const clear = sharp({ create: { width: 300, height: 300, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } });
  expect(await colourAt(await thumbnails.get(place(folder, 'clear.png', await clear.png().toBuffer()), 160), 0.5, 0.5)).toBe('white');
});

test('is kept on disk by content: the second look needs no file, a torn cache file is made anew', async () => {
  const { folder, cacheFolder, thumbnails } = open();
  const { image } = await flag(600, 400);
  const source = place(folder, 'a.jpg', await image().jpeg().toBuffer());
  const first = await thumbnails.get(source, 320);
  const kept = path.join(cacheFolder, source.sha256.slice(0, 2), `${source.sha256}-320.webp`);
  expect(readFileSync(kept).subarray(0, first.length).equals(first)).toBe(true);
  const keptBytes = statSync(kept).size;
  expect(statSync(kept).mode & 0o777).toBe(0o600);
  truncateSync(kept, first.length - 10);
  expect((await thumbnails.get(source, 320)).equals(first)).toBe(true);
  rmSync(source.file);
  expect((await thumbnails.get(source, 320)).equals(first)).toBe(true);
  await expect(thumbnails.get(source, 160)).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('a.jpg') });
  expect(await thumbnailUse(cacheFolder)).toEqual({ files: 1, sizeBytes: keptBytes });
  expect(await clearThumbnails(cacheFolder)).toBe(keptBytes);
  expect(await thumbnailUse(cacheFolder)).toEqual({ files: 0, sizeBytes: 0 });
});

test('a kept picture with a flipped bit, another\'s, or an empty one is made anew, never shown', async () => {
  const { folder, cacheFolder, thumbnails, problems } = open();
  const { image } = await flag(600, 400);
  const pictures = [await image().jpeg().toBuffer(), await image().negate().jpeg().toBuffer()];
  const sources = pictures.map((bytes, i) => place(folder, `${i}.jpg`, bytes));
  const kept = sources.map(({ sha256 }) => path.join(cacheFolder, sha256.slice(0, 2), `${sha256}-160.webp`));
  const first = await thumbnails.get(sources[0]!, 160);
  await thumbnails.get(sources[1]!, 160);
  const { size } = statSync(kept[0]!);
  for (let at = 0; at < size; at += 37) {
    const done = flipByte(kept[0]!, at);
    expect((await thumbnails.get(sources[0]!, 160)).equals(first), done).toBe(true);
  }
  copyFileSync(kept[1]!, kept[0]!);
  expect((await thumbnails.get(sources[0]!, 160)).equals(first)).toBe(true);
  truncateSync(kept[0]!);
  expect((await thumbnails.get(sources[0]!, 160)).equals(first)).toBe(true);
  expect(problems).toEqual([]);
});

test('small pictures are cleared while others are made: nothing fails, each is shown', async () => {
  const { folder, cacheFolder, thumbnails, problems } = open();
  const { data } = await flag(600, 400);
  const sources = await Promise.all(
    Array.from({ length: 24 }, async (_, i) => {
      data[0] = i;
      return place(folder, `${i}.png`, await sharp(data, { raw: { width: 600, height: 400, channels: 3 } }).png().toBuffer());
    }),
  );
  let making = true;
  const clearing = (async () => {
    while (making) await clearThumbnails(cacheFolder);
  })();
  const made = await Promise.all(sources.map((source) => thumbnails.get(source, 160)));
  making = false;
  await clearing;
  expect(await Promise.all(made.map(sizeOf))).toEqual(sources.map(() => expect.objectContaining({ width: 160 })));
  expect(problems).toEqual([]);
});

test('a tiny picture takes no room in the cache', async () => {
  const { folder, cacheFolder, thumbnails } = open();
  const { image } = await flag(64, 64);
  await thumbnails.get(place(folder, 'a.png', await image().png().toBuffer()), 160);
  expect(existsSync(cacheFolder)).toBe(false);
});

test('a file that holds another picture than at its scan is not shown under the old one', async () => {
  const { folder, cacheFolder, thumbnails } = open();
  const { image } = await flag(600, 400);
  const source = place(folder, 'a.jpg', await image().jpeg().toBuffer());
  writeFileSync(source.file, await image().negate().jpeg().toBuffer());
  await expect(thumbnails.get(source, 160)).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('another picture') });
  expect(existsSync(cacheFolder)).toBe(false);
});

test('damaged files and other files have a reason', async () => {
  const { folder, thumbnails } = open();
  const { image } = await flag(600, 400);
  const whole = await image().jpeg().toBuffer();
  const cut = place(folder, 'cut.jpg', whole.subarray(0, whole.length >> 1));
  await expect(thumbnails.get(cut, 160)).rejects.toMatchObject({ code: 'bad-image', message: expect.stringContaining('damaged JPEG') });
  const text = place(folder, 'text.jpg', Buffer.from('no picture at all'));
  await expect(thumbnails.get(text, 160)).rejects.toMatchObject({ code: 'bad-image', message: expect.stringContaining('text') });
  mkdirSync(path.join(folder, 'folder.jpg'));
  const odd = { file: path.join(folder, 'folder.jpg'), sha256: 'a'.repeat(64) };
  await expect(thumbnails.get(odd, 160)).rejects.toMatchObject({ code: 'bad-image', message: expect.stringContaining('a folder') });
});

test('stays within its budget: the least recently used go', async () => {
  const { folder, cacheFolder, thumbnails } = open();
  const sources = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const noise = sharp({ create: { width: 400, height: 300, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 120 + i, sigma: 40 } } });
      return place(folder, `${i}.png`, await noise.png().toBuffer());
    }),
  );
  for (const [i, source] of sources.entries()) {
    await thumbnails.get(source, 160);
    const kept = path.join(cacheFolder, source.sha256.slice(0, 2), `${source.sha256}-160.webp`);
    const daysAgo = (12 - i) * 24 * 3600;
    utimesSync(kept, Date.now() / 1000 - daysAgo, Date.now() / 1000 - daysAgo);
  }
  // Looked at again, the oldest is the most recently used.
  await thumbnails.get(sources[0]!, 160);
  const { sizeBytes } = await thumbnailUse(cacheFolder);
  const small = createThumbnails({ folder: cacheFolder, budgetBytes: sizeBytes / 2 });
  const { image } = await flag(600, 400);
  await small.get(place(folder, 'last.jpg', await image().jpeg().toBuffer()), 160);
  await small.close();
  const rest = await thumbnailUse(cacheFolder);
  expect(rest.sizeBytes).toBeLessThanOrEqual(sizeBytes * 0.4);
  expect(rest.files).toBeGreaterThan(2);
  const names = new Set(readdirSync(cacheFolder, { recursive: true }).map((name) => path.basename(String(name))));
  const isKept = sources.map(({ sha256 }) => names.has(`${sha256}-160.webp`));
  expect(isKept[0]).toBe(true);
  expect(isKept[1]).toBe(false);
  expect(isKept[11]).toBe(true);
});

test('where the cache cannot be written the picture is shown and the trouble told', async () => {
  const folder = tempFolder();
  writeFileSync(path.join(folder, 'in-the-way'), '');
  const { thumbnails, problems } = open({ folder: path.join(folder, 'in-the-way') });
  const { image } = await flag(600, 400);
  const webp = await thumbnails.get(place(folder, 'a.jpg', await image().jpeg().toBuffer()), 160);
  expect(await sizeOf(webp)).toMatchObject({ width: 160 });
  expect(problems).toHaveLength(1);
});
