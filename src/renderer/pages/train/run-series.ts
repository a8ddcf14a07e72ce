import type { EpochReport } from '../../../shared/trainer-protocol.ts';

/** Columns for the charts, in order of the epochs. */
export interface RunSeries {
  epochs: number[];
  trainLoss: number[];
  valLoss: number[];
  trainAccuracy: number[];
  valAccuracy: number[];
  learningRate: number[];
}

export const runSeries = (reports: readonly EpochReport[]): RunSeries => ({
  epochs: reports.map((report) => report.epoch),
  trainLoss: reports.map((report) => report.trainLoss),
  valLoss: reports.map((report) => report.valLoss),
  trainAccuracy: reports.map((report) => report.trainAccuracy),
  valAccuracy: reports.map((report) => report.valAccuracy),
  learningRate: reports.map((report) => report.learningRate),
});
