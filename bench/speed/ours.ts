import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createImagePool } from '../../src/core/images/image-pool.ts';
import { graftEvents } from '../graft-events.ts';
import type { Measured } from '../step-measure.ts';
import { batchSize, imageSize, measureStep, sampleImages } from '../step-process.ts';
import type { OwnWork, SpeedCell } from './cells.ts';
import { spawnSync } from 'node:child_process';

export interface OwnFigure {
  /** In the cell's unit. */
  readonly value: number;
  /** Null where the work is many processes'. */
  readonly peakMemoryBytes: number | null;
}

export interface OwnSetting {
  readonly sample: string;
  /** The sample's pictures ten times. */
  readonly many: string;
  readonly scratch: string;
  readonly threads: number;
}

type Part = Exclude<OwnWork, object>;

const graft = join(import.meta.dirname, '..', '..', 'graft');

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return (performance.now() - beganMs) / 1000;
}

/** A training in a data folder of its own, scan and all, from the start of the process to its end. */
const train = ({ sample, scratch }: OwnSetting, ...settings: string[]) =>
  seconds(() => graftEvents(['train', sample, '--data-dir', mkdtempSync(join(scratch, 'data-')), '--json', ...settings]));

function starts(word: string): number {
  const beganMs = performance.now();
  const { status } = spawnSync(graft, [word], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`graft ${word} ended with ${status}`);
  return (performance.now() - beganMs) / 1000;
}

async function decodeRate({ sample, threads }: OwnSetting): Promise<number> {
  const files = readdirSync(sample, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const preprocessing = { imageSize: 160, cropPct: 0.875, interpolation: 'bilinear' as const };
  const pool = createImagePool({ threads });
  const readAll = () => Promise.all(files.map((file) => pool.read({ file, view: null, preprocessing })));
  try {
    await readAll();
    const rates: number[] = [];
    for (let round = 0; round < 4; round++) rates.push(files.length / (await seconds(readAll)));
    return rates.sort((a, b) => a - b)[2]!;
  } finally {
    await pool.close();
  }
}

/** The run that predicts: trained once a bench. */
let trained: Promise<{ readonly data: string; readonly run: string }> | null = null;

async function predictRate(setting: OwnSetting): Promise<number> {
  trained ??= (async () => {
    const data = mkdtempSync(join(setting.scratch, 'predict-'));
    const events = await graftEvents(['train', setting.sample, '--data-dir', data, '--json', '--freeze', 'head', '--precision', 'float32']);
    return { data, run: String(events.at(-1)!.run) };
  })();
  const { data, run } = await trained;
  let pictures = 0;
  const took = await seconds(() => graftEvents(['predict', run, setting.many, '--data-dir', data, '--json'], () => void pictures++));
  return pictures / took;
}

const parts: Record<Part, (setting: OwnSetting) => number | Promise<number>> = {
  'first-answer': (setting) => train(setting, '--freeze', 'head'),
  'head-epochs': (setting) => train(setting, '--freeze', 'head', '--epochs', '10', '--precision', 'float32'),
  'stage4-epochs': (setting) => train(setting, '--freeze', 'until:stage4', '--epochs', '10', '--augment', 'light', '--precision', 'float32'),
  predict: predictRate,
  decode: decodeRate,
  help: () => starts('--help'),
  doctor: () => starts('doctor'),
};

/** Measures a cell once, here. */
export async function measureOurs({ own, model, precision }: SpeedCell, setting: OwnSetting): Promise<OwnFigure> {
  if (typeof own === 'string') return { value: await parts[own](setting), peakMemoryBytes: null };
  const workFolder = mkdtempSync(join(setting.scratch, 'step-'));
  try {
    const { imagesPerSecond, peakMemoryBytes }: Measured = await measureStep({ ...own, model: model!, precision, imageSize, batchSize, threads: setting.threads, workFolder, images: sampleImages() });
    return { value: imagesPerSecond, peakMemoryBytes };
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}
