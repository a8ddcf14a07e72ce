import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../../src/core/evaluation/mean-interval.ts';
import { pictureSets } from '../picture-sets.ts';
import { judgedFolder } from './judged-folder.ts';
import { ourFeatures, trainOurs } from './ours.ts';
import { askPeer } from './peer-script.ts';
import { holds, peerCells, peerRow } from './table.ts';
import type { PeerRow, Trained } from './table.ts';

const weights = join(import.meta.dirname, '../../models/resnet18.graft_starter.safetensors');
const imageSize = 160;
/** fastai's `fine_tune` has no default for its epochs; ten are a plain script's. Both are ours to choose. */
const usualEpochs = { fastai: 4, plain: 10 } as const;
/** Of a feature's root mean square: `models/README.md`. */
const featureBound = 1e-4;

type Peer = keyof typeof usualEpochs;

interface PeerRun extends Trained {
  readonly epochSeconds: number;
}

interface Bench {
  readonly scratch: string;
  readonly threads: number;
  readonly peers: readonly Peer[];
  readonly seeds: readonly number[];
}

/**
 * `npm run bench -- peers [--json] [--quick] [--seeds n] [--beside fastai|plain] [--from folder] [set …]`: this program, fastai and a plain script with timm on the same
 * pictures, from the same weights: at their own defaults, and where the peers get the seconds that this program takes. `--beside`: one peer alone. `--quick`: the
 * sample, one seed.
 */
export async function benchPeers(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false }, seeds: { type: 'string' }, beside: { type: 'string' }, from: { type: 'string' } },
  });
  const seedCount = Number(values.seeds ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(seedCount) || seedCount < 1) throw new Error('--seeds takes a whole number from 1 up');
  const peers = (Object.keys(usualEpochs) as Peer[]).filter((peer) => values.beside === undefined || peer === values.beside);
  if (peers.length === 0) throw new Error(`--beside takes ${Object.keys(usualEpochs).join(' or ')}, not ${values.beside}`);
  const names = positionals.length > 0 ? positionals : values.quick ? ['sample'] : Object.keys(pictureSets);
  const unknown = names.find((name) => !(name in pictureSets));
  if (unknown !== undefined) throw new Error(`No set is called ${unknown}; there are ${Object.keys(pictureSets).join(', ')}`);
  const scratch = await mkdtemp(join(tmpdir(), 'graft-bench-peers-'));
  const say = (line: string): void => (values.json ? console.error : console.log)(line);
  try {
    const bench = { scratch, threads: availableParallelism(), peers, seeds: Array.from({ length: seedCount }, (_, seed) => seed) };
    const machine = { processor: cpus()[0]?.model ?? 'unknown', threads: bench.threads, loadBefore: loadavg()[0]!, loadAfter: 0 };
    say(`${machine.processor}, ${machine.threads} threads, load before: ${machine.loadBefore.toFixed(1)}; ${seedCount} seeds; 95 % intervals over pictures`);
    const rows: PeerRow[] = [];
    for (const name of names) rows.push(...(await compare(bench, name, await pictureSets[name]!(scratch, values.from), say)));
    machine.loadAfter = loadavg()[0]!;
    if (values.json) console.log(JSON.stringify({ machine, rows }));
    else console.table(rows.map(peerCells));
    const judged = rows.map(holds).filter((verdict) => verdict !== null);
    say(`aim (at defaults not proven worse, in half the time): holds in ${judged.filter(Boolean).length} of ${judged.length}; load after: ${machine.loadAfter.toFixed(1)}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function compare(bench: Bench, set: string, source: string, say: (line: string) => void): Promise<PeerRow[]> {
  const { scratch, peers, seeds } = bench;
  const { folder, counts } = await judgedFolder(source, join(scratch, `judged-${set}`));
  say(`\n${set}: ${counts.train} pictures teach, ${counts.val} choose, ${counts.test} judge`);
  const difference = await featureDifference(bench, folder);
  say(`  features of the peers' network differ by at most ${difference.toExponential(1)} of their root mean square`);
  // Turn by turn, so that what else the machine does falls on all alike.
  const ours: Trained[] = [];
  const theirs: Record<Peer, PeerRun[]> = { fastai: [], plain: [] };
  for (const seed of seeds) {
    ours.push(named(await trainOurs(scratch, folder, seed, null)));
    for (const peer of peers) theirs[peer].push(await trainPeer(bench, peer, folder, seed, usualEpochs[peer]));
    say(`  seed ${seed}: graft ${ours.at(-1)!.seconds.toFixed(0)} s${peers.map((peer) => `, ${peer} ${theirs[peer].at(-1)!.seconds.toFixed(0)} s`).join('')}`);
  }
  const budget = median(ours.map(({ seconds }) => seconds))!;
  const rows = [peerRow({ set, how: 'defaults', program: 'graft', epochs: null }, ours, null)];
  for (const peer of peers) rows.push(peerRow({ set, how: 'defaults', program: peer, epochs: usualEpochs[peer] }, theirs[peer], ours));
  for (const peer of peers) {
    const epochs = fittingEpochs(peer, theirs[peer], budget);
    const limited: PeerRun[] = [];
    for (const seed of seeds) limited.push(await trainPeer(bench, peer, folder, seed, epochs));
    rows.push(peerRow({ set, how: 'equal time', program: peer, epochs }, limited, ours));
  }
  return rows;
}

/** How many epochs end within the budget, by what its epochs took; at least one. fastai's first, of the head alone, comes on top. */
function fittingEpochs(peer: Peer, runs: readonly PeerRun[], budgetSeconds: number): number {
  const epoch = median(runs.map(({ epochSeconds }) => epochSeconds))!;
  const trained = usualEpochs[peer] + (peer === 'fastai' ? 1 : 0);
  const around = median(runs.map(({ seconds, epochSeconds }) => seconds - trained * epochSeconds))!;
  return Math.max(1, Math.floor((budgetSeconds - Math.max(0, around)) / epoch) - (peer === 'fastai' ? 1 : 0));
}

/** @throws Error where the peers' network does not give our features: then no figure would compare anything */
async function featureDifference({ scratch, threads }: Bench, folder: string): Promise<number> {
  const files = await testFiles(folder);
  const some = files.filter((_, at) => at % Math.ceil(files.length / 12) === 0);
  const { difference } = await askPeer<{ difference: number }>('features', threads, { weights, imageSize, files: some, ours: await ourFeatures(scratch, some) });
  if (!(difference <= featureBound)) throw new Error(`The peers' network gives other features: they differ by ${difference} of their root mean square, ${featureBound} is the most`);
  return difference;
}

async function testFiles(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'test'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name)).sort();
}

async function trainPeer({ threads }: Bench, peer: Peer, folder: string, seed: number, epochs: number): Promise<PeerRun> {
  const { answers, ...run } = await askPeer<{ answers: Record<string, string>; epochSeconds: number }>(peer, threads, { weights, imageSize, folder, seed, epochs });
  return named({ ...run, right: new Map(Object.entries(answers).map(([file, label]) => [file, basename(dirname(file)) === label])) });
}

/** By class and file alone, since programs name folders differently. */
const named = <Run extends Trained>(run: Run): Run => ({ ...run, right: new Map([...run.right].map(([file, right]) => [`${basename(dirname(file))}/${basename(file)}`, right])) });
