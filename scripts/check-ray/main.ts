// npm run check:ray: a study of four tiny trials on a real Ray of this machine: its studio killed, the study stopped and resubmitted, a worker killed, the weights of
// a trial compared with those of the local executor, all torn down, and looked for what is left. Ray lies in .venv-ray in the checkout.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { parentOf, processesWith, startCluster } from './cluster.ts';

const checkout = join(import.meta.dirname, '..', '..');
const sample = join(checkout, 'datasets', 'sample');
const begunMs = Date.now();
const work = mkdtempSync(join(tmpdir(), 'graft-check-ray-'));
const storage = join(work, 'shared');
mkdirSync(storage);
const net = { stem: 'small', stemChannels: 8, stages: [8, 12, 16].map((channels, i) => ({ blocks: 1, channels, stride: i === 0 ? 1 : 2 })), block: 'basic' };
const base = { net: JSON.stringify(net), imageSize: 32, precision: 'float32', threads: 1, batchSize: 16, epochs: 12, cacheSizeBytes: 1e8 };
const study = writeStudy('study.json', { repeats: { seeds: 4 } });
const one = writeStudy('one.json', { repeats: { seeds: 1 } });

const cluster = await startCluster();
const steps: string[] = [];
let left: string[] = [];
try {
  tell(`Ray ${cluster.version} answers after ${cluster.secondsToAnswer.toFixed(1)} s`);
  const where = ['--executor', 'ray', '--address', cluster.address, '--storage', storage, '--token-file', cluster.tokenFile];

  const first = graft('cluster', ['study', 'run', study, sample, ...where]);
  await first.until(({ event, state }) => event === 'trial' && state === 'done');
  first.child.kill('SIGKILL');
  await first.ended;
  need((await answer('cluster', ['study', 'show', '1']))['status'] === 'running', 'killed, the studio leaves the cluster at work, and finds it again');
  need((await answer('cluster', ['study', 'stop', '1']))['status'] === 'stopped', 'the study was stopped');
  need(trialProcesses().length === 0, 'no process of a trial is left after the stop');
  tell('a studio that was killed left the cluster at work; stopped by another, no process is left');

  const second = graft('cluster', ['study', 'resume', '1']);
  await second.until(({ event, state }) => event === 'trial' && state === 'running');
  await killWorker();
  const { code, events, stderr } = await second.ended;
  const finished = events.at(-1)!;
  need(code === 0 && finished['status'] === 'done', `resubmitted, with a worker killed, all trials are done: ${JSON.stringify(finished)} ${stderr}`);
  const runs = (finished['rows'] as { runs: number[] }[])[0]!.runs;
  need(runs.length === 4, `four runs: ${runs.join(' ')}`);
  tell('resubmitted, its worker killed with -9, the rest is done: runs ' + runs.join(' '));

  const local = graft('local', ['study', 'run', one, sample]);
  const here = await local.ended;
  need(here.code === 0, `the same trial here: ${here.stderr}`);
  const [there, same] = [weights('cluster', runs[0]!), weights('local', 1)];
  need(there === same, `the weights of a trial are those of the local executor: ${there} and ${same}`);
  tell(`weights on Ray and here: the same, sha256 ${same.slice(0, 16)}…`);
} finally {
  left = await cluster.stop();
  rmSync(work, { recursive: true, force: true });
}
need(left.length === 0 && processesWith(work).length === 0, `nothing of Ray is left: ${left.join('\n')}`);
tell('Ray ended; no process and no folder of it is left');
console.log(`check:ray passed: ${steps.length} steps in ${Math.round((Date.now() - begunMs) / 1000)} s`);

function writeStudy(name: string, more: object): string {
  const file = join(work, name);
  writeFileSync(file, JSON.stringify({ title: 'On Ray', base, ...more }));
  return file;
}

function tell(step: string): void {
  steps.push(step);
  console.log(`${String(Math.round((Date.now() - begunMs) / 1000)).padStart(4)} s  ${step}`);
}

function need(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`Does not hold: ${what}`);
}

interface Followed {
  readonly child: ReturnType<typeof spawn>;
  readonly ended: Promise<{ code: number | null; events: Record<string, unknown>[]; stderr: string }>;
  /** Until an event comes; fails where the program ends before. */
  until(wanted: (event: Record<string, unknown>) => boolean): Promise<void>;
}

function graft(home: string, args: readonly string[]): Followed {
  const child = spawn(join(checkout, 'graft'), [...args, '--json', '--data-dir', join(work, home)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const events: Record<string, unknown>[] = [];
  const waiting: { wanted: (event: Record<string, unknown>) => boolean; found: () => void }[] = [];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = JSON.parse(line) as Record<string, unknown>;
    events.push(event);
    for (const { wanted, found } of waiting) if (wanted(event)) found();
  });
  const ended = new Promise<Awaited<Followed['ended']>>((resolve) => child.on('close', (code) => resolve({ code, events, stderr })));
  return {
    child,
    ended,
    until: (wanted) =>
      Promise.race([
        new Promise<void>((found) => (events.some(wanted) ? found() : waiting.push({ wanted, found }))),
        ended.then(() => Promise.reject(new Error(`graft ${args.join(' ')} ended before:\n${stderr}`))),
      ]),
  };
}

async function answer(home: string, args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, events, stderr } = await graft(home, args).ended;
  need(code === 0, `graft ${args.join(' ')}: ${stderr}`);
  return events.at(-1)!;
}

function trialProcesses() {
  return processesWith(join(storage, 'studies')).filter(({ line }) => line.includes('trial run'));
}

/** What is above the shell that started the runner. */
async function killWorker(): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const shell = trialProcesses().find(({ line }) => line.startsWith('/bin/sh -c'));
    if (shell) return void process.kill(parentOf(shell.pid), 'SIGKILL');
    await wait(50);
  }
  need(false, 'a trial runs');
}

function weights(home: string, run: number): string {
  return createHash('sha256').update(readFileSync(join(work, home, 'runs', String(run), 'model.safetensors'))).digest('hex');
}
