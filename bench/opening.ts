import { fork } from 'node:child_process';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { engineEnvironment } from '../src/core/engine-host/environment.ts';
import { engineFlags } from '../src/core/engine-host/process-host.ts';
import type { Opening, OpeningMeasurement } from './opening-measure.ts';
import { interleaved, spreadOf } from './spread.ts';

const rounds = 5;
const measurements: OpeningMeasurement[] = [
  { model: 'resnet18', imageSize: 160 },
  { model: 'resnet50', imageSize: 224 },
];

function measure(asked: OpeningMeasurement, checkout: string): Promise<Opening[]> {
  const child = fork(join(checkout, 'bench', 'opening-measure.ts'), { env: engineEnvironment(availableParallelism()), execArgv: [...engineFlags], stdio: ['ignore', 'inherit', 'ignore', 'ipc'] });
  child.send(asked);
  return new Promise((answered, reject) => {
    child.on('message', (told: Opening[]) => answered(told));
    child.on('exit', (code, signal) => reject(new Error(`The measurement ended early (${signal ?? code})`)));
  });
}

function spreadText(values: readonly number[]): string {
  const { median, least, most } = spreadOf(values);
  return `${median.toFixed(0)} (${least.toFixed(0)} to ${most.toFixed(0)})`.padStart(22);
}

/**
 * `npm run bench -- opening [network] [--against <checkout>]`: processor milliseconds of opening each graph of a run, and what its first batch takes more than later
 * ones; median (least to most) of five processes, in turn with those of another checkout where one is given.
 */
export async function benchOpening(rest: readonly string[]): Promise<void> {
  const chosen = measurements.filter(({ model }) => rest.includes(model) || !measurements.some((one) => rest.includes(one.model)));
  const checkouts = [join(import.meta.dirname, '..'), ...(rest.includes('--against') ? [resolve(rest[rest.indexOf('--against') + 1] ?? '')] : [])];
  const turns = chosen.flatMap((asked) => checkouts.map((checkout) => ({ asked, checkout })));
  console.log(`${cpus()[0]!.model}, ${availableParallelism()} threads, load before: ${loadavg()[0]!.toFixed(1)}; processor ms, median (least to most) of ${rounds}`);
  const measured = await interleaved(turns, rounds, ({ asked, checkout }) => measure(asked, checkout));
  console.log(`${'network'.padEnd(10)} ${'what'.padEnd(26)} ${'where'.padEnd(6)} ${'opened'.padStart(22)} ${'first batch, more'.padStart(22)}`);
  for (const [turn, told] of measured) {
    for (const [at, { what }] of told[0]!.entries()) {
      const of = (figure: 'openedMs' | 'firstMs') => spreadText(told.map((openings) => openings[at]![figure]));
      console.log(`${turn.asked.model.padEnd(10)} ${what.padEnd(26)} ${(turn.checkout === checkouts[0] ? 'here' : 'there').padEnd(6)} ${of('openedMs')} ${of('firstMs')}`);
    }
  }
  console.log(`load after: ${loadavg()[0]!.toFixed(1)}`);
}
