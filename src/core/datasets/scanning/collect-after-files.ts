import { collector } from '../../collector.ts';

/** What fewer files leave behind is not worth the milliseconds of a collection. */
const leastFiles = 10_000;

/** Gives back what a step of a scan leaves behind, before the next one takes as much again: V8 lets a hundred megabytes and more of it lie before it looks. */
export function collectAfterFiles(files: number): void {
  if (files >= leastFiles) collector()();
}
