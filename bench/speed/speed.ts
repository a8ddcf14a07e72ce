import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { interleaved, spreadOf } from '../spread.ts';
import type { Spread } from '../spread.ts';
import { chosenCells } from './cells.ts';
import type { OwnPeer, PeerAsk, SpeedCell, SpeedPrecision } from './cells.ts';
import { layGrounds } from './grounds.ts';
import { limitOf, workOf } from './limit.ts';
import type { Peaks } from './limit.ts';
import { measureOurs, ownProductRate, prepareOurs } from './ours.ts';
import type { OwnSetting } from './ours.ts';
import { measurePeer } from './peer.ts';
import { withPeakMemory } from './process-memory.ts';
import { quickRow } from './quick.ts';
import { headText, jsonRow, rowText } from './table.ts';
import type { SpeedRow } from './table.ts';

const leastRounds = 5;

interface Figure {
  /** In the cell's unit. */
  readonly value: number;
  readonly bytes: number | null;
}

/** Once, with what the processes held; what a process told of itself counts where it was between two looks. */
async function figure(work: () => Promise<{ value: number; told?: number }>): Promise<Figure> {
  const { value, peakMemoryBytes } = await withPeakMemory(work);
  return { value: value.value, bytes: value.told === undefined ? peakMemoryBytes : Math.max(value.told, peakMemoryBytes ?? 0) };
}

const ownFigure = ({ own, model, precision }: Pick<SpeedCell, 'own' | 'model' | 'precision'>, setting: OwnSetting): Promise<Figure> =>
  figure(async () => ({ value: await measureOurs(own, model, precision, setting) }));

function peerFigure(cell: SpeedCell, peer: PeerAsk | OwnPeer, setting: OwnSetting): Promise<Figure> {
  if ('own' in peer) return ownFigure({ ...cell, own: (peer as OwnPeer).own }, setting);
  return figure(async () => {
    const { value, seconds, peakMemoryBytes } = await measurePeer(await setting.grounds.resolved(peer), setting.threads);
    return { value: cell.unit === 'seconds' ? seconds : value, told: peakMemoryBytes };
  });
}

/** Each way of a peer once; the fastest stays. A way that does not work on this machine is told and left out. */
async function fastestPeer(cell: SpeedCell, setting: OwnSetting): Promise<PeerAsk | OwnPeer | null> {
  if (cell.peers.length === 1) return cell.peers[0]!;
  let best: { peer: PeerAsk | OwnPeer; value: number } | null = null;
  for (const peer of cell.peers) {
    try {
      const { value } = await peerFigure(cell, peer, setting);
      if (!best || (cell.unit === 'seconds' ? value < best.value : value > best.value)) best = { peer, value };
    } catch (error) {
      console.error(`  ${cell.cell}, ${peerName(peer)}: not measured: ${error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error)}`);
    }
  }
  return best?.peer ?? null;
}

const peerName = (peer: PeerAsk | OwnPeer): string =>
  [peer.variant, ...('loader' in peer && peer.loader !== peer.variant ? [peer.loader] : []), ...('workers' in peer ? [`${peer.workers} workers`] : [])].join(', ');

interface Turn {
  readonly cell: SpeedCell;
  readonly peer: PeerAsk | OwnPeer | null;
}

interface Sides {
  readonly ours: Figure;
  readonly peer: Figure | null;
}

const valuesOf = (figures: readonly (Figure | null)[]): Spread | null => (figures.some((each) => each === null) ? null : spreadOf(figures.map((each) => each!.value)));
const mostOf = (figures: readonly (Figure | null)[]): number | null => Math.max(...figures.map((each) => each?.bytes ?? 0)) || null;

