// Many trials on many simulated nodes, with the real driver, the real submission and the real taking in; only training is a wait (`stand-in`). What docs/scale.md tells
// was measured with it: scripts/pinned-node scripts/check-ray/scale.ts --trials 1000 --at-once 100 --seconds 10
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { processesWith, startCluster } from './cluster.ts';

const { values } = parseArgs({ options: { trials: { type: 'string', default: '1000' }, 'at-once': { type: 'string', default: '100' }, seconds: { type: 'string', default: '10' } } });
const [trials, atOnce, seconds] = [Number(values.trials), Number(values['at-once']), Number(values.seconds)];
const checkout = join(import.meta.dirname, '..', '..');
const sample = join(checkout, 'datasets', 'sample');
const work = mkdtempSync(join(tmpdir(), 'graft-scale-'));
const [storage, fake] = [join(work, 'shared'), join(work, 'checkout')];
const net = { stem: 'small', stemChannels: 8, stages: [8, 12, 16].map((channels, i) => ({ blocks: 1, channels, stride: i === 0 ? 1 : 2 })), block: 'basic' };
const base = { net: JSON.stringify(net), imageSize: 32, precision: 'float32', threads: 1, batchSize: 16, epochs: 1, cacheSizeBytes: 1e8 };

for (const folder of [storage, join(fake, 'template')]) mkdirSync(folder, { recursive: true });
makeStandIn();
const cluster = await startCluster({ cpus: atOnce });
try {
  console.log(JSON.stringify({ trials, atOnce, seconds, ray: cluster.version, secondsToAnswer: cluster.secondsToAnswer, load: loadavg()[0] }));
  await measure();
} finally {
  const left = await cluster.stop();
  rmSync(work, { recursive: true, force: true });
  console.log(JSON.stringify({ left: left.length, processes: processesWith(work).length }));
}

/** A real trial, whose result all others bring home. */
function makeStandIn(): void {
  const made = graftSync(['study', 'run', studyFile('one.json', 1), sample, '--executor', 'ray', '--storage', storage, '--bundles-only'], 'template');
  const trial = join((made as { folder: string }).folder, 'trials', '0000');
  graftSync(['trial', 'run', trial], 'template');
  const done = JSON.parse(readFileSync(join(trial, 'done.json'), 'utf8')) as { trial: string; files: Record<string, object> };
  const files = Object.entries(done.files).map(([name, what]) => {
    copyFileSync(join(trial, name), join(fake, 'template', name.split('/').at(-1)!));
    return [`result/00000000/${name.split('/').at(-1)!}`, what];
  });
  writeFileSync(join(fake, 'done.json'), JSON.stringify({ trial: 'TRIAL', files: Object.fromEntries(files) }));
  writeFileSync(join(fake, 'seconds'), String(seconds));
  writeFileSync(join(fake, 'straggler-seconds'), String(6 * seconds));
  copyFileSync(join(import.meta.dirname, 'stand-in'), join(fake, 'graft'));
  rmSync(storage, { recursive: true });
  mkdirSync(storage);
}

function studyFile(name: string, count: number): string {
  const seeds = Math.min(100, count);
  const values = Array.from({ length: Math.ceil(count / seeds) }, (_, i) => Number((0.001 * (i + 1)).toFixed(4)));
  const file = join(work, name);
  writeFileSync(file, JSON.stringify({ title: 'Scale', base, vary: [{ field: 'learningRate', values }], repeats: { seeds } }));
  return file;
}

