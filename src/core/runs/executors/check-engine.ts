import type { CheckResult } from '../../../shared/check-job.ts';
import { defaultThreads, startEngine } from './engine-process.ts';

/** Loads the engine in a process of its own and says what it is. @throws StudioError `engine-missing` | `trainer-died` */
export async function checkEngine(measurePrecision = false): Promise<CheckResult> {
  return (await startEngine({ kind: 'check', measurePrecision }, defaultThreads(), () => undefined).finished) as CheckResult;
}
