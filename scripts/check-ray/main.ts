// npm run check:ray: a study of four tiny trials on a real Ray of this machine that demands a token. Refused at the door: no token, another one, more than a node has.
// Its studio killed, a window opened and closed while it works, the study stopped and resubmitted, a worker killed, the way to the cluster cut and mended, the weights
// of a trial compared with those of the local executor, the token looked for everywhere, all torn down, and looked for what is left. Ray lies in .venv-ray in the checkout.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { belowOf, isAlive, parentOf, processesWith, startCluster } from './cluster.ts';
import { cuttableWay } from './cuttable.ts';
import { graft, saidByAll } from './followed.ts';

const checkout = join(import.meta.dirname, '..', '..');
const sample = join(checkout, 'datasets', 'sample');
const begunMs = Date.now();
const work = mkdtempSync(join(tmpdir(), 'graft-check-ray-'));
const storage = join(work, 'shared');
const ofNode = join(work, 'node');
for (const folder of [storage, ofNode]) mkdirSync(folder);
const net = { stem: 'small', stemChannels: 8, stages: [8, 12, 16].map((channels, i) => ({ blocks: 1, channels, stride: i === 0 ? 1 : 2 })), block: 'basic' };
const base = { net: JSON.stringify(net), imageSize: 32, precision: 'float32', threads: 1, batchSize: 16, epochs: 12, cacheSizeBytes: 1e8 };
const study = writeStudy('study.json', { repeats: { seeds: 4 } });
const one = writeStudy('one.json', { repeats: { seeds: 1 } });

