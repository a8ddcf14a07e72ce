import type { StudyReport } from '../../core/studies/study-report.ts';
import { csvLine } from '../../shared/csv.ts';

/** CSV of a study, a line each trial after its heading: the varied fields, then its run and figures. */
export function studyLines({ study: { spec }, trials }: StudyReport): string[] {
  const fields = spec.vary.map(({ field }) => field);
  const heading = ['trial', 'run', 'state', ...fields, 'repeat', 'accuracy', 'validation_loss', 'train_accuracy', 'train_loss', 'parameters', 'multiply_adds', 'seconds_per_epoch', 'seconds'];
  const lines = trials.map(({ trial, state, result }) => [
    trial.position, trial.runId, state, ...fields.map((field) => plain(trial.cell[field])), trial.repeat,
    result?.accuracy, result?.valLoss, result?.trainAccuracy, result?.trainLoss, result?.parameters, result?.multiplyAdds, result?.secondsPerEpoch, result?.seconds,
  ]);
  return [csvLine(heading), ...lines.map((line) => csvLine(line.map((cell) => cell ?? '')))];
}

const plain = (value: unknown): string | number => (typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value));
