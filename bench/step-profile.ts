import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { engineEnvironment } from '../src/core/engine-host/environment.ts';
import type { GraphMeasurement } from './graph-work.ts';
import { spreadOf } from './spread.ts';

const steps = 12;
/** The first ones choose and compile oneDNN's kernels. */
const warming = 2;

/** What oneDNN was asked to do, in the order of a step. */
export interface Primitive {
  readonly kind: string;
  readonly ms: number;
}

/** A line of `ONEDNN_VERBOSE`, version 1: `onednn_verbose,v1,primitive,exec,cpu,<kind>,<implementation>,<propagation>,…,<ms>`; null for other lines. */
export function primitiveIn(line: string): Primitive | null {
  const fields = line.split(',');
  if (fields[0] !== 'onednn_verbose' || fields[3] !== 'exec') return null;
  const [kind, propagation] = [fields[5]!, fields[7]!];
  const ms = Number(fields.at(-1));
  if (!Number.isFinite(ms)) throw new Error(`No time in "${line}"`);
  return { kind: kind === 'convolution' ? `convolution, ${propagation.replace('_training', '').replace('_inference', '')}` : kind, ms };
}

/**
 * Milliseconds of each kind in a step. Each place of the step counts with its least over the steps: oneDNN tells the clock's time, which waiting in the
 * midst of a primitive makes longer. @throws Error where steps were not alike
 */
export function byKind(told: readonly (readonly Primitive[])[]): Map<string, number> {
  const [first] = told;
  const sums = new Map<string, number>();
  for (const [place, { kind }] of first!.entries()) {
    if (told.some((primitives) => primitives.length !== first!.length || primitives[place]!.kind !== kind)) throw new Error('The steps were not alike');
    sums.set(kind, (sums.get(kind) ?? 0) + Math.min(...told.map((primitives) => primitives[place]!.ms)));
  }
  return sums;
}

/** `npm run bench -- profile [network] [float32|bfloat16] [none|until:<cut>]`: what a training step on one thread is made of: oneDNN's part by kind, and the
 * rest. Wants a processor for itself. */
export async function benchProfile([model = 'resnet50', precision = 'float32', freeze = 'until:stage4']: readonly string[]): Promise<void> {
  const cut = freeze === 'none' ? 'stem' : freeze.replace(/^until:/, '');
  const measurement: GraphMeasurement & { steps: number } = { model, cut, precision: precision as GraphMeasurement['precision'], imageSize: 224, batchSize: 16, steps };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'step-profile-process.ts'), JSON.stringify(measurement)], {
    env: { ...engineEnvironment(1), ONEDNN_VERBOSE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const told: Primitive[][] = [[]];
  const took: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const primitive = primitiveIn(line);
    if (primitive) told.at(-1)!.push(primitive);
    if (!line.startsWith('took ')) continue;
    took.push(Number(line.slice('took '.length)));
    told.push([]);
  }
  const [status] = await ended;
  if (status !== 0) throw new Error(`The measurement ended with ${status}`);
  const kinds = byKind(told.slice(warming, steps));
  const { least, most } = spreadOf(took.slice(warming));
  const rest = least - [...kinds.values()].reduce((sum, ms) => sum + ms, 0);
  console.log(`${model}, ${precision}, ${freeze}: ${least.toFixed(0)} ms of the processor a step (at most ${most.toFixed(0)}), 224 px, batch 16, one thread`);
  for (const [kind, ms] of [...kinds].toSorted((a, b) => b[1] - a[1])) console.log(`${kind.padEnd(32)} ${ms.toFixed(1).padStart(8)} ms ${((100 * ms) / least).toFixed(1).padStart(6)} %`);
  if (rest < 0) {
    console.error('The machine is too busy: by the clock oneDNN alone took longer than the step took of the processor. Nothing of the above says anything; try again when it rests.');
    process.exitCode = 1;
    return;
  }
  console.log(`${'what is not oneDNN'.padEnd(32)} ${rest.toFixed(1).padStart(8)} ms ${((100 * rest) / least).toFixed(1).padStart(6)} %`);
}
