import type { Studio } from '../open-studio.ts';
import { epochReports } from '../runs/results/run-report.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';
import type { StudyReport } from './study-report.ts';

/** Epochs by run, of a study that is shown by them; none of others. */
export const epochsOfStudy = (studio: Studio, { chart, trials }: StudyReport): ReadonlyMap<number, readonly EpochReport[]> =>
  new Map(chart === 'epochs' ? trials.flatMap(({ trial: { runId } }) => (runId === null ? [] : [[runId, epochReports(studio, runId)] as const])) : []);
