import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { browserBinary, howToInstall } from '../../e2e/fixtures/browser-binary.ts';
import { quietChromium } from '../../e2e/fixtures/quiet-chromium.ts';
import { serve } from '../../e2e/fixtures/serve.ts';
import { engineEnvironment } from '../../src/core/engine-host/environment.ts';
import { graftEvents } from '../graft-events.ts';
import { measureStep, sampleImages } from '../step-process.ts';
import type { OwnPart, OwnWork, SpeedPrecision } from './cells.ts';
import type { DecodeMeasurement } from './decode-measure.ts';
import { photographs, sample } from './grounds.ts';
import type { Grounds } from './grounds.ts';

export interface OwnSetting {
  readonly grounds: Grounds;
  readonly threads: number;
}

const graft = join(import.meta.dirname, '..', '..', 'graft');

const secondsSince = (beganMs: number): number => (performance.now() - beganMs) / 1000;

const freshData = ({ grounds }: OwnSetting): string => mkdtempSync(join(grounds.scratch, 'data-'));

/** A training in a data folder of its own, scan and all, from the start of the process to its end, or to its first event of the name. */
async function train(setting: OwnSetting, settings: readonly string[], until?: string): Promise<number> {
  const data = freshData(setting);
  const beganMs = performance.now();
  let seconds: number | null = null;
  await graftEvents(['train', sample, '--data-dir', data, '--json', ...settings], ({ event }) => void (event === until && (seconds ??= secondsSince(beganMs))));
  if (until !== undefined && seconds === null) throw new Error(`The training ended without "${until}"`);
  return seconds ?? secondsSince(beganMs);
}

/** Seconds of a command that does its work and ends. */
async function starts(...words: string[]): Promise<number> {
  const beganMs = performance.now();
  const [status] = await once(spawn(graft, words, { stdio: 'ignore' }), 'exit');
  if (status !== 0) throw new Error(`graft ${words.join(' ')} ended with ${status}`);
  return secondsSince(beganMs);
}

/** Pictures a second of a prediction on many files, start of the process and all. */
async function predictRate({ grounds }: OwnSetting, model: string, data: string): Promise<number> {
  const pictures = await grounds.folder('3000');
  const beganMs = performance.now();
  let answered = 0;
  await graftEvents(['predict', model, pictures, '--data-dir', data, '--json'], () => void answered++);
  return answered / secondsSince(beganMs);
}

/** What a script beside this one answers to a question, in a process of its own. */
async function ask(script: string, question: DecodeMeasurement | SpeedPrecision, environment: NodeJS.ProcessEnv = process.env): Promise<number> {
  const child = fork(join(import.meta.dirname, script), { execArgv: ['--disable-warning=ExperimentalWarning'], env: environment });
  child.send(question);
  const [rate] = (await once(child, 'message')) as [number];
  await once(child, 'exit');
  return rate;
}

const decodeRate = ({ threads }: OwnSetting): Promise<number> => ask('decode-measure.ts', { folder: sample, imageSize: 160, threads });

/** Multiply-adds a second of a product in this program's engine. */
export const ownProductRate = (precision: SpeedPrecision, threads: number): Promise<number> => ask('product-measure.ts', precision, engineEnvironment(threads));

/** Files a second of the first scan of a folder. */
async function scanRate(setting: OwnSetting, name: '10000' | '100000' | 'photographs'): Promise<number> {
  const folder = await setting.grounds.folder(name);
  const data = freshData(setting);
  const beganMs = performance.now();
  await graftEvents(['datasets', 'add', folder, '--data-dir', data, '--json']);
  return (name === 'photographs' ? photographs : Number(name)) / secondsSince(beganMs);
}

/** From the start of the process to its page's HTML. */
async function serveSeconds(setting: OwnSetting): Promise<number> {
  const beganMs = performance.now();
  const server = await serve(freshData(setting));
  try {
    // The address with the token gives a cookie and leads to the page.
    const door = await fetch(server.url, { redirect: 'manual' });
    const cookie = door.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ');
    const answer = await fetch(new URL(door.headers.get('location') ?? '/', server.url), { headers: { cookie } });
    await answer.text();
    if (!answer.ok) throw new Error(`The page answered ${answer.status}`);
    return secondsSince(beganMs);
  } finally {
    await server.stop();
  }
}

/** From asking for the page to its heading, in a browser that has not seen it. */
async function pageSeconds(setting: OwnSetting): Promise<number> {
  const executablePath = browserBinary();
  if (executablePath === null) throw new Error(howToInstall);
  const server = await serve(freshData(setting));
  const browser = await chromium.launch({ executablePath, args: quietChromium });
  try {
    const page = await browser.newPage();
    const beganMs = performance.now();
    await page.goto(server.url);
    await page.waitForSelector('h1');
    return secondsSince(beganMs);
  } finally {
    await browser.close();
    await server.stop();
  }
}

const parts: Record<OwnPart, (setting: OwnSetting) => number | Promise<number>> = {
  'first-answer': (setting) => train(setting, ['--freeze', 'head'], 'firstAnswer'),
  'head-epochs': (setting) => train(setting, ['--freeze', 'head', '--epochs', '10', '--precision', 'float32']),
  'stage4-epochs': (setting) => train(setting, ['--freeze', 'until:stage4', '--epochs', '10', '--augment', 'light', '--precision', 'float32']),
  'predict-run': async (setting) => {
    const { data, run } = await setting.grounds.run();
    return predictRate(setting, run, data);
  },
  'predict-onnx': async (setting) => predictRate(setting, await setting.grounds.exported(), freshData(setting)),
  decode: decodeRate,
  'scan-10000': (setting) => scanRate(setting, '10000'),
  'scan-100000': (setting) => scanRate(setting, '100000'),
  'scan-photographs': (setting) => scanRate(setting, 'photographs'),
  help: () => starts('--help'),
  doctor: (setting) => starts('doctor', '--data-dir', freshData(setting)),
  serve: serveSeconds,
  page: pageSeconds,
};

/** What a part makes once and is not measured with it. */
export async function prepareOurs(own: OwnWork, { grounds }: OwnSetting): Promise<void> {
  if (own === 'predict-run' || own === 'predict-onnx') await grounds.folder('3000');
  if (own === 'predict-run') await grounds.run();
  if (own === 'predict-onnx') await grounds.exported();
  if (own === 'scan-10000' || own === 'scan-100000') await grounds.folder(own === 'scan-10000' ? '10000' : '100000');
  if (own === 'scan-photographs') await grounds.folder('photographs');
}

/** Measures once, here: in images a second or in seconds. */
export async function measureOurs(own: OwnWork, model: string | null, precision: SpeedPrecision, setting: OwnSetting): Promise<number> {
  if (typeof own === 'string') return parts[own](setting);
  const workFolder = mkdtempSync(join(setting.grounds.scratch, 'step-'));
  try {
    const { imagesPerSecond } = await measureStep({ ...own, model: model!, precision, threads: setting.threads, workFolder, images: sampleImages() });
    return imagesPerSecond;
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}
