import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { graftEvents } from './graft-events.ts';
import { growIndex } from './grown-index.ts';
import { layOut, sample } from './speed/grounds.ts';
import { withLargestProcesses, withProcessorSeconds } from './speed/process-memory.ts';
import { interleaved, spreadText } from './spread.ts';

const ways = ['run', 'onnx'] as const;
type Way = (typeof ways)[number];

interface Turn {
  readonly way: Way;
  readonly checkout: string;
}

interface Figures {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly largestMb: number;
  /** What is answered, line by line. */
  readonly answers: readonly string[];
}

interface Grounds {
  readonly data: string;
  readonly pictures: string;
  readonly models: Readonly<Record<Way, string>>;
}

async function layGrounds(scratch: string, files: number, known: number): Promise<Grounds> {
  const [data, pictures, exported] = ['data', 'pictures', 'exported'].map((name) => join(scratch, name)) as [string, string, string];
  mkdirSync(pictures);
  layOut(pictures, files);
  const events = await graftEvents(['train', sample, '--data-dir', data, '--json', '--freeze', 'head', '--precision', 'float32']);
  const run = String(events.at(-1)!.run);
  await graftEvents(['export', run, '--data-dir', data, '--json', '--format', 'onnx', '--out', exported]);
  // An export is held to what the run said of its own pictures, by the index that it then had.
  if (known > 0) await growIndex(data, known);
  return { data, pictures, models: { run, onnx: exported } };
}

async function measure({ way, checkout }: Turn, { data, pictures, models }: Grounds): Promise<Figures> {
  const beganMs = performance.now();
  const predicting = () => withProcessorSeconds(() => graftEvents(['predict', models[way], pictures, '--data-dir', data, '--json'], undefined, checkout));
  const { value, mostBytes } = await withLargestProcesses(predicting);
  return { seconds: (performance.now() - beganMs) / 1000, processorSeconds: value.seconds, largestMb: mostBytes[0]! / 1e6, answers: value.value.map((line) => JSON.stringify(line)) };
}

/** Here beside there, round by round, and whether they say the same. */
function againstText(here: readonly Figures[], there: readonly Figures[]): string {
  const ratio = (figure: 'seconds' | 'processorSeconds'): string => spreadText(here.map((each, round) => each[figure] / there[round]![figure]), 3).trim();
  const differing = here[0]!.answers.filter((line, at) => line !== there[0]!.answers[at]).length;
  return `here for there: seconds ${ratio('seconds')}, processor seconds ${ratio('processorSeconds')}; ${differing === 0 ? 'the same answers' : `${differing} answers differ`}`;
}

const numberAfter = (rest: readonly string[], flag: string, usual: number): number => (rest.includes(flag) ? Number(rest[rest.indexOf(flag) + 1]) : usual);

/**
 * `npm run bench -- predict [run|onnx] [--files n] [--known n] [--rounds n] [--against <checkout>]`: `graft predict` on many files, from the start of the terminal to its end, by a
 * run with its own index or one grown to so many pictures, and by its export. Of the other checkout the same model is asked, turn by turn.
 */
export async function benchPredict(rest: readonly string[]): Promise<void> {
  const files = numberAfter(rest, '--files', 3000);
  const rounds = numberAfter(rest, '--rounds', 5);
  const known = numberAfter(rest, '--known', 0);
  const chosen = ways.filter((way) => rest.includes(way) || !ways.some((one) => rest.includes(one)));
  const checkouts = [join(import.meta.dirname, '..'), ...(rest.includes('--against') ? [resolve(rest[rest.indexOf('--against') + 1] ?? '')] : [])];
  const turns = chosen.flatMap((way) => checkouts.map((checkout): Turn => ({ way, checkout })));
  const scratch = mkdtempSync(join(tmpdir(), 'graft-bench-predict-'));
  try {
    const grounds = await layGrounds(scratch, files, known);
    console.log(`${cpus()[0]!.model}, ${availableParallelism()} threads, load before: ${loadavg()[0]!.toFixed(1)}; ${files} files${known > 0 ? `, an index of ${known} pictures` : ''}, median (least to most) of ${rounds}`);
    const measured = await interleaved(turns, rounds, (turn) => measure(turn, grounds));
    console.log(`${'of'.padEnd(6)} ${'where'.padEnd(6)} ${'seconds'.padStart(24)} ${'processor s'.padStart(24)} ${'largest process, MB'.padStart(24)}`);
    for (const [{ way, checkout }, told] of measured) {
      const of = (figure: 'seconds' | 'processorSeconds' | 'largestMb', digits: number) => spreadText(told.map((each) => each[figure]), digits);
      console.log(`${way.padEnd(6)} ${(checkout === checkouts[0] ? 'here' : 'there').padEnd(6)} ${of('seconds', 2)} ${of('processorSeconds', 2)} ${of('largestMb', 0)}`);
    }
    if (checkouts.length > 1) {
      for (const way of chosen) {
        const [here, there] = turns.filter((turn) => turn.way === way).map((turn) => measured.get(turn)!);
        console.log(`${way}, ${againstText(here!, there!)}`);
      }
    }
    console.log(`load after: ${loadavg()[0]!.toFixed(1)}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
