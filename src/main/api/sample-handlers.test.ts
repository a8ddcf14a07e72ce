import { rmSync } from 'node:fs';
import { call } from '@orpc/server';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallDesk } from '../../../test/small-desk.ts';
import { readImage } from '../../core/images/read-image.ts';
import { lightView } from '../../core/images/view.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import { sampleHandlers } from './sample-handlers.ts';

let opened: Awaited<ReturnType<typeof openSmallDesk>>;
beforeAll(async () => void (opened = await openSmallDesk([8, 8, 8])), 60_000);
afterAll(() => opened.close());

const samplesOf = (spec: RunSpec) => {
  const { desk, small } = opened;
  return call(sampleHandlers.augmentedSamples, { dataset: small.dataset.dataset.id, spec: { precision: 'float32', imageSize: 64, ...spec } }, { context: desk });
};
const bytesOf = (url: string): Uint8Array => {
  const [, where, token, index] = url.split('/');
  expect(where).toBe('samples');
  return opened.desk.samples.get(token!, Number(index))!;
};

test('the views that training takes, of pictures of different classes', async () => {
  const samples = await samplesOf({ freeze: 'until:stage4' });
  expect(samples.map(({ label }) => label)).toEqual(['class-0', 'class-1', 'class-2', 'class-0']);
  expect(new Set(samples.map(({ image }) => image)).size).toBe(4);
  const { images } = opened.small.dataset;
  for (const { image, label, urls } of samples) {
    const { file, sha256, split } = images.find(({ id }) => id === image)!;
    expect([split, label]).toEqual(['train', file.split('/').at(-2)]);
    expect(urls).toHaveLength(4);
    const preprocessing = { imageSize: 64, cropPct: 0.875, interpolation: 'bilinear' } as const;
    const trained = await Promise.all(urls.map((_, view) => readImage(file, preprocessing, lightView(0, sha256, view))));
    for (const [view, url] of urls.entries()) {
      const { data, info } = await sharp(bytesOf(url)).raw().toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: 64, height: 64, channels: 3 });
      // WebP changes pixels, yet each is nearest to its own view.
      const off = trained.map((pixels) => data.reduce((sum, value, i) => sum + Math.abs(value - pixels[i]!), 0));
      expect(off.indexOf(Math.min(...off))).toBe(view);
    }
    expect(new Set(urls.map((url) => Buffer.from(bytesOf(url)).toString('base64'))).size, 'the views differ').toBe(4);
  }
}, 60_000);

test('without augmentation there is the plain view; a picture that is gone is passed over', async () => {
  expect((await samplesOf({ freeze: 'head' })).map(({ urls }) => urls.length)).toEqual([1, 1, 1, 1]);
  const before = await samplesOf({ freeze: 'until:stage4', augment: 'none' });
  expect(before.every(({ urls }) => urls.length === 1)).toBe(true);
  rmSync(opened.small.dataset.images.find(({ id }) => id === before[0]!.image)!.file);
  const after = await samplesOf({ freeze: 'head' });
  expect(after.map(({ label }) => label)).toEqual(before.map(({ label }) => label));
  expect(after.map(({ image }) => image)).not.toContain(before[0]!.image);
}, 60_000);
