import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { quantile } from '../../e2e/fixtures/scripting-time.ts';
import { hostilePictures } from '../../src/core/images/hostile.fixture.ts';
import { runStudio } from '../../src/main/serve/running-studio.fixture.ts';
import type { RunningStudio } from '../../src/main/serve/running-studio.fixture.ts';
import type { DatasetView } from '../../src/shared/contract/dataset-calls.ts';
import type { Measure } from './measure.ts';

const uploads = 200;
const atOnce = 8;
const side = 9000;

const flat = () => sharp({ create: { width: side, height: side, channels: 3, background: '#395' }, limitInputPixels: false });

/** Asks for something small again and again until `work` is done; how long each answer took. */
async function answersWhile<T>(studio: RunningStudio, work: () => Promise<T>): Promise<{ answeredMs: number[]; seconds: number; result: T }> {
  const answeredMs: number[] = [];
  let isOver = false;
  const began = performance.now();
  const working = work().finally(() => (isOver = true));
  while (!isOver) {
    const asked = performance.now();
    await studio.call('datasets/list');
    answeredMs.push(performance.now() - asked);
    await sleep(10);
  }
  return { answeredMs, seconds: (performance.now() - began) / 1000, result: await working };
}

export const measure: Measure = {
  name: 'hostile-pictures',
  says: `hostile and costly pictures scanned, and ${uploads} uploads of them ${atOnce} at a time, while a window asks`,
  async run(say) {
    await using studio = await runStudio();
    const root = join(studio.home, 'pets');
    for (const name of ['cats', 'dogs']) await mkdir(join(root, name), { recursive: true });
    for (let i = 0; i < 200; i++) {
      const picture = sharp({ create: { width: 640, height: 480, channels: 3, background: `rgb(${i},9,99)` } });
      await writeFile(join(root, i % 2 ? 'cats' : 'dogs', `${i}.jpg`), await picture.jpeg().toBuffer());
    }
    const hostile = await hostilePictures();
    for (const [i, { bytes }] of hostile.entries()) await writeFile(join(root, 'cats', `hostile-${i}.jpg`), bytes);
    say('drawing what passes every check of a header and is costly');
    const costly = [
      await flat().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
      await flat().png({ progressive: true, compressionLevel: 1 }).toBuffer(),
      await flat().webp({ lossless: true, effort: 0 }).toBuffer(),
    ];
    for (const [i, bytes] of costly.entries()) await writeFile(join(root, 'dogs', `costly-${i}`), bytes);

    say('scanning');
    const scan = await answersWhile(studio, async () => (await studio.call('datasets/open', { folder: root })).json as DatasetView);
    say('uploading');
    const bodies = [...hostile.map(({ bytes }) => bytes), ...costly];
    const path = `/api/datasets/${scan.result.id}/camera?label=cats`;
    const flood = await answersWhile(studio, async () => {
      let next = 0;
      const sender = async () => {
        // The costly ones come once: they are good pictures and are kept.
        for (let i = next++; i < uploads; i = next++)
          await studio.ask(path, { method: 'POST', body: bodies[i < bodies.length ? i : i % hostile.length]! });
      };
      await Promise.all(Array.from({ length: atOnce }, sender));
    });
    const ms = (value: number) => `${value.toFixed(0)} ms`;
    const figures = ([what, { answeredMs, seconds }]: readonly [string, Omit<typeof flood, 'result'>]) => [
      { what: `${what}: took`, figure: `${seconds.toFixed(1)} s` },
      { what: `${what}: a call, median of ${answeredMs.length}`, figure: ms(quantile(answeredMs, 0.5)), holds: quantile(answeredMs, 0.5) < 100 },
      { what: `${what}: a call, slowest`, figure: ms(quantile(answeredMs, 1)) },
    ];
    const rss = process.memoryUsage.rss();
    return [
      ...figures(['the scan', scan]),
      ...figures(['the flood of uploads', flood]),
      { what: 'hostile files refused by the scan', figure: `${scan.result.unreadable.length}`, holds: scan.result.unreadable.length === hostile.length },
      { what: 'memory of the answering process', figure: `${(rss / 1e6).toFixed(0)} MB`, holds: rss < 1e9 },
    ];
  },
};
