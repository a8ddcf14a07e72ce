import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { growth } from '../../src/shared/image-sizes.ts';
import { graftEvents } from '../graft-events.ts';
import { judgedFolder } from '../peers/judged-folder.ts';
import { rightOf } from '../peers/ours.ts';
import { pictureSets } from '../picture-sets.ts';
import { withProcessorSeconds } from './processor-seconds.ts';
import { holds, sizesCells, sizesRow } from './table.ts';
import type { SizedRun, SizesRow } from './table.ts';

interface Asked {
  readonly sizes: string;
  readonly freeze: string;
  readonly epochs: number;
  readonly seeds: number;
  /** Other flags of `graft train`, alike for both. */
  readonly flags: readonly string[];
}

function askedOf(values: Readonly<Record<string, string | boolean | undefined>>): Asked {
  const number = (name: string, usual: number): number => {
    const value = Number(values[name] ?? usual);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1 up`);
    return value;
  };
  const sizes = String(values['sizes'] ?? '96-160');
  if (!growth(sizes)) throw new Error('--sizes takes what --image-size takes to grow, such as 96-160');
  const flags = ['threads', 'precision'].flatMap((name) => (values[name] === undefined ? [] : [`--${name}`, String(values[name])]));
  return { sizes, freeze: String(values['freeze'] ?? 'none'), epochs: number('epochs', 10), seeds: number('seeds', 3), flags };
}

/**
 * `npm run bench -- sizes [set …]`: the same training at one size and with pictures that grow to it, turn by turn, the same seeds and epochs: what it saves,
 * by processor seconds and by the clock, and whether what it learned is proven worse on pictures that chose no epoch.
 */
export async function benchSizes(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const options = { json: { type: 'boolean', default: false }, sizes: text, freeze: text, epochs: text, seeds: text, threads: text, precision: text, from: text } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const asked = askedOf(values);
  const names = positionals.length > 0 ? positionals : Object.keys(pictureSets);
  const unknown = names.find((name) => !(name in pictureSets));
  if (unknown !== undefined) throw new Error(`No set is called ${unknown}; there are ${Object.keys(pictureSets).join(', ')}`);
  const scratch = await mkdtemp(join(tmpdir(), 'graft-bench-sizes-'));
  const say = (line: string): void => (values.json ? console.error : console.log)(line);
  try {
    const machine = { processor: cpus()[0]?.model ?? 'unknown', threads: availableParallelism(), loadBefore: loadavg()[0]!, loadAfter: 0 };
    say(`${machine.processor}, ${machine.threads} threads, load before: ${machine.loadBefore.toFixed(1)}; ${asked.seeds} seeds`);
    const rows: SizesRow[] = [];
    for (const name of names) {
      const row = await compare(scratch, name, await pictureSets[name]!(scratch, values.from), asked, say);
      rows.push(row);
      if (!values.json) console.table([sizesCells(row)]);
    }
    machine.loadAfter = loadavg()[0]!;
    if (values.json) console.log(JSON.stringify({ machine, rows }));
    say(`aim (at most 0.6 of the processor seconds, not proven worse): holds in ${rows.filter(holds).length} of ${rows.length}; load after: ${machine.loadAfter.toFixed(1)}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function compare(scratch: string, set: string, source: string, asked: Asked, say: (line: string) => void): Promise<SizesRow> {
  const { folder, counts } = await judgedFolder(source, join(scratch, `judged-${set}`));
  say(`\n${set}: ${counts.train} pictures teach, ${counts.val} choose, ${counts.test} judge`);
  const { sizes, freeze, epochs, seeds } = asked;
  const ways = { fixed: String(growth(sizes)!.to), growing: sizes } as const;
  const runs: Record<keyof typeof ways, SizedRun[]> = { fixed: [], growing: [] };
  for (let seed = 0; seed < seeds; seed++) {
    // Now one is first, now the other, so that what else the machine does falls on both.
    const order = seed % 2 === 0 ? (['fixed', 'growing'] as const) : (['growing', 'fixed'] as const);
    for (const way of order) runs[way].push(await train(scratch, folder, ways[way], seed, asked));
    const [one, other] = [runs.fixed.at(-1)!, runs.growing.at(-1)!];
    say(`  seed ${seed}: ${one.processorSeconds.toFixed(0)} processor s at one size, ${other.processorSeconds.toFixed(0)} growing (by the clock ${one.seconds.toFixed(0)}, ${other.seconds.toFixed(0)}); load ${loadavg()[0]!.toFixed(1)}`);
  }
  return sizesRow({ set, sizes, freeze, epochs }, runs.fixed, runs.growing);
}

/** In a data folder of its own, scan and all. */
async function train(scratch: string, folder: string, imageSize: string, seed: number, { freeze, epochs, flags }: Asked): Promise<SizedRun> {
  const dataDir = await mkdtemp(join(scratch, 'graft-'));
  const asked = ['--freeze', freeze, '--epochs', String(epochs), '--image-size', imageSize, '--seed', String(seed), ...flags];
  const beganMs = performance.now();
  const { value: events, processorSeconds } = await withProcessorSeconds(() => graftEvents(['train', folder, ...asked, '--data-dir', dataDir, '--json']));
  const seconds = (performance.now() - beganMs) / 1000;
  const last = events.at(-1) as { status: string; run: number };
  if (last.status !== 'done') throw new Error(`graft train did not end as done: ${JSON.stringify(last)}`);
  const right = rightOf(dataDir, last.run);
  await rm(dataDir, { recursive: true, force: true });
  return { right, seconds, processorSeconds };
}
