import type { NextJob, NextResult } from '../../shared/next-job.ts';
import { labelNext } from '../evaluation/label-next.ts';

/** Seconds of arithmetic for thousands of pictures, so that no process that answers people does it. */
export function runNextJob({ features, dimensions, labelled, budget }: NextJob): NextResult {
  const { chosen, clusters } = labelNext(features, dimensions, labelled, budget);
  return { kind: 'next', chosen, clusters };
}