function graftSync(args: string[], home: string): unknown {
  const { status, stdout, stderr } = spawnSync(join(checkout, 'graft'), [...args, '--json', '--data-dir', join(work, home)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`graft ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

async function measure(): Promise<void> {
  const begunMs = Date.now();
  const at = (): number => Math.round((Date.now() - begunMs) / 100) / 10;
  const args = ['study', 'run', studyFile('study.json', trials), sample, '--executor', 'ray', '--address', cluster.address, '--storage', storage, '--token-file', cluster.tokenFile, '--checkout', fake];
  const child = spawn(join(checkout, 'graft'), [...args, '--json', '--data-dir', join(work, 'data')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const times: Record<string, number> = {};
  const taken: number[] = [];
  let failed = 0;
  const samples: object[] = [];
  let next = 30;
  const sampling = setInterval(() => {
    if (at() < next) return;
    next += 30;
    const sample = { at: at(), taken: taken.length, failed, load: loadavg()[0], ...marksNow(), ...usage() };
    samples.push(sample);
    console.log(JSON.stringify(sample));
  }, 1000);
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as Record<string, any>;
    if (event['event'] === 'job') times['submitted'] = at();
    if (event['event'] === 'trial' && event['state'] === 'running') times['firstRunning'] ??= at();
    if (event['event'] === 'trial' && event['state'] === 'done') taken.push(at());
    if (event['event'] === 'trial' && event['state'] === 'failed') failed += 1;
    if (event['event'] === 'finished') times['finished'] = at();
  }
  clearInterval(sampling);
  const marks = markTimes();
  const first = Math.min(...marks.started);
  const last = Math.max(...marks.ended);
  const lag = taken.map((time, i) => time - (marks.ended.toSorted((a, b) => a - b)[i]! - begunMs) / 1000);
  console.log(JSON.stringify({ ...times, taken: taken.length, failed, clusterSeconds: (last - first) / 1000, idealSeconds: idealSeconds(), lastTaken: taken.at(-1), lagMedian: lag.toSorted((a, b) => a - b)[lag.length >> 1], store: storeSize(), database: sizeOf(join(work, 'data')), ...usage() }));
}

function marksNow(): object {
  const study = existsSync(join(storage, 'studies')) ? readdirSync(join(storage, 'studies'))[0] : undefined;
  const names = study ? (readdirSync(join(storage, 'studies', study), { recursive: true }) as string[]).filter((name) => name.startsWith('marks/')) : [];
  const count = (ending: string): number => names.filter((name) => name.endsWith(ending)).length;
  return { started: count('.started'), done: count('.done'), markedFailed: count('.failed') };
}

function markTimes(): { started: number[]; ended: number[] } {
  const marks = join(storage, 'studies', readdirSync(join(storage, 'studies'))[0]!, 'marks');
  const of = (...endings: string[]): number[] => readdirSync(marks).filter((name) => endings.some((ending) => name.endsWith(ending))).map((name) => statSync(join(marks, name)).mtimeMs);
  return { started: of('.started'), ended: of('.done', '.failed') };
}

/** All trials on all nodes without a moment lost. */
function idealSeconds(): number {
  const total = Array.from({ length: trials }, (_, i) => (i % 200 === 11 ? 0 : i % 20 === 7 ? 6 * seconds : seconds)).reduce((sum, one) => sum + one, 0);
  return total / atOnce;
}

/** Processor seconds and resident memory (shared parts counted in each) of the parts. */
function usage(): object {
  const parts = { driver: 'driver.py', gcs: 'gcs_server', raylet: '/raylet/raylet', dashboard: 'ray/dashboard/', workers: 'ray::', graft: join(work, 'data') };
  return Object.fromEntries(
    Object.entries(parts).map(([part, text]) => {
      let [cpuSeconds, residentMb, count] = [0, 0, 0];
      for (const { pid } of processesWith(text)) {
        const stat = spawnSync('cat', [`/proc/${pid}/stat`], { encoding: 'utf8' }).stdout.split(') ').at(-1)?.split(' ') ?? [];
        cpuSeconds += (Number(stat[11] ?? 0) + Number(stat[12] ?? 0)) / 100;
        residentMb += (Number(stat[21] ?? 0) * 4096) / 1e6;
        count += 1;
      }
      return [part, { count, cpuSeconds: Math.round(cpuSeconds), residentMb: Math.round(residentMb) }];
    }),
  );
}

function sizeOf(folder: string): { files: number; bytes: number } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return { files: files.length, bytes: files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0) };
}

function storeSize(): object {
  return { objects: sizeOf(join(storage, 'objects')), studies: sizeOf(join(storage, 'studies')) };
}
