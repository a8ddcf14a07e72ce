import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gmac } from '../../src/core/nets/figures.ts';
import { namedNets } from '../../src/core/nets/named.ts';
import { planNet } from '../../src/core/nets/plan/net-plan.ts';
import { interleaved, spreadOf } from '../spread.ts';
import type { Spread } from '../spread.ts';
import { speedCells } from './cells.ts';
import type { PeerAsk, SpeedCell, SpeedPrecision } from './cells.ts';
import { measureOurs } from './ours.ts';
import { measurePeer } from './peer.ts';
import { headText, rowText } from './table.ts';
import type { SpeedRow } from './table.ts';

const sample = fileURLToPath(new URL('../../datasets/sample', import.meta.url));
const leastRounds = 5;

/** What of a peer's answer a cell compares. */
const valueIn = (cell: SpeedCell, { value, seconds }: { value: number; seconds: number }): number => (cell.unit === 'seconds' ? seconds : value);
const isBetter = (cell: SpeedCell, a: number, b: number): boolean => (cell.unit === 'seconds' ? a < b : a > b);

/** Each way of a peer once; the fastest stays. A way that does not work on this machine is told and left out. */
async function fastestPeer(cell: SpeedCell, threads: number): Promise<PeerAsk | null> {
  let best: { ask: PeerAsk; value: number } | null = null;
  for (const ask of cell.peers) {
    try {
      const value = valueIn(cell, await measurePeer(ask, threads));
      if (!best || isBetter(cell, value, best.value)) best = { ask, value };
    } catch (error) {
      console.error(`  ${cell.cell}, ${ask.variant}: not measured: ${error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error)}`);
    }
  }
  return best?.ask ?? null;
}

/** Images a second that the processor's products alone would allow; null where a cell does more than a forward pass. */
function limitOf({ cell, model }: SpeedCell, multiplyAddsPerSecond: number): number | null {
  if (cell !== 'forward') return null;
  return multiplyAddsPerSecond / (gmac(planNet(namedNets.get(model!)!.spec), 224, 6) * 1e9);
}

interface Turn {
  readonly cell: SpeedCell;
  readonly peer: PeerAsk | null;
}

interface Sides {
  readonly ours: number;
  readonly peer: number | null;
  readonly oursBytes: number | null;
  readonly peerBytes: number | null;
}

const spreadOrNull = (values: readonly (number | null)[]): Spread | null => (values.some((value) => value === null) ? null : spreadOf(values as number[]));

function rowOf({ cell, peer }: Turn, sides: readonly Sides[], limit: number | null): SpeedRow {
  // Round by round: both were measured while the machine did the same else.
  const ratios = sides.map(({ ours, peer: theirs }) => (theirs === null ? null : cell.unit === 'seconds' ? theirs / ours : ours / theirs));
  return {
    cell: cell.cell,
    model: cell.model,
    precision: cell.precision,
    unit: cell.unit,
    ours: spreadOf(sides.map(({ ours }) => ours)),
    peer: spreadOrNull(sides.map(({ peer: theirs }) => theirs)),
    peerVariant: peer && [peer.variant, ...('workers' in peer ? [`${peer.workers} workers`] : [])].join(', '),
    ratio: spreadOrNull(ratios),
    oursBytes: sides[0]!.oursBytes && Math.max(...sides.map(({ oursBytes }) => oursBytes ?? 0)),
    peerBytes: sides[0]!.peerBytes && Math.max(...sides.map(({ peerBytes }) => peerBytes ?? 0)),
    limit,
    aim: cell.aim,
  };
}

/**
 * `npm run bench -- speed [--json] [--quick] [--rounds n] [word …]`: this program beside PyTorch and Pillow, in one table of one run: cells turn
 * by turn, five rounds or more, median with the smallest and the largest. Words choose cells whose name, model or precision has one of them.
 * `--quick` is what CI does: few cells in three rounds, exit code 1 where a ratio is below its generous bound.
 */
export async function benchSpeed(rest: readonly string[]): Promise<void> {
  const [isQuick, isJson] = [rest.includes('--quick'), rest.includes('--json')];
  const at = rest.indexOf('--rounds');
  const rounds = at >= 0 ? Number(rest[at + 1]) : isQuick ? 3 : leastRounds;
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 up');
  const words = rest.filter((word, i) => !word.startsWith('--') && (at < 0 || i !== at + 1));
  const scratch = mkdtempSync(join(tmpdir(), 'graft-bench-speed-'));
  const say = (line: string): void => (isJson ? console.error : console.log)(line);
  try {
    const many = join(scratch, 'many');
    for (let i = 0; i < 10; i++) cpSync(sample, join(many, `${i}`), { recursive: true });
    const threads = availableParallelism();
    const machine = { processor: cpus()[0]?.model ?? 'unknown', threads, rounds, loadBefore: loadavg()[0]!, loadMeanwhile: 0 };
    say(`${machine.processor}, ${threads} threads, load before: ${machine.loadBefore.toFixed(1)}; median (least to most) of ${rounds} rounds`);
    const cells = speedCells(sample, many)
      .filter(({ quickBound }) => !isQuick || quickBound !== null)
      .filter(({ cell, model, precision }) => words.every((word) => [cell, model ?? '', precision].some((text) => text.includes(word))));
    if (cells.length === 0) throw new Error(`No cell is called ${words.join(' ')}`);
    const turns: Turn[] = [];
    for (const cell of cells) turns.push({ cell, peer: await fastestPeer(isQuick ? { ...cell, peers: cell.peers.slice(0, 2) } : cell, threads) });
    const peaks = new Map<SpeedPrecision, number>();
    for (const { precision } of cells.filter(({ cell }) => cell === 'forward'))
      if (!peaks.has(precision)) peaks.set(precision, (await measurePeer({ what: 'gemm', variant: 'default', precision }, threads)).value);
    const loads: number[] = [];
    const measured = await interleaved(turns, rounds, async ({ cell, peer }): Promise<Sides> => {
      const ours = await measureOurs(cell, { sample, many, scratch, threads });
      const theirs = peer && (await measurePeer(peer, threads));
      loads.push(loadavg()[0]!);
      return { ours: ours.value, peer: theirs && valueIn(cell, theirs), oursBytes: ours.peakMemoryBytes, peerBytes: theirs && theirs.peakMemoryBytes };
    });
    const rows = turns.map((turn) => rowOf(turn, measured.get(turn)!, limitOf(turn.cell, peaks.get(turn.cell.precision) ?? 0)));
    machine.loadMeanwhile = spreadOf(loads).median;
    if (isJson) console.log(JSON.stringify({ machine, rows }));
    else for (const line of [headText, ...rows.map(rowText), `load meanwhile, this bench included: ${machine.loadMeanwhile.toFixed(1)}`]) console.log(line);
    if (!isQuick) return;
    const slow = rows.filter(({ ratio }, i) => ratio === null || ratio.median < cells[i]!.quickBound!);
    for (const { cell, ratio } of slow) say(`TOO SLOW: ${cell} is ${ratio?.median.toFixed(2) ?? 'not'} times the peer, ${cells.find((each) => each.cell === cell)!.quickBound} is the least`);
    if (slow.length > 0) process.exitCode = 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
