import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pythonEnvironment, venvPython } from '../../scripts/interop/venv.ts';
import type { PeerAsk } from './cells.ts';

export interface PeerFigure {
  /** What the peer counted: images a second, multiply-adds a second. */
  readonly value: number;
  /** From the start of its process to the end, what it imports in it. */
  readonly seconds: number;
  readonly peakMemoryBytes: number;
}

/** Pillow-SIMD takes Pillow's place and name, so it has packages of its own. */
const python = (variant: string): string => venvPython(variant === 'pillow-simd' ? '.venv-pillow-simd' : '.venv-peers', join(import.meta.dirname, variant === 'pillow-simd' ? 'pillow-simd.txt' : 'requirements.txt'));

/** One measurement by `peer.py` in a process of its own. @throws Error with what it said, where it cannot do it */
export async function measurePeer(ask: PeerAsk, threads: number): Promise<PeerFigure> {
  const program = python(ask.variant);
  const beganMs = performance.now();
  const child = spawn(program, [join(import.meta.dirname, 'peer.py')], {
    env: { ...pythonEnvironment, OMP_NUM_THREADS: String(threads) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify({ threads, ...ask }));
  const [answer, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new Error(`peer.py, ${JSON.stringify(ask)}, ended with ${code}:\n${complaint.slice(-2000)}`);
  const { value, peakMemoryBytes } = JSON.parse(answer.trim().split('\n').at(-1)!) as Omit<PeerFigure, 'seconds'>;
  return { value, seconds: (performance.now() - beganMs) / 1000, peakMemoryBytes };
}
