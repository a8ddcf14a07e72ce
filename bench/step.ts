import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { precisions } from '../src/shared/run-settings.ts';
import type { Precision } from '../src/shared/run-settings.ts';
import { interleaved, spreadOf } from './spread.ts';
import type { Spread } from './spread.ts';
import type { Measured, Measurement } from './step-measure.ts';
import { batchSize, imageSize, measureStep, sampleImages } from './step-process.ts';

const models = ['resnet18', 'resnet50', 'resnext50_32x4d'];
const cuts = { none: 'stem', 'until:stage4': 'stage4' } as const;
const ownCheckout = fileURLToPath(new URL('..', import.meta.url));
interface Cell {
  readonly model: string;
  /** `forward`, or the freeze strategy. */
  readonly row: string;
  readonly what: Measurement['what'];
  readonly cut: string;
}

const cellsOf = (model: string): Cell[] => [
  { model, row: 'forward', what: 'forward', cut: 'stem' },
  ...Object.entries(cuts).flatMap(([row, cut]): Cell[] => [
    { model, row, what: 'step', cut },
    { model, row, what: 'loop', cut },
  ]),
];

const column = (text: string) => text.padStart(24);
const spreadText = ({ median, least, most }: Spread, digits = 1, unit = '') =>
  `${median.toFixed(digits)}${unit} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;

/** Processes that want to run, over the last minute. */
const load = (): number => loadavg()[0]!;

/** Which of a measurement's rates is told. */
type Told = 'imagesPerSecond' | 'imagesPerProcessorSecond';

/** One line of the table. */
function rowText(model: string, row: string, measured: ReadonlyMap<Cell, readonly Measured[]>, told: Told): string {
  const of = (what: Cell['what']) => [...measured].find(([cell]) => cell.model === model && cell.row === row && cell.what === what)?.[1];
  const rates = (values: readonly Measured[]) => spreadOf(values.map((each) => each[told]));
  const [graph, loop] = [of('forward') ?? of('step')!, of('loop')];
  // Round by round: both were measured while the machine did the same else.
  const share = loop && spreadOf(loop.map((each, i) => (100 * each[told]) / graph[i]![told]));
  const peak = Math.max(...(loop ?? graph).map(({ peakMemoryBytes }) => peakMemoryBytes));
  return [
    model.padEnd(16),
    row.padEnd(13),
    column(spreadText(rates(graph))),
    column(loop ? spreadText(rates(loop)) : ''),
    column(share ? spreadText(share, 0, ' %') : ''),
    `${Math.round(peak / 1e6)} MB`.padStart(9),
  ].join(' ');
}

const leastRounds = 5;

/** Each cell here beside the same cell of another checkout: the rates of both, and the ratio round by round. */
function againstText(cell: Cell, here: readonly Measured[], there: readonly Measured[], told: Told): string {
  const rates = (values: readonly Measured[]) => spreadText(spreadOf(values.map((each) => each[told])));
  const ratio = spreadOf(here.map((each, round) => each[told] / there[round]![told]));
  return [cell.model.padEnd(16), `${cell.row} ${cell.what}`.padEnd(19), column(rates(here)), column(rates(there)), column(spreadText(ratio, 3))].join(' ');
}

/**
 * `npm run bench -- step [float32|bfloat16|float16] [model …] [cut …] [--rounds n] [--processor] [--against <checkout>]`: images per second of the forward
 * pass and of the training step, the bare graph beside the whole loop on files, and peak memory; one process a figure, 224 px, batch 16.
 * Every figure is measured in each of five rounds or more, one after the other, and told as the median with the smallest and the largest.
 * Cuts are `none` and `until:stage4`; named, they are all that is measured. With `--processor` a second is one of the processor, all threads together, which others' work on
 * the machine changes less. With `--against`, the same figures of another checkout that is set up (`git worktree add`, `npm run setup`), turn by turn with these.
 */
export async function benchStep(rest: string[]): Promise<void> {
  const precision = (rest.find((word) => (precisions as readonly string[]).includes(word)) ?? 'float32') as Precision;
  const chosenCuts = Object.keys(cuts).filter((row) => rest.includes(row));
  const told: Told = rest.includes('--processor') ? 'imagesPerProcessorSecond' : 'imagesPerSecond';
  const chosen = models.filter((model) => !rest.some((word) => models.includes(word)) || rest.includes(model));
  const asked = rest.includes('--rounds') ? Number(rest[rest.indexOf('--rounds') + 1]) : leastRounds;
  if (!Number.isInteger(asked) || asked < leastRounds) throw new Error(`--rounds takes a whole number from ${leastRounds} up`);
  const against = rest.includes('--against') ? resolve(rest[rest.indexOf('--against') + 1] ?? '') : undefined;
  const threads = availableParallelism();
  const workFolder = mkdtempSync(join(tmpdir(), 'graft-bench-step-'));
  const common = { precision, imageSize, batchSize, threads, images: sampleImages() };
  const loads = [load()];
  console.log(`${cpus()[0]?.model}, ${threads} threads, ${precision}, ${imageSize} px, batch ${batchSize}; images a second${told === 'imagesPerSecond' ? '' : ' of the processor'}`);
  console.log(`median (least to most) of ${asked} rounds; load of the machine before: ${loads[0]!.toFixed(1)}`);
  try {
    const cells = chosen.flatMap(cellsOf).filter(({ row }) => chosenCuts.length === 0 || chosenCuts.includes(row));
    const others = new Map(against === undefined ? [] : cells.map((cell): [Cell, Cell] => [cell, { ...cell }]));
    const turns = cells.flatMap((cell) => [cell, ...(others.has(cell) ? [others.get(cell)!] : [])]);
    const scriptOf = (cell: Cell) => join(cells.includes(cell) ? ownCheckout : against!, 'bench', 'step-measure.ts');
    const measured = await interleaved(turns, asked, async (cell, round) => {
      const { model, what, cut } = cell;
      const folder = mkdtempSync(join(workFolder, `${round}-${model}-${what}-${cut}-`));
      const figure = await measureStep({ ...common, model, what, cut, workFolder: folder }, scriptOf(cell));
      rmSync(folder, { recursive: true, force: true });
      loads.push(load());
      return figure;
    });
    console.log(`${'model'.padEnd(16)} ${'what'.padEnd(13)} ${column('graph')} ${column('loop')} ${column('loop/graph')}      peak`);
    const byCell = new Map(cells.map((cell) => [cell, measured.get(cell)!]));
    for (const model of chosen) for (const row of new Set(cells.map((cell) => cell.row))) console.log(rowText(model, row, byCell, told));
    if (others.size > 0) {
      console.log(`${'model'.padEnd(16)} ${'what'.padEnd(19)} ${column('here')} ${column('there')} ${column('here/there')}`);
      for (const [cell, other] of others) console.log(againstText(cell, measured.get(cell)!, measured.get(other)!, told));
    }
    const { median, most } = spreadOf(loads);
    console.log(`load of the machine meanwhile, this bench included: ${median.toFixed(1)}, at most ${most.toFixed(1)} (${threads} processors)`);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}