const cluster = await startCluster({ gpus: 1, temporary: ofNode });
const way = await cuttableWay(cluster.address);
const steps: string[] = [];
let left: string[] = [];
try {
  tell(`Ray ${cluster.version} answers after ${cluster.secondsToAnswer.toFixed(1)} s`);
  const to = ['--executor', 'ray', '--address', way.address, '--storage', storage];
  const where = [...to, '--token-file', cluster.tokenFile];
  const at = (home: string) => ['--json', '--data-dir', join(work, home)];

  const other = join(work, 'other-token');
  writeFileSync(other, 'another-token', { mode: 0o600 });
  await refused(['study', 'run', study, sample, ...to, ...at('cluster')], /wants a token/);
  await refused(['study', 'run', study, sample, ...to, '--token-file', other, ...at('cluster')], /knows another token/);
  tell('without the token, and with another one, it is refused and says so');
  await refused(['study', 'run', study, sample, ...where, '--gpus-per-trial', '2', ...at('cluster')], /No node of the cluster has 1 processors and 2 GPUs.*1 processors, 1 GPUs/);
  need((await answers(['study', 'list', ...at('cluster')])).length === 0 && readdirSync(storage).length === 0, 'what is refused at the door leaves nothing');
  tell('more than a node has is refused at once, and nothing is written');

  const first = graft(['study', 'run', study, sample, ...where, '--gpus-per-trial', '0.5', ...at('cluster')]);
  await first.until(({ event, state }) => event === 'trial' && state === 'running');
  const engine = await engineOfTrial();
  need(engine.environment.includes('\0CUDA_VISIBLE_DEVICES=0\0'), 'a trial sees the graphics card that Ray gave it');
  need(!engine.environment.includes(cluster.token), 'the token is in no environment of a trial');
  await first.until(({ event, state }) => event === 'trial' && state === 'done');
  first.child.kill('SIGKILL');
  await first.ended;
  need((await answer(['study', 'show', '1', ...at('cluster')]))['status'] === 'running', 'killed, the studio leaves the cluster at work, and finds it again');
  tell('parts of a graphics card reach the trial; a studio that was killed left the cluster at work');

  const window = graft(['serve', '--port', '0', ...at('cluster')]);
  const before = await doneRuns(at('cluster'));
  while ((await doneRuns(at('cluster'))) === before) await wait(1000);
  window.child.kill('SIGTERM');
  await window.ended;
  await engineOfTrial();
  const working = trialProcesses();
  need(working.length > 0, 'a window that is closed leaves the cluster at work');
  const all = [...new Set(working.flatMap(({ pid }) => [pid, ...belowOf(pid)]))];
  need((await answer(['study', 'stop', '1', ...at('cluster')]))['status'] === 'stopped', 'the study was stopped');
  need(trialProcesses().length === 0 && !all.some(isAlive), 'no process of a trial is left after the stop');
  tell(`a window took in what was done and was closed; stopped, none of its ${all.length} processes is left`);

  const second = graft(['study', 'resume', '1', ...at('cluster')]);
  await second.until(({ event, state }) => event === 'trial' && state === 'running');
  await killWorker();
  await way.cut();
  await second.untilSaid(/The connection is lost \(Nothing answers at/);
  const cut = graft(['study', 'show', '1', ...at('cluster')]);
  need(/Nothing answers at/.test((await cut.ended).stderr), 'who looks on is told that the connection is lost');
  await way.mend();
  await second.untilSaid(/The connection is back/);
  const { code, events, stderr } = await second.ended;
  const finished = events.at(-1)!;
  need(code === 0 && finished['status'] === 'done', `resubmitted, with a worker killed and the way cut, all trials are done: ${JSON.stringify(finished)} ${stderr}`);
  const runs = (finished['rows'] as { runs: number[] }[])[0]!.runs;
  need(runs.length === 4, `four runs: ${runs.join(' ')}`);
  tell(`resubmitted, its worker killed with -9, the way to it cut and mended, the rest is done: runs ${runs.join(' ')}`);
  const slots = join(ofNode, readdirSync(ofNode).find((name) => name.startsWith('graft-trials-'))!);
  need(readdirSync(slots).some((slot) => existsSync(join(slots, slot, 'objects'))), 'the node keeps the pictures for the next trial');

  const local = await graft(['study', 'run', one, sample, ...at('local')]).ended;
  need(local.code === 0, `the same trial here: ${local.stderr}`);
  const [there, same] = [weights('cluster', runs[0]!), weights('local', 1)];
  need(there === same, `the weights of a trial are those of the local executor: ${there} and ${same}`);
  tell(`weights on Ray and here: the same, sha256 ${same.slice(0, 16)}…`);

  const looked = filesWithToken(work, []);
  need(looked.with.length === 0, `the token is in no database, bundle or log: ${looked.with.join(' ')}`);
  const ofRay = filesWithToken(cluster.folder, [cluster.tokenFile]);
  need(ofRay.with.length === 0, `nor in a log of Ray: ${ofRay.with.join(' ')}`);
  need(saidByAll.length > 0 && !saidByAll.some((text) => text.includes(cluster.token)), 'nor in anything that was said');
  tell(`the token is in none of ${looked.files} files of ours and ${ofRay.files} of Ray's, and was never said`);
} finally {
  await way.cut();
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

async function refused(args: readonly string[], said: RegExp): Promise<void> {
  const { code, stderr } = await graft(args).ended;
  need(code !== 0 && said.test(stderr), `graft ${args.join(' ')} is refused with ${said}: exit ${code}, ${stderr}`);
}

async function answers(args: readonly string[]): Promise<unknown[]> {
  return (await answer(args)) as unknown as unknown[];
}

async function answer(args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, events, stderr } = await graft(args).ended;
  need(code === 0, `graft ${args.join(' ')}: ${stderr}`);
  return events.at(-1)!;
}

async function doneRuns(home: readonly string[]): Promise<number> {
  return ((await answer(['study', 'show', '1', ...home]))['rows'] as { runs: number[] }[])[0]!.runs.length;
}

function trialProcesses() {
  return processesWith(join(storage, 'studies')).filter(({ line }) => line.includes('trial run'));
}

/** The process that trains for a trial. */
async function engineOfTrial(): Promise<{ environment: string }> {
  for (let i = 0; i < 600; i++) {
    const engine = trialProcesses().flatMap(({ pid }) => belowOf(pid)).find((pid) => lineOf(pid).includes('trainer'));
    if (engine !== undefined && isAlive(engine)) return { environment: readFileSync(`/proc/${engine}/environ`, 'utf8') };
    await wait(50);
  }
  return need(false, 'a trial trains') as never;
}

function lineOf(pid: number): string {
  return isAlive(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
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

function filesWithToken(folder: string, but: readonly string[]): { files: number; with: string[] } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
  return { files: files.length, with: files.filter((file) => !but.includes(file) && readFileSync(file).includes(cluster.token)) };
}
