import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { engineEnvironment } from '../../src/core/engine-host/environment.ts';
import type { Precision } from '../../src/shared/run-settings.ts';
import type { Spread } from '../spread.ts';
import type { OperationTime } from './operations.ts';

interface Network {
  readonly model: string;
  readonly precision: Precision;
}

export type Ask =
  | (Network & { readonly what: 'forward'; readonly batches: readonly number[] })
  | (Network & { readonly what: 'step'; readonly batchNorm: 'eval' | 'train'; readonly batches: readonly number[] })
  | (Network & { readonly what: 'bits'; readonly batchNorm: 'eval' | 'train'; readonly batch: number })
  | { readonly what: 'overflow'; readonly model: string; readonly batch: number }
  | { readonly what: 'operations'; readonly precision: Precision; readonly batch: number }
  | { readonly what: 'feed'; readonly batches: readonly number[] }
  | { readonly what: 'golden'; readonly models: readonly string[] };

export interface Timed {
  readonly batch: number;
  readonly imagesPerSecond: Spread;
  /** Of the card, taken by the process so far; it is never given back, so batches go from small to large. Null where not told. */
  readonly memoryBytes: number | null;
}

/** Steps of float16 from a scale of the loss at which its gradients overflow, after one that is well. */
export interface Overflow {
  /** Steps that were not applied, the scale halved after each. */
  readonly skipped: number;
  /** Whether weights and moments had the same bits after each of them. */
  readonly kept: boolean;
  /** Scale and loss of the first step that was applied; null where none was. */
  readonly applied: { readonly scale: number; readonly loss: number } | null;
  /** Whether that step changed them, and to the bits which it leaves where none was skipped before it. */
  readonly same: boolean;
}

export interface Answer {
  readonly timed?: readonly Timed[];
  readonly bits?: { readonly sha256: string; readonly loss: number; readonly applied: number };
  readonly overflow?: Overflow;
  readonly operations?: readonly OperationTime[];
  readonly feed?: readonly { readonly batch: number; readonly bytesMilliseconds: number; readonly wordsMilliseconds: number }[];
  /** Largest difference of a logit over the golden's rms. */
  readonly errors?: readonly { readonly model: string; readonly error: number }[];
}

/** Has one thing measured in a process of its own, with the engine's environment and `more`. @throws Error where it dies, with its last lines */
export function measured(ask: Ask): Promise<Answer> {
  const child = fork(fileURLToPath(new URL('measure.ts', import.meta.url)), {
    env: engineEnvironment(availableParallelism()),
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr!.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
  child.send(ask);
  return new Promise((resolve, reject) => {
    child.on('message', (answer: Answer) => resolve(answer));
    child.on('exit', (code, signal) => reject(new Error(`${JSON.stringify(ask)} ended early (${signal ?? code}): ${said}`)));
  });
}
