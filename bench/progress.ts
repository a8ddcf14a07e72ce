import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import { leafKinds } from '../scripts/sample/leaf-outlines.ts';
import type { LeafKind } from '../scripts/sample/leaf-outlines.ts';
import { drawPicture } from '../scripts/sample/picture.ts';
import { addSpecOptions, specFromOptions } from '../src/main/commands/run-spec-options.ts';
import type { RunSpec } from '../src/shared/run-spec.ts';
import { lastSeconds, replay, traceText } from '../test/clock-trace.ts';
import type { ClockTrace, Said } from '../test/clock-trace.ts';
import { recordRun } from './record-run.ts';

const sampleFolder = join(import.meta.dirname, '..', 'datasets', 'sample');
const manyPictures = 2000;

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
 * one took, and has its features. What is told of the time left is held against the truth.
 * `--keep FOLDER` keeps what each run's clock was told; `--replay FOLDER` asks the clock as it is now about such traces instead of training.
 */
export async function benchProgress(benchArguments: readonly string[]): Promise<void> {
  const { values, rest } = options(benchArguments);
  if (values.replay !== undefined) return replayAll(values.replay);
  const root = await mkdtemp(join(tmpdir(), 'graft-bench-progress-'));
  try {
    const folders = { 'the sample': copySample, [`${manyPictures} leaves`]: drawLeaves };
    for (const [name, fill] of Object.entries(folders)) {
      const folder = await fill(join(root, name));
      const dataDir = join(root, `data of ${name}`);
      for (const which of ['first run', 'second run']) {
        const { trace, said } = await recordRun(`${name}, ${which}`, dataDir, folder, specOf(rest));
        report(trace.about, said, `load of the machine ${loadavg()[0]!.toFixed(1)}`);
        report('  had it the machine for itself', replay(trace, 'work').moments, 'by the time its trainer worked');
        if (values.keep === undefined) continue;
        await mkdir(values.keep, { recursive: true });
        await writeFile(join(values.keep, `${trace.about.replaceAll(/[^a-z0-9]+/g, '-')}.json`), traceText(trace));
      }
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Ours; the others are those of `graft train`. */
function options(benchArguments: readonly string[]): { values: { keep?: string; replay?: string }; rest: string[] } {
  const values: { keep?: string; replay?: string } = {};
  const rest: string[] = [];
  for (let i = 0; i < benchArguments.length; i++) {
    const argument = benchArguments[i]!;
    if (argument === '--keep' || argument === '--replay') values[argument.slice(2) as 'keep' | 'replay'] = benchArguments[++i];
    else rest.push(argument);
  }
  return { values, rest };
}

/** What `graft train` makes of its options. */
function specOf(trainArguments: readonly string[]): RunSpec {
  const train = addSpecOptions(new Command('train').allowExcessArguments(false)).parse(trainArguments, { from: 'user' });
  return specFromOptions(train.opts());
}

async function replayAll(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.json')).sort()) {
    const trace = JSON.parse(await readFile(join(folder, name), 'utf8')) as ClockTrace;
    report(trace.about, replay(trace, 'wall').moments, 'as it was');
    report(`  had it the machine for itself`, replay(trace, 'work').moments, 'by the time its trainer worked');
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

function report(title: string, said: readonly Said[], how: string): void {
  const whole = said.at(-1)!.atSeconds + said.at(-1)!.truthSeconds;
  const first = said.find(({ secondsLeft }) => secondsLeft !== null);
  console.log(`\n${title}: ${whole.toFixed(0)} s; first figure after ${first?.atSeconds.toFixed(0) ?? '-'} s; ${how}`);
  for (const [name, from] of Object.entries({ 'from the first figure': 0, 'from minute two': 60 })) {
    const judged = judge(said, from);
    if (!judged) console.log(`  ${name.padEnd(22)} none: it was over`);
    else {
      const { figures, median, worst, withinThird } = judged;
      console.log(`  ${name.padEnd(22)} said / true: median ${median.toFixed(2)}, worst ${worst.toFixed(2)}; ${(withinThird * 100).toFixed(0)} % of ${figures} within a third`);
    }
  }
}
