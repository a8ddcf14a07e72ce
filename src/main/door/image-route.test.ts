import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { addDataset } from '../../core/datasets/scanning/add-dataset.ts';
import { createThumbnails } from '../../core/images/thumbnails.ts';
import { readImage } from '../../core/images/read-image.ts';
import { presentFiles } from '../../core/store/images.ts';
import { openStudio } from '../../core/open-studio.ts';
import type { InputGeometry } from '../../shared/preprocessing.ts';
import { seenText } from '../../shared/seen-address.ts';
import { imageResponse } from './image-route.ts';

let pictures: string;
let show: (image: number, query?: string, init?: RequestInit) => Promise<Response>;
let idOf: (file: string) => number;
let shaOf: (file: string) => string;

beforeEach(async () => {
  const root = tempFolder();
  pictures = path.join(root, 'pictures');
  await writePictures(pictures, ['a/0.png', 'a/1.png', 'b/0.png', 'b/1.png']);
  writeFileSync(path.join(pictures, 'a/bad.jpg'), 'no picture');
  const studio = openStudio({ dataDir: path.join(root, 'data') });
  const thumbnails = createThumbnails({ folder: studio.folder.thumbnails });
  onTestFinished(async () => {
    await thumbnails.close();
    studio.close();
  });
  const { id } = await addDataset(studio.db, pictures);
  const images = new Map(Array.from(presentFiles(studio.db, id), (file) => [file.path, file]));
  idOf = (file) => images.get(file)!.id;
  shaOf = (file) => images.get(file)!.sha256!;
  show = (image, query = '', init = {}) =>
    imageResponse({ studio, thumbnails }, new Request(`http://localhost/images/${image}${query}`, init), image);
});

test('a picture by its row number as WebP, for ever under its content, asked again without', async () => {
  const sha256 = shaOf('a/0.png');
  const answer = await show(idOf('a/0.png'), `?size=160&v=${sha256.slice(0, 12)}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('image/webp');
  expect(answer.headers.get('etag')).toBe(`"${sha256}-160"`);
  expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(answer.headers.get('content-length')).toBe(String(bytes.length));
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 24, height: 16 });
  const plain = await show(idOf('a/0.png'));
  expect(plain.headers.get('cache-control')).toBe('private, no-cache');
  expect(plain.headers.get('etag')).toBe(`"${sha256}-320"`);
});

test('a picture exactly as a network is given it: the pixels that training reads, for each fit', async () => {
  const file = path.join(pictures, 'a/0.png');
  const fits = [
    { fit: 'crop', imageSize: 40, cropPct: 0.8, interpolation: 'bicubic' },
    { fit: 'pad', imageSize: 40, cropPct: 1, interpolation: 'bilinear', padColor: [12, 200, 90] },
    { fit: 'squeeze', imageSize: 40, cropPct: 1, interpolation: 'bilinear' },
  ] as const;
  for (const geometry of fits) {
    const asked = { ...geometry, ...('padColor' in geometry && { padColor: [...geometry.padColor] as [number, number, number] }) };
    const answer = await show(idOf('a/0.png'), `?seen=${seenText(asked as InputGeometry)}`);
    const shown = await sharp(Buffer.from(await answer.arrayBuffer())).removeAlpha().raw().toBuffer();
    expect(Buffer.compare(shown, Buffer.from(await readImage(file, asked as InputGeometry)))).toBe(0);
  }
  for (const seen of ['', 'crop', 'stretch-224-1-bilinear', 'crop-9999-0.875-bilinear', 'pad-224-1-bilinear-1.2.300', 'crop-224-0.875-bilinear-x']) {
    await expect(show(idOf('a/0.png'), `?seen=${seen}`)).rejects.toMatchObject({ code: 'bad-usage', field: 'seen' });
  }
});

test('who has it is told so without a body', async () => {
  const etag = `"${shaOf('b/1.png')}-320"`;
  const answer = await show(idOf('b/1.png'), '?size=320', { headers: { 'if-none-match': etag } });
  expect(answer.status).toBe(304);
  expect(await answer.text()).toBe('');
  const other = await show(idOf('b/1.png'), '?size=160', { headers: { 'if-none-match': etag } });
  expect(other.status).toBe(200);
});

test('what cannot be shown is 415 with the reason; what is not there, another content and other sizes are refused', async () => {
  const bad = await show(idOf('a/bad.jpg'));
  expect(bad.status).toBe(415);
  expect(await bad.json()).toMatchObject({ code: 'bad-image', message: expect.stringContaining('a/bad.jpg') });
  await expect(show(999_999)).rejects.toMatchObject({ code: 'not-found' });
  await expect(show(idOf('a/0.png'), `?v=${shaOf('a/1.png').slice(0, 12)}`)).rejects.toMatchObject({
    code: 'not-found',
    field: 'v',
  });
  await expect(show(idOf('a/0.png'), '?v=')).rejects.toMatchObject({ code: 'not-found', field: 'v' });
  for (const size of ['161', '0', '', '1e9']) {
    await expect(show(idOf('a/0.png'), `?size=${size}`)).rejects.toMatchObject({ code: 'bad-usage', field: 'size' });
  }
  writeFileSync(path.join(pictures, 'a/1.png'), await sharp(path.join(pictures, 'b/0.png')).png().toBuffer());
  await expect(show(idOf('a/1.png'))).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('another picture'),
  });
});

test('a request that was given up is not answered', async () => {
  const leaving = new AbortController();
  leaving.abort();
  await expect(show(idOf('a/0.png'), '', { signal: leaving.signal })).rejects.toMatchObject({ code: 'cancelled' });
});
