import type { RunState } from './run-state.ts';

/** What is asked of a run to find the best. */
export interface RankedRun {
  run: number;
  state: RunState;
  datasetVersion: number;
  headline: { split: 'val' | 'test'; accuracy: number } | null;
  valLoss: number | null;
  isPinned: boolean;
}

/** The run of a data set that is taken where nobody says which. */
export interface BestRun {
  run: number;
  because: 'pinned' | 'best';
  /** The best by its figures, pinned or not. */
  best: number;
  /** The newest finished run, where it is another one. */
  newer: number | null;
  /** One that has a higher figure, but of other pictures: of an older version, or of validation where others have a test side. */
  incomparable: number | null;
}

/** Whether a run can be the best, and be pinned: it has ended with a model and a figure. */
export const isJudged = ({ state, headline }: Pick<RankedRun, 'state' | 'headline'>): boolean => state === 'done' && headline !== null;

/** The better first: higher accuracy, then lower validation loss, then newer. */
function byFigures(a: RankedRun, b: RankedRun): number {
  const accuracy = b.headline!.accuracy - a.headline!.accuracy;
  const [lossA, lossB] = [a.valLoss ?? Infinity, b.valLoss ?? Infinity];
  return accuracy || (lossA === lossB ? 0 : lossA - lossB) || b.run - a.run;
}

/**
 * The pinned run; else the best by its figures among those that were judged by the same pictures: the newest version of the data set
 * that has a finished run, its test side where one has a test figure. Null where no run is finished. Whatever the order of `runs`.
 */
export function bestRun(runs: readonly RankedRun[]): BestRun | null {
  const judged = runs.filter(isJudged).toSorted(byFigures);
  if (judged.length === 0) return null;
  const version = Math.max(...judged.map((run) => run.datasetVersion));
  const latest = judged.filter((run) => run.datasetVersion === version);
  const split = latest.some((run) => run.headline!.split === 'test') ? 'test' : 'val';
  const isAlike = (run: RankedRun): boolean => run.datasetVersion === version && run.headline!.split === split;
  const pinned = judged.find((run) => run.isPinned);
  const best = judged.find(isAlike)!;
  const taken = pinned ?? best;
  const newest = Math.max(...judged.map(({ run }) => run));
  const higher = judged.find((run) => !isAlike(run) && run.headline!.accuracy > best.headline!.accuracy);
  return {
    run: taken.run,
    because: pinned ? 'pinned' : 'best',
    best: best.run,
    newer: newest > taken.run ? newest : null,
    incomparable: pinned ? null : (higher?.run ?? null),
  };
}
