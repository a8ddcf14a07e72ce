import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { hostilePictures } from '../../core/images/hostile.fixture.ts';
import type { DatasetView } from '../../shared/contract/dataset-calls.ts';
import { runStudio } from './running-studio.fixture.ts';

const flat = (side: number) => sharp({ create: { width: side, height: side, channels: 4, background: { r: 9, g: 99, b: 9, alpha: 0.5 } }, limitInputPixels: false });

/** What passes every check of a header and is costly all the same: 27 megapixels that a decoder holds at once. */
const costly = async (): Promise<[string, Buffer][]> => [
  ['progressive.jpg', await flat(5200).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer()],
  ['interlaced.png', await flat(5200).png({ progressive: true, compressionLevel: 1 }).toBuffer()],
  ['one-colour.webp', await flat(5200).removeAlpha().webp({ lossless: true, effort: 0 }).toBuffer()],
];

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

test('while hostile and costly pictures are scanned, uploaded and looked at, calls are answered in less than 100 ms', { retry: 1, timeout: 240_000 }, async () => {
  await using studio = await runStudio();
  const root = path.join(studio.home, 'pets');
  for (const name of ['cats', 'dogs']) await mkdir(path.join(root, name), { recursive: true });
  const put = (name: string, bytes: Buffer) => writeFile(path.join(root, name), bytes);
  for (let i = 0; i < 40; i++) {
    const picture = sharp({ create: { width: 900, height: 700, channels: 3, background: `rgb(${i},9,99)` } });
    await put(`${i % 2 ? 'cats' : 'dogs'}/${i}.jpg`, await picture.jpeg().toBuffer());
  }
  const hostile = await hostilePictures();
  for (const [i, { bytes }] of hostile.entries()) await put(`cats/hostile-${i}.jpg`, bytes);
  const dear = await costly();
  for (const [name, bytes] of dear) for (const side of ['cats', 'dogs']) await put(`${side}/${name}`, bytes);

  let isOver = false;
  const answeredMs: number[] = [];
  const asking = (async () => {
    while (!isOver) {
      const began = performance.now();
      expect((await studio.call('datasets/list')).status).toBe(200);
      answeredMs.push(performance.now() - began);
      await sleep(20);
    }
  })();

  const opened = (await studio.call('datasets/open', { folder: root })).json as DatasetView;
  expect(opened.images).toBe(46);
  expect(opened.unreadable).toHaveLength(hostile.length);
  for (const { reason } of opened.unreadable) expect(reason).toMatch(/cannot hold|megapixels|would hold/);

  const upload = (bytes: Buffer) =>
    studio.ask(`/api/datasets/${opened.id}/camera?label=cats`, { method: 'POST', body: bytes, headers: { 'content-type': 'image/jpeg' } });
  const index = (await studio.call('images/index', { dataset: opened.id, filter: {} })).json as { ids: number[] };
  const looked = index.ids.map((id) => studio.ask(`/images/${id}?size=320`));
  const sent = await Promise.all([...hostile, ...hostile].map(({ bytes }) => upload(bytes)));
  expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([422]));
  const shown = await Promise.all(looked);
  expect(shown.filter(({ status }) => status === 200)).toHaveLength(46);
  expect(shown.filter(({ status }) => status === 415)).toHaveLength(hostile.length);
  isOver = true;
  await asking;
  expect(answeredMs.length).toBeGreaterThan(30);
  expect(median(answeredMs)).toBeLessThan(100);
  // Nothing of it was paid here.
  expect(process.memoryUsage.rss()).toBeLessThan(1_500_000_000);
});
