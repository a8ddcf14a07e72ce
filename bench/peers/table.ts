import { pairedMeans } from '../../src/core/evaluation/paired-means.ts';
import { median, meanAndDeviation } from '../../src/core/evaluation/mean-interval.ts';
import { studentQuantile } from '../../src/core/evaluation/student-t.ts';

/** A model that was trained and asked: which pictures, by their names, it has right. */
export interface Trained {
  readonly right: ReadonlyMap<string, boolean>;
  /** From the start of its process to its end. */
  readonly seconds: number;
  readonly peakMemoryBytes: number;
}

type PeerName = 'graft' | 'fastai' | 'plain';

export interface PeerRow {
  readonly set: string;
  /** `defaults`, or `equal time`: as many epochs as fit into what this program takes at its defaults. */
  readonly how: 'defaults' | 'equal time';
  readonly program: PeerName;
  readonly epochs: number | null;
  readonly seeds: number;
  readonly pictures: number;
  /** Of all seeds, with the 95 % t interval over pictures. */
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
  /** Median over seeds. */
  readonly seconds: number;
  readonly peakMemoryBytes: number;
  /** Null of this program itself. */
  readonly beside: Beside | null;
}

interface Beside {
  /** This program's accuracy minus the other's on the same pictures, its 95 % interval; `p` is null where no picture tells them apart. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly p: number | null;
  /** This program's seconds by the other's. */
  readonly timeRatio: number;
  readonly isProvenWorse: boolean;
  readonly isInHalfTheTime: boolean;
}

/** Share of seeds that have each picture right; the pictures in the order of the first. @throws Error where seeds answered for other pictures */
export function shares(runs: readonly Pick<Trained, 'right'>[]): number[] {
  const pictures = [...runs[0]!.right.keys()].sort();
  return pictures.map((picture) => {
    const right = runs.map((run) => run.right.get(picture));
    if (right.includes(undefined) || runs.some((run) => run.right.size !== pictures.length)) throw new Error(`Not every model answered for ${picture}`);
    return right.filter(Boolean).length / runs.length;
  });
}

/**
 * One row of the table: runs of one program, a seed each, beside this program's. A picture counts once, by the share of seeds that have it right, so that
 * seeds make no pictures of their own; the paired t test is over pictures.
 */
export function peerRow(about: Pick<PeerRow, 'set' | 'how' | 'program' | 'epochs'>, runs: readonly Trained[], ours: readonly Trained[] | null): PeerRow {
  const own = shares(runs);
  const { mean, deviation } = meanAndDeviation(own);
  const half = own.length < 2 ? 1 : (studentQuantile(0.975, own.length - 1) * deviation) / Math.sqrt(own.length);
  const seconds = median(runs.map((run) => run.seconds))!;
  return {
    ...about,
    seeds: runs.length,
    pictures: own.length,
    accuracy: mean,
    low: Math.max(0, mean - half),
    high: Math.min(1, mean + half),
    seconds,
    peakMemoryBytes: Math.max(...runs.map(({ peakMemoryBytes }) => peakMemoryBytes)),
    beside: ours && besideOurs(shares([...ours]), own, median(ours.map((run) => run.seconds))! / seconds),
  };
}

function besideOurs(ours: readonly number[], theirs: readonly number[], timeRatio: number): Beside {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} and ${theirs.length} pictures cannot be compared`);
  const paired = pairedMeans(ours, theirs);
  const difference = paired?.difference ?? meanAndDeviation(ours).mean - meanAndDeviation(theirs).mean;
  return {
    difference,
    low: paired?.low ?? difference,
    high: paired?.high ?? difference,
    p: paired?.p ?? null,
    timeRatio,
    isProvenWorse: paired !== null && paired.p < 0.05 && difference < 0,
    isInHalfTheTime: timeRatio <= 0.5,
  };
}

/** Of the aim: at defaults not proven worse than anybody, and in at most half the time. */
export const holds = ({ how, beside }: PeerRow): boolean | null => (beside === null || how !== 'defaults' ? null : !beside.isProvenWorse && beside.isInHalfTheTime);

const percent = (share: number): string => (100 * share).toFixed(1);

/** A row as `console.table` shows it. */
export function peerCells(row: PeerRow): Record<string, string> {
  const { beside } = row;
  const verdict = holds(row);
  return {
    pictures: `${row.set}, ${row.how}`,
    program: row.epochs === null ? row.program : `${row.program}, ${row.epochs} epochs`,
    'accuracy %': `${percent(row.accuracy)} (${percent(row.low)} to ${percent(row.high)})`,
    seconds: row.seconds.toFixed(1),
    MB: (row.peakMemoryBytes / 1e6).toFixed(0),
    'graft minus it': beside ? `${percent(beside.difference)} (${percent(beside.low)} to ${percent(beside.high)})` : '',
    p: beside ? (beside.p?.toFixed(3) ?? 'the same') : '',
    'graft takes': beside ? `${beside.timeRatio.toFixed(2)} of its time` : '',
    aim: verdict === null ? '' : verdict ? 'holds' : 'MISSED',
  };
}
