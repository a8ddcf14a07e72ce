import { bestRun } from '../../shared/best-run.ts';
import type { RunProgress, RunRow } from '../../shared/contract/run-calls.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';
import { keepSame } from './keep-same.ts';

/** Rows with `row` put in its place, newest run first. */
export function withRow(rows: readonly RunRow[], row: RunRow): RunRow[] {
  const others = rows.filter((other) => other.run !== row.run);
  const at = others.findIndex((other) => other.run < row.run);
  return at < 0 ? [...others, row] : [...others.slice(0, at), row, ...others.slice(at)];
}

/**
 * Rows as they are once `last` has come: a data set has one pinned run and one best, and of other rows nobody told. Rows that stay as they
 * are stay the same objects.
 */
export function withMarks(rows: readonly RunRow[], last: RunRow | null = null): RunRow[] {
  const best = new Set([...Map.groupBy(rows, (row) => row.dataset).values()].map((of) => bestRun(of)?.best));
  return rows.map((row) => {
    const isBest = best.has(row.run);
    const isPinned = row.isPinned && !(last?.isPinned && last.dataset === row.dataset && last.run !== row.run);
    return isBest === row.isBest && isPinned === row.isPinned ? row : { ...row, isBest, isPinned };
  });
}

/** Epochs with `report` at its number; a resumed run may tell one again. */
export function withEpoch(epochs: readonly EpochReport[], report: EpochReport): EpochReport[] {
  return [...epochs.filter((other) => other.epoch !== report.epoch), report].sort((a, b) => a.epoch - b.epoch);
}

/** What a run is at now; its parts that are as before stay the same objects. */
export const withSame = (before: RunProgress | undefined, now: RunProgress): RunProgress =>
  ({ ...now, legs: keepSame(before?.legs, now.legs), watched: keepSame(before?.watched, now.watched) });

/** The run of the foot strip: the one that runs, else the paused one that ran last. */
export function runOfStrip(rows: readonly RunRow[]): RunRow | null {
  const paused = rows.filter((row) => row.state === 'paused').sort((a, b) => (b.startedAtMs ?? 0) - (a.startedAtMs ?? 0));
  return rows.find((row) => row.state === 'running') ?? paused[0] ?? null;
}

/** Runs that wait, in the order in which they will run. */
export const inTurn = (rows: readonly RunRow[]): RunRow[] =>
  rows
    .filter((row) => row.state === 'queued')
    .toSorted((a, b) => (a.queuePosition ?? 0) - (b.queuePosition ?? 0) || a.run - b.run);

/** Losses as they came, at most `length` of them: every second one goes when there are more. */
export function withLoss(losses: readonly number[], progress: RunProgress, length = 64): number[] {
  if (progress.activity !== 'training' || progress.loss === null || !Number.isFinite(progress.loss)) return [...losses];
  const all = [...losses, progress.loss];
  return all.length <= length ? all : all.filter((_, index) => index % 2 === 1);
}
