import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { graftEvents } from './graft-events.ts';
import { layOut } from './speed/grounds.ts';
import { withLargestProcesses, withProcessorSeconds } from './speed/process-memory.ts';
import { interleaved, spreadText } from './spread.ts';

const scans = ['first', 'known'] as const;

interface Scan {
  readonly seconds: number;
  readonly processorSeconds: number;
  /** Of the process that keeps the list: those that decode hold less. */
  readonly largestMb: number;
  readonly report: string;
}

type Figures = Readonly<Record<(typeof scans)[number], Scan>>;

async function scan(checkout: string, pictures: string, data: string): Promise<Scan> {
  const beganMs = performance.now();
  const adding = () => withProcessorSeconds(() => graftEvents(['datasets', 'add', pictures, '--data-dir', data, '--json'], undefined, checkout));
  const { value, mostBytes } = await withLargestProcesses(adding);
  return { seconds: (performance.now() - beganMs) / 1000, processorSeconds: value.seconds, largestMb: mostBytes[0]! / 1e6, report: JSON.stringify(value.value) };
}

async function measure(checkout: string, pictures: string): Promise<Figures> {
  const data = mkdtempSync(join(tmpdir(), 'graft-bench-scan-data-'));
  try {
    return { first: await scan(checkout, pictures, data), known: await scan(checkout, pictures, data) };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

const numberAfter = (rest: readonly string[], flag: string, usual: number): number => (rest.includes(flag) ? Number(rest[rest.indexOf(flag) + 1]) : usual);

/**
 * `npm run bench -- scan [--files n] [--rounds n] [--against <checkout>]`: `graft datasets add` of pictures of the sample's size, from the start of the terminal to its
 * end, the first time and again; in turn with another checkout, and whether both say the same.
 */
export async function benchScan(rest: readonly string[]): Promise<void> {
  const [files, rounds] = [numberAfter(rest, '--files', 10_000), numberAfter(rest, '--rounds', 5)];
  const checkouts = [join(import.meta.dirname, '..'), ...(rest.includes('--against') ? [resolve(rest[rest.indexOf('--against') + 1] ?? '')] : [])];
  const scratch = mkdtempSync(join(tmpdir(), 'graft-bench-scan-'));
  try {
    const pictures = join(scratch, 'pictures');
    mkdirSync(pictures);
    layOut(pictures, files);
    console.log(`${cpus()[0]!.model}, ${availableParallelism()} threads, load before: ${loadavg()[0]!.toFixed(1)}; ${files} files, median (least to most) of ${rounds}`);
    const measured = await interleaved(checkouts, rounds, (checkout) => measure(checkout, pictures));
    console.log(`${'scan'.padEnd(6)} ${'where'.padEnd(6)} ${'seconds'.padStart(24)} ${'processor s'.padStart(24)} ${'largest process, MB'.padStart(24)}`);
    for (const which of scans) {
      for (const [checkout, told] of measured) {
        const of = (figure: 'seconds' | 'processorSeconds' | 'largestMb', digits: number) => spreadText(told.map((each) => each[which][figure]), digits);
        console.log(`${which.padEnd(6)} ${(checkout === checkouts[0] ? 'here' : 'there').padEnd(6)} ${of('seconds', 2)} ${of('processorSeconds', 2)} ${of('largestMb', 0)}`);
      }
      const [here, there] = checkouts.map((checkout) => measured.get(checkout)!.map((each) => each[which]));
      if (!there) continue;
      const ratio = spreadText(here!.map(({ processorSeconds }, round) => processorSeconds / there[round]!.processorSeconds), 3).trim();
      console.log(`${which}, here for there: processor seconds ${ratio}; ${here![0]!.report === there[0]!.report ? 'the same is said' : 'something else is said'}`);
    }
    console.log(`load after: ${loadavg()[0]!.toFixed(1)}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
