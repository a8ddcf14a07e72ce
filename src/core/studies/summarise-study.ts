import { holm } from '../evaluation/holm.ts';
import { meanInterval, median } from '../evaluation/mean-interval.ts';
import type { StudyFigure, StudyRow } from '../../shared/study-result.ts';
import type { StudyCell, StudyMeasure } from '../../shared/study-spec.ts';
import { compareTrials, pairedTrials } from './compare-trials.ts';
import type { Repeated, TrialResult } from './compare-trials.ts';

function figure(values: readonly number[]): StudyFigure | null {
  const interval = meanInterval(values);
  return interval && { ...interval, median: median(values)!, values: [...values] };
}

const mean = (values: readonly number[]): number | null => meanInterval(values)?.mean ?? null;

/** A row for every cell, in the study's order. Pure. */
export function summariseStudy(cells: readonly StudyCell[], results: readonly TrialResult[]): StudyRow[] {
  return cells.map((cell, row) => {
    const done = resultsOfRow(results, row);
    const of = (measure: StudyMeasure | 'secondsPerEpoch') => done.map((result) => result[measure]);
    return {
      cell,
      runs: done.map(({ run }) => run),
      accuracy: figure(of('accuracy')),
      trainAccuracy: figure(of('trainAccuracy')),
      trainLoss: mean(of('trainLoss')),
      valLoss: mean(of('valLoss')),
      parameters: done[0]?.parameters ?? null,
      multiplyAdds: done[0]?.multiplyAdds ?? null,
      secondsPerEpoch: mean(of('secondsPerEpoch')),
      secondsPerRun: mean(done.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]))),
    };
  });
}

export const resultsOfRow = (results: readonly TrialResult[], row: number): TrialResult[] =>
  results.filter((result) => result.row === row).toSorted((a, b) => a.repeat - b.repeat);

/** What may be taken of a study. */
export interface StudyRecommendation {
  readonly cell: StudyCell;
  /** The most accurate and those that are not proven to be less accurate, the most accurate first. */
  readonly asGood: readonly StudyCell[];
}

/**
 * The cell to take: of those that are not proven to be less accurate than the best or than another of them, the one with the fewest trained
 * parameters, of equals the more accurate. Null where fewer than two cells have results, or where what varies is no choice (a part of the pictures). Pure.
 */
export function recommendCell(rows: readonly StudyRow[], results: readonly TrialResult[], repeated: Repeated): StudyRecommendation | null {
  const judged = rows.flatMap((row, at) => (row.accuracy ? [{ cell: row.cell, at, mean: row.accuracy.mean, parameters: row.parameters! }] : []));
  if (judged.length < 2 || judged.some(({ cell }) => 'trainShare' in cell)) return null;
  const best = judged.reduce((a, b) => (b.mean > a.mean ? b : a));
  type Judged = (typeof judged)[number];
  /** Which of the pairs differ, corrected for all of them. */
  const proven = (pairs: readonly (readonly [Judged, Judged])[]): Judged[] => {
    const compared = pairs.map(([better, worse]) => compareTrials(pairedTrials(resultsOfRow(results, better.at), resultsOfRow(results, worse.at)), 'accuracy', repeated));
    const p = holm(compared.map((comparison) => comparison?.p ?? 1));
    return pairs.flatMap(([, worse], i) => (p[i]! < 0.05 ? [worse] : []));
  };
  const others = judged.filter((row) => row !== best).toSorted((a, b) => b.mean - a.mean);
  const belowBest = proven(others.map((row) => [best, row] as const));
  const near = others.filter((row) => !belowBest.includes(row));
  // The best may have the widest spread: what it is not proven to beat, another may.
  const belowOthers = proven(near.flatMap((better, i) => near.slice(i + 1).filter(({ mean: lower }) => lower < better.mean).map((worse) => [better, worse] as const)));
  const asGood = [best, ...near.filter((row) => !belowOthers.includes(row))];
  const [taken] = asGood.toSorted((a, b) => a.parameters - b.parameters || b.mean - a.mean || a.at - b.at);
  return { cell: taken!.cell, asGood: asGood.toSorted((a, b) => b.mean - a.mean).map(({ cell }) => cell) };
}
