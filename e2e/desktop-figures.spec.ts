import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { call } from './fixtures/calls.ts';
import { applicationOf, closeApplication, firstWindow, launchProgram } from './fixtures/electron-under-test.ts';
import { openFewLeaves } from './fixtures/few-leaves.ts';
import { quantile } from './fixtures/scripting-time.ts';
import { graft } from './fixtures/terminal.ts';
import { enginesOf, startedBy } from './fixtures/trainers.ts';
import { expect, test } from './fixtures/test.ts';

// What the program costs in a real Electron: printed, with the load of the machine; bounds are wide, because others may use it too.
// GRAFT_ROUNDS=5 for figures to be quoted.

const rounds = Number(process.env.GRAFT_ROUNDS ?? 1);
const load = (): string => `load ${loadavg()[0]!.toFixed(1)}`;
const spread = (values: readonly number[], unit: string): string =>
  `${quantile(values, 0.5).toFixed(0)} ${unit} (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}, ${values.length} rounds)`;

interface Started {
  /** From the start of the process to the first picture of the page, milliseconds. */
  readonly pageMs: number;
  /** What the main process computed until then: does not depend on what else the machine does. */
  readonly processorMs: number;
  /** Of the test's first call, through the page. */
  readonly answerMs: number;
}

async function timedStart(workFolder: string): Promise<Started> {
  const beganMs = Date.now();
  const application = await launchProgram(workFolder);
  const page = await firstWindow(application);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  // A heading may stand before it is painted.
  const painted = await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  const paintedMs = (await page.evaluate(() => performance.timeOrigin)) + (await painted.jsonValue())!;
  const { user, system } = await application.evaluate(() => process.cpuUsage());
  const askedMs = performance.now();
  await call(page, 'datasets/list');
  const answerMs = performance.now() - askedMs;
  await closeApplication(application);
  return { pageMs: paintedMs - beganMs, processorMs: (user + system) / 1000, answerMs };
}

test('desktop: how long it takes to the first page and the first answer', async ({ workFolder }, { project }) => {
  test.skip(project.name !== 'electron', 'measured in the program');
  // The first start makes the data folder, and Chromium's cache of compiled scripts.
  await timedStart(workFolder);
  const starts: Started[] = [];
  for (let round = 0; round < Math.max(3, rounds); round += 1) starts.push(await timedStart(workFolder));
  const processor = spread(starts.map(({ processorMs }) => processorMs), 'ms');
  console.log(`start to first page ${spread(starts.map(({ pageMs }) => pageMs), 'ms')}, of the processor in the main process ${processor}; a first call ${spread(starts.map(({ answerMs }) => answerMs), 'ms')}; ${load()}`);
  expect(Math.min(...starts.map(({ pageMs }) => pageMs))).toBeLessThan(6000);
});

/** Megabytes that a process and all it started hold, shared pages by their share. */
const heldMb = (application: ElectronApplication): number => {
  const pids = [application.process().pid!, ...startedBy(application.process().pid!)];
  return pids.map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)).reduce((sum, kb) => sum + kb, 0) / 1024;
};

/** Minor page faults of a process until now. */
const faultsOf = (pid: number): number => Number(readIfThere(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[7] ?? 0);

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // A process may end while it is looked at.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}

interface Trained {
  readonly imagesPerSecond: number;
  readonly faults: number;
}

const spec = { freeze: 'until:stage4', epochs: 4, imageSize: 160 } as const;
const leaves = { birch: 40, linden: 40, maple: 40, oak: 40, rowan: 40, willow: 40 };

interface RunRow {
  readonly run: number;
  readonly state: string;
  readonly imagesPerSecond: number | null;
}

/** A run from its start to its end, its engine, among `engines`, watched meanwhile. */
async function trained(engines: () => readonly number[], run: () => Promise<RunRow>): Promise<Trained> {
  let faults = 0;
  const watch = setInterval(() => {
    for (const pid of engines()) faults = Math.max(faults, faultsOf(pid));
  }, 200);
  try {
    const { imagesPerSecond } = await run();
    return { imagesPerSecond: imagesPerSecond!, faults };
  } finally {
    clearInterval(watch);
  }
}

async function inProgram(page: Page): Promise<RunRow> {
  const [project] = await call<{ id: string }[]>(page, 'datasets/list');
  const { run } = await call<{ run: number }>(page, 'runs/start', { dataset: project!.id, spec });
  const row = async () => (await call<RunRow[]>(page, 'runs/list', { dataset: project!.id })).find((one) => one.run === run)!;
  // Seldom: who asks takes the processor from it. Its speed is what the engine itself measured.
  await expect.poll(async () => (await row()).state, { timeout: 120_000, intervals: [4000] }).toBe('done');
  return row();
}

test('desktop: memory idle and training, and the engine beside the one of the terminal', async ({ studio, workFolder }) => {
  test.skip(studio.server !== null, 'measured in the program');
  test.setTimeout(180_000 + rounds * 240_000);
  const { page } = studio;
  const application = applicationOf(page)!;
  const images = await openFewLeaves(page, workFolder, leaves);
  await expect.poll(() => enginesOf(application.process().pid!).length).toBe(0);
  const inside = () => enginesOf(application.process().pid!);
  const outside = () => enginesOf(process.pid).filter((pid) => !inside().includes(pid));
  const idleMb = heldMb(application);
  let trainingMb = 0;
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    // Seldom: while the kernel counts a process's pages it gives it none.
    const watch = setInterval(() => (trainingMb = Math.max(trainingMb, heldMb(application))), 5000);
    const here = await trained(inside, () => inProgram(page));
    clearInterval(watch);
    const args = ['train', images, '--freeze', spec.freeze, '--epochs', String(spec.epochs), '--image-size', String(spec.imageSize)];
    const there = await trained(outside, async () => {
      await graft(join(workFolder, `terminal-${round}`), args);
      return (await runsOf(join(workFolder, `terminal-${round}`)))[0]!;
    });
    ratios.push(here.imagesPerSecond / there.imagesPerSecond);
    const told = ({ imagesPerSecond, faults }: Trained) => `${imagesPerSecond.toFixed(1)} images/s, ${(faults / 1000).toFixed(0)} thousand page faults`;
    console.log(`round ${round}: in the program ${told(here)}; in the terminal ${told(there)}; ${load()}`);
  }
  console.log(`memory of all its processes: idle ${idleMb.toFixed(0)} MB, training ${trainingMb.toFixed(0)} MB; program to terminal ${quantile(ratios, 0.5).toFixed(3)}; ${load()}`);
  expect(readdirSync(join(workFolder, 'data/runs')).length).toBe(rounds);
  expect(idleMb).toBeLessThan(1500);
});

const runsOf = async (dataFolder: string): Promise<RunRow[]> => (await graft(dataFolder, ['runs', 'list'])).flat() as unknown as RunRow[];
