import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const checkout = join(import.meta.dirname, '..', '..');
const venv = join(checkout, '.venv-ray');

/** A Ray on this machine alone. */
export interface TestCluster {
  readonly address: string;
  /** Where Ray keeps its logs, with the token's file. */
  readonly folder: string;
  readonly tokenFile: string;
  readonly token: string;
  readonly version: string;
  readonly secondsToAnswer: number;
  /** Ends all of it. @returns what still runs of it after that */
  stop(): Promise<string[]>;
}

/** Ray in `.venv-ray` in the checkout, made here and made anew when requirements.txt changes. @returns its folder */
function prepareVenv(): string {
  const requirements = join(import.meta.dirname, 'requirements.txt');
  const stamp = join(venv, 'requirements.txt'); // a copy of what is installed
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(requirements, 'utf8')) return venv;
  console.error('making .venv-ray, half a minute and 400 MB ...');
  rmSync(venv, { recursive: true, force: true });
  must('python3', ['-m', 'venv', venv]);
  must(join(venv, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  writeFileSync(stamp, readFileSync(requirements));
  return venv;
}

function must(command: string, args: string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`, { cause: error });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Processes that have a text in their command line, or in the environment they were started with. */
export const processesWith = (text: string, where: 'line' | 'anywhere' = 'line'): { pid: number; line: string }[] =>
  readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    try {
      const read = (name: string): string => readFileSync(`/proc/${pid}/${name}`, 'utf8');
      const line = read('cmdline').replaceAll('\0', ' ').trim();
      return line.includes(text) || (where === 'anywhere' && read('environ').includes(text)) ? [{ pid: Number(pid), line }] : [];
    } catch {
      return []; // it has gone, or is another user's
    }
  });

export const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** All that a process has started, and what those have, as far as they still hang together. */
export function belowOf(pid: number): number[] {
  const parents = readdirSync('/proc').flatMap((one) => {
    if (!/^\d+$/.test(one)) return [];
    try {
      return [{ pid: Number(one), parent: parentOf(Number(one)) }];
    } catch {
      return []; // it has gone
    }
  });
  const below = (of: number): number[] => parents.filter(({ parent }) => parent === of).flatMap((one) => [one.pid, ...below(one.pid)]);
  return below(pid);
}

export const parentOf = (pid: number): number => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1]);

/**
 * Starts one with a token of its own, small, and deaf to everybody but this machine. In the foreground (`--block`), so that ending it ends all of it:
 * not `ray stop`, which ends every process whose name looks like Ray's, whoever started it.
 * @param cpus that it believes to have, as `gpus`
 * @param temporary TMPDIR of its tasks
 */
export async function startCluster({ cpus = 1, gpus = 0, patienceMs = 240_000, prefix = '', temporary = tmpdir() } = {}): Promise<TestCluster> {
  const folder = prepareVenv();
  // Short: sockets lie below it, and their paths may have 107 characters.
  const temp = mkdtempSync('/tmp/graft-ray-');
  const token = randomBytes(24).toString('hex');
  const tokenFile = join(temp, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const [dashboard, gcs, client] = [await freePort(), await freePort(), await freePort()];
  const address = `http://127.0.0.1:${dashboard}`;
  const options = ['--block', '--head', '--dashboard-host=127.0.0.1', `--dashboard-port=${dashboard}`, `--port=${gcs}`, `--ray-client-server-port=${client}`, `--num-cpus=${cpus}`, `--num-gpus=${gpus}`];
  const small = ['--object-store-memory=80000000', `--temp-dir=${temp}`, '--disable-usage-stats', '--include-log-monitor=false', '--log-style=record', '--log-color=false'];
  const child = spawn('nice', ['-n', '5', join(folder, 'bin', 'ray'), 'start', ...options, ...small], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: `${join(folder, 'bin')}:${prefix}${process.env['PATH']}`,
      TMPDIR: temporary,
      RAY_AUTH_MODE: 'token',
      RAY_AUTH_TOKEN_PATH: tokenFile,
      RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER: '0', // all sockets on 127.0.0.1
      RAY_GRACEFUL_SHUTDOWN_DRAIN_TIMEOUT_S: '0', // SIGTERM ends at once instead of draining for half a minute
      RAY_raylet_start_wait_time_s: '180', // a busy machine
      RAY_enable_worker_prestart: '0',
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (said = (said + text).slice(-4000)));
  const begunMs = Date.now();
  try {
    const version = await firstAnswer(child, address, token, begunMs + patienceMs);
    return { address, folder: temp, tokenFile, token, version, secondsToAnswer: (Date.now() - begunMs) / 1000, stop: () => end(child, temp) };
  } catch (error) {
    await end(child, temp);
    throw new Error(`Ray did not start within ${patienceMs / 1000} s; on a busy machine it may not. It said:\n${said}`, { cause: error });
  }
}

async function firstAnswer(child: ChildProcess, address: string, token: string, untilMs: number): Promise<string> {
  while (child.exitCode === null && Date.now() < untilMs) {
    const version = await ask(address, token);
    if (version !== null) return version;
    await wait(500);
  }
  throw new Error(child.exitCode === null ? 'no answer' : `it ended with ${child.exitCode}`);
}

/** Null while nothing answers. */
const ask = (address: string, token: string): Promise<string | null> =>
  new Promise((resolve) => {
    const request = http.get(`${address}/api/version`, { headers: { Authorization: `Bearer ${token}` }, timeout: 5000 }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve(answer.statusCode === 200 ? (JSON.parse(text) as { ray_version: string }).ray_version : null));
    });
    request.on('timeout', () => request.destroy()).on('error', () => resolve(null));
  });

function killSurely(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function end(child: ChildProcess, temp: string): Promise<string[]> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await Promise.race([exited, wait(30_000)]);
  }
  // Workers see that their raylet has gone within seconds.
  for (let i = 0; i < 40 && processesWith(temp, 'anywhere').length > 0; i++) await wait(250);
  const left = processesWith(temp, 'anywhere');
  for (const { pid } of left) killSurely(pid);
  rmSync(temp, { recursive: true, force: true });
  return left.map(({ line }) => line.slice(0, 200));
}
