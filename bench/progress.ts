import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { leafKinds } from '../scripts/sample/leaf-outlines.ts';
import type { LeafKind } from '../scripts/sample/leaf-outlines.ts';
import { drawPicture } from '../scripts/sample/picture.ts';
import { graftEvents } from './graft-events.ts';

const sampleFolder = join(import.meta.dirname, '..', 'datasets', 'sample');
const manyPictures = 2000;

/** What was said so many seconds after a run began, and what was true. */
export interface Said {
  readonly atSeconds: number;
  readonly secondsLeft: number | null;
  readonly truthSeconds: number;
}

/** Of the end nobody wants more than "a few seconds". */
const lastSeconds = 10;

/** How good the figures are from `fromSeconds` on: said / true, and which part of them is within a third. */
export function judge(said: readonly Said[], fromSeconds: number): { figures: number; median: number; worst: number; withinThird: number } | null {
  const ratios = said
    .filter(({ atSeconds, truthSeconds }) => atSeconds >= fromSeconds && truthSeconds >= lastSeconds)
    .flatMap(({ secondsLeft, truthSeconds }) => (secondsLeft === null ? [] : [secondsLeft / truthSeconds]))
    .sort((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b)));
  if (ratios.length === 0) return null;
  const within = ratios.filter((ratio) => Math.abs(ratio - 1) <= 1 / 3).length;
  return { figures: ratios.length, median: ratios[ratios.length >> 1]!, worst: ratios.at(-1)!, withinThird: within / ratios.length };
}

/**
 * Trains as a person does who says nothing (or `trainArguments`), on the sample and on 2,000 drawn leaves, each twice: the second run knows how long the first
 * one took, and has its features. Every second the time left is held against the truth.
 */
export async function benchProgress(trainArguments: readonly string[]): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'graft-bench-progress-'));
  try {
    const folders = { 'the sample': copySample, [`${manyPictures} leaves`]: drawLeaves };
    for (const [name, fill] of Object.entries(folders)) {
      const folder = await fill(join(root, name));
      const dataDir = join(root, `data of ${name}`);
      await mkdir(dataDir);
      await graftEvents(['datasets', 'add', folder, '--json', '--data-dir', dataDir]);
      for (const which of ['first run', 'second run']) {
        const said = await trainTold(folder, dataDir, trainArguments);
        report(`${name}, ${which}`, said);
      }
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function copySample(folder: string): Promise<string> {
  await cp(sampleFolder, folder, { recursive: true });
  return folder;
}

async function drawLeaves(folder: string): Promise<string> {
  console.error(`drawing ${manyPictures} leaves ...`);
  const kinds = Object.keys(leafKinds) as LeafKind[];
  for (const kind of kinds) await mkdir(join(folder, kind), { recursive: true });
  for (let index = 0; index < manyPictures; index++) {
    const kind = kinds[index % kinds.length]!;
    const { width, height, data } = drawPicture(kind, 1000 + index);
    const jpeg = await sharp(data, { raw: { width, height, channels: 3 } }).jpeg({ quality: 80 }).toBuffer();
    await writeFile(join(folder, kind, `${index}.jpg`), jpeg);
  }
  return folder;
}

async function trainTold(folder: string, dataDir: string, trainArguments: readonly string[]): Promise<Said[]> {
  const figures: { atMs: number; secondsLeft: number | null }[] = [];
  let startedMs = performance.now();
  await graftEvents(['train', folder, ...trainArguments, '--json', '--data-dir', dataDir], ({ event, secondsLeft }) => {
    if (event === 'started') startedMs = performance.now();
    if (event === 'progress') figures.push({ atMs: performance.now(), secondsLeft: secondsLeft as number | null });
  });
  const endedMs = performance.now();
  return figures.map(({ atMs, secondsLeft }) => ({
    atSeconds: (atMs - startedMs) / 1000,
    secondsLeft,
    truthSeconds: (endedMs - atMs) / 1000,
  }));
}

function report(title: string, said: readonly Said[]): void {
  const whole = said.at(-1)!.atSeconds + said.at(-1)!.truthSeconds;
  const first = said.find(({ secondsLeft }) => secondsLeft !== null);
  const [load] = loadavg();
  console.log(`\n${title}: ${whole.toFixed(0)} s; first figure after ${first?.atSeconds.toFixed(0) ?? '-'} s; load of the machine ${load!.toFixed(1)}`);
  for (const [name, from] of Object.entries({ 'from the first figure': 0, 'from minute two': 60 })) {
    const judged = judge(said, from);
    if (!judged) console.log(`  ${name.padEnd(22)} none: it was over`);
    else {
      const { figures, median, worst, withinThird } = judged;
      console.log(`  ${name.padEnd(22)} said / true: median ${median.toFixed(2)}, worst ${worst.toFixed(2)}; ${(withinThird * 100).toFixed(0)} % of ${figures} within a third`);
    }
  }
}
