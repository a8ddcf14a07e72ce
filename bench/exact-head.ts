import { fork } from 'node:child_process';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { engineEnvironment } from '../src/core/engine-host/environment.ts';
import { engineFlags } from '../src/core/engine-host/process-host.ts';
import { solveSeconds } from '../src/core/training/solve-seconds.ts';
import type { ExactMeasurement } from './exact-head-measure.ts';

interface Timed {
  seconds: number;
  /** Of all threads: what it takes where others keep the processor busy. */
  processorSeconds: number;
}

interface Measured {
  l2: number;
  gradientNorm: number;
  iterations: number;
  chosen: Timed;
  given: Timed;
  memoryBytes: number;
}

const script = fileURLToPath(new URL('exact-head-measure.ts', import.meta.url));

function measure(asked: ExactMeasurement): Promise<Measured> {
  const child = fork(script, { env: engineEnvironment(availableParallelism()), execArgv: [...engineFlags], stdio: ['ignore', 'inherit', 'ignore', 'ipc'] });
  child.send(asked);
  return new Promise((resolve, reject) => {
    child.on('message', (measured: Measured) => resolve(measured));
    child.on('exit', (code, signal) => reject(new Error(`The measurement ended early (${signal ?? code})`)));
  });
}

const sizes: ExactMeasurement[] = [
  { rows: 240, dimensions: 512, classes: 6 },
  { rows: 2000, dimensions: 512, classes: 10 },
  { rows: 10_000, dimensions: 2048, classes: 10 },
  { rows: 1_000, dimensions: 512, classes: 6 },
  { rows: 5_000, dimensions: 512, classes: 6 },
  { rows: 20_000, dimensions: 512, classes: 6 },
  { rows: 3_000, dimensions: 512, classes: 100 },
];

/** Prints how long a linear head takes to be solved, its l2 chosen and given, and how long a run would tell that it takes. @param rest only sizes with so many rows */
export async function benchExactHead(rest: readonly string[]): Promise<void> {
  console.log(`${cpus()[0]!.model}, ${availableParallelism()} threads, load ${loadavg()[0]!.toFixed(1)}`);
  console.log('rows x features, classes   l2 chosen (processor)   l2 given (processor)   told, chosen and given   l2       iterations   gradient   memory');
  for (const asked of sizes.filter(({ rows }) => rest.length === 0 || rest.includes(String(rows)))) {
    const { l2, gradientNorm, iterations, chosen, given, memoryBytes } = await measure(asked);
    const size = `${asked.rows} x ${asked.dimensions}, ${asked.classes}`.padEnd(27);
    const seconds = [chosen, given].map((one) => `${one.seconds.toFixed(1)} s (${one.processorSeconds.toFixed(1)} s)`.padEnd(22)).join(' ');
    const told = [false, true].map((isGiven) => `${solveSeconds(asked.rows, asked.dimensions, asked.classes, isGiven).toFixed(1)} s`).join(', ').padEnd(24);
    console.log(`${size}${seconds} ${told} ${l2.toExponential(0).padEnd(8)} ${String(iterations).padEnd(12)} ${gradientNorm.toExponential(1).padEnd(10)} ${(memoryBytes / 1e6).toFixed(0)} MB`);
  }
}
