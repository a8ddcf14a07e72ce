import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { graftEvents } from './graft-events.ts';
import { withProcessorSeconds } from './sizes/processor-seconds.ts';
import { interleaved, spreadOf } from './spread.ts';

/** Trainings of the sample as somebody waits for them. */
const trainings: Readonly<Record<string, readonly string[]>> = {
  default: [],
  solved: ['--freeze', 'head'],
  head: ['--freeze', 'head', '--epochs', '10', '--precision', 'float32'],
  stage4: ['--freeze', 'until:stage4', '--epochs', '10', '--augment', 'light', '--precision', 'float32'],
};

interface Whole {
  /** From the start of the program. */
  readonly firstAnswerSeconds: number;
  readonly seconds: number;
  /** Of all its processes. */
  readonly processorSeconds: number;
  /** sha256 of its weights. */
  readonly weights: string;
}

async function train(checkout: string, settings: readonly string[]): Promise<Whole> {
  const data = mkdtempSync(join(tmpdir(), 'graft-bench-whole-'));
  try {
    const began = performance.now();
    let firstAnswerSeconds = Number.NaN;
    const sample = join(import.meta.dirname, '..', 'datasets', 'sample');
    const { value: seconds, processorSeconds } = await withProcessorSeconds(async () => {
      await graftEvents(['train', sample, '--data-dir', data, '--json', ...settings], ({ event }) => {
        if (event === 'firstAnswer') firstAnswerSeconds = (performance.now() - began) / 1000;
      }, checkout);
      return (performance.now() - began) / 1000;
    });
    const weights = createHash('sha256').update(readFileSync(join(data, 'runs', '1', 'model.safetensors'))).digest('hex');
    return { firstAnswerSeconds, seconds, processorSeconds, weights };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function spreadText(values: readonly number[], digits: number): string {
  const { median, least, most } = spreadOf(values);
  return `${median.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`.padStart(22);
}

/**
 * `npm run bench -- whole [default|solved|head|stage4 …] [--rounds n] [--against <checkout>]`: whole trainings of the sample, each in a data folder of its own, from the start of the program to its end,
 * in turn with those of another checkout where one is given; median (least to most), and whether all had the same weights.
 */
export async function benchWhole(rest: readonly string[]): Promise<void> {
  const optionOf = (name: string): string | undefined => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
  const against = optionOf('--against');
  const rounds = Number(optionOf('--rounds') ?? 5);
  const here = join(import.meta.dirname, '..');
  const asked = Object.keys(trainings).filter((name) => rest.includes(name));
  const chosen = asked.length > 0 ? asked : Object.keys(trainings);
  const turns = chosen.flatMap((name) => [here, ...(against === undefined ? [] : [resolve(against)])].map((checkout) => ({ name, checkout })));
  console.log(`${cpus()[0]!.model}, ${availableParallelism()} threads, load before: ${loadavg()[0]!.toFixed(1)}; median (least to most) of ${rounds}`);
  const measured = await interleaved(turns, rounds, ({ name, checkout }) => train(checkout, trainings[name]!));
  console.log(`${'training'.padEnd(9)} ${'where'.padEnd(6)} ${'first answer, s'.padStart(22)} ${'whole, s'.padStart(22)} ${'processor s'.padStart(22)}  weights`);
  for (const [{ name, checkout }, runs] of measured) {
    const digests = new Set(runs.map(({ weights }) => weights.slice(0, 12)));
    const figures = [runs.map((run) => run.firstAnswerSeconds), runs.map((run) => run.seconds), runs.map((run) => run.processorSeconds)];
    console.log(`${name.padEnd(9)} ${(checkout === here ? 'here' : 'there').padEnd(6)} ${figures.map((values) => spreadText(values, 2)).join(' ')}  ${[...digests].join(', ')}`);
  }
  console.log(`load after: ${loadavg()[0]!.toFixed(1)}`);
}
