import type { EpochReport } from '../../../shared/trainer-protocol.ts';

/** Columns for the charts, in order of the epochs. */
export interface RunSeries {
  epochs: number[];
  trainLoss: number[];
  valLoss: number[];
  trainAccuracy: number[];
  valAccuracy: number[];
  /** NaN where no steps were taken: a head that was solved. */
  learningRate: number[];
}

export const runSeries = (reports: readonly EpochReport[]): RunSeries => ({
  epochs: reports.map((report) => report.epoch),
  trainLoss: reports.map((report) => report.trainLoss),
  valLoss: reports.map((report) => report.valLoss),
  trainAccuracy: reports.map((report) => report.trainAccuracy),
  valAccuracy: reports.map((report) => report.valAccuracy),
  learningRate: reports.map((report) => report.learningRate || NaN),
});

/** Where the second phase began, half an epoch before its first; and the epochs whose weights count: the one with the lowest validation loss, or those whose mean took its place. */
export function runMarks(reports: readonly Pick<EpochReport, 'epoch' | 'phase' | 'valLoss'>[], averaged: readonly number[] | null): { phaseChange: number | null; keptEpochs: readonly number[] } {
  const changed = reports.find(({ phase }, at) => at > 0 && phase !== reports[at - 1]!.phase);
  const kept = reports.reduce<(typeof reports)[number] | null>((best, report) => (best === null || report.valLoss < best.valLoss ? report : best), null);
  return { phaseChange: changed ? changed.epoch - 0.5 : null, keptEpochs: averaged ?? (kept ? [kept.epoch] : []) };
}
