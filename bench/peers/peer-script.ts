import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pythonEnvironment, venvPython } from '../../scripts/interop/venv.ts';

const script = join(import.meta.dirname, 'peers.py');

const peersPython = (): string => venvPython('.venv-bench-peers', join(import.meta.dirname, 'requirements.txt'));

/** What one of the scripts in `peers.py` says, with the seconds of its process. @throws Error with what it said, where it cannot do it */
export async function askPeer<T>(what: 'features' | 'fastai' | 'plain', threads: number, ask: Readonly<Record<string, unknown>>): Promise<T & { readonly seconds: number; readonly peakMemoryBytes: number }> {
  const python = peersPython();
  const beganMs = performance.now();
  const child = spawn(python, [script], { env: { ...pythonEnvironment, OMP_NUM_THREADS: String(threads) }, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify({ what, threads, ...ask }));
  const [answer, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new Error(`${what} in peers.py ended with ${code}:\n${complaint.slice(-2000)}`);
  return { ...(JSON.parse(answer.trim().split('\n').at(-1)!) as T & { peakMemoryBytes: number }), seconds: (performance.now() - beganMs) / 1000 };
}