function rowOf({ cell, peer }: Turn, sides: readonly Sides[], peaks: ReadonlyMap<SpeedPrecision, Peaks>): SpeedRow {
  const { own, unit, model, precision } = cell;
  // Round by round: both were measured while the machine did the same else.
  const ratios = peer && sides.map(({ ours, peer: theirs }) => (unit === 'seconds' ? theirs!.value / ours.value : ours.value / theirs!.value));
  return {
    cell: cell.cell, model, precision, unit, aim: cell.aim,
    ours: spreadOf(sides.map(({ ours }) => ours.value)),
    peer: valuesOf(sides.map((side) => side.peer)),
    peerVariant: peer && peerName(peer),
    ratio: ratios && spreadOf(ratios),
    oursBytes: mostOf(sides.map(({ ours }) => ours)),
    peerBytes: mostOf(sides.map((side) => side.peer)),
    limit: typeof own === 'string' ? null : limitOf(workOf(own, model!, precision), peaks.get(precision)!),
  };
}

async function measurePeaks(cells: readonly SpeedCell[], threads: number): Promise<Map<SpeedPrecision, Peaks>> {
  const peaks = new Map<SpeedPrecision, Peaks>();
  for (const precision of new Set(cells.filter(({ own }) => typeof own !== 'string').map((cell) => cell.precision))) {
    const peak = async (what: string) => (await measurePeer({ what, variant: 'default', precision }, threads)).value;
    peaks.set(precision, { multiplyAddsPerSecond: Math.max(await peak('gemm'), await ownProductRate(precision, threads)), bytesPerSecond: await peak('copy') });
  }
  return peaks;
}

function roundsOf(rest: readonly string[]): { rounds: number; words: string[] } {
  const at = rest.indexOf('--rounds');
  const rounds = at >= 0 ? Number(rest[at + 1]) : leastRounds;
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 up');
  return { rounds, words: rest.filter((word, i) => !word.startsWith('--') && (at < 0 || i !== at + 1)) };
}

/**
 * `npm run bench -- speed [--json] [--quick] [--rounds n] [word …]`: this program beside PyTorch, ONNX Runtime, fastai and Pillow, in one table of one
 * run: cells turn by turn, five rounds, median with the smallest and the largest. Words choose cells whose name, network or type of numbers has each
 * of them. `--quick` is what CI does: `quick.ts`.
 */
export async function benchSpeed(rest: readonly string[]): Promise<void> {
  const isJson = rest.includes('--json');
  if (rest.includes('--quick')) return quickRow(isJson);
  const { rounds, words } = roundsOf(rest);
  const cells = chosenCells(words);
  const scratch = mkdtempSync(join(tmpdir(), 'graft-bench-speed-'));
  const say = (line: string): void => (isJson ? console.error : console.log)(line);
  try {
    const setting: OwnSetting = { grounds: layGrounds(scratch), threads: availableParallelism() };
    const machine = { processor: cpus()[0]?.model ?? 'unknown', threads: setting.threads, rounds, loadBefore: loadavg()[0]!, loadMeanwhile: 0 };
    say(`${machine.processor}, ${machine.threads} threads, load before: ${machine.loadBefore.toFixed(1)}; median (least to most) of ${rounds} rounds`);
    for (const { own } of cells) await prepareOurs(own, setting);
    const turns: Turn[] = [];
    for (const cell of cells) turns.push({ cell, peer: await fastestPeer(cell, setting) });
    const peaks = await measurePeaks(cells, setting.threads);
    const loads: number[] = [];
    const measured = await interleaved(turns, rounds, async ({ cell, peer }): Promise<Sides> => {
      const sides = { ours: await ownFigure(cell, setting), peer: peer && (await peerFigure(cell, peer, setting)) };
      loads.push(loadavg()[0]!);
      return sides;
    });
    const rows = turns.map((turn) => rowOf(turn, measured.get(turn)!, peaks));
    machine.loadMeanwhile = spreadOf(loads).median;
    if (isJson) console.log(JSON.stringify({ machine: { ...machine, peaks: Object.fromEntries(peaks) }, rows: rows.map(jsonRow) }));
    else for (const line of [headText, ...rows.map(rowText), `load meanwhile, this bench included: ${machine.loadMeanwhile.toFixed(1)}`]) console.log(line);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
