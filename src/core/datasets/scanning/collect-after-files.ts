import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { once } from '../../once.ts';

/** What fewer files leave behind is not worth the milliseconds of a collection. */
const leastFiles = 10_000;

/** V8's own. Processes of the window have no flag for it; where there is one none is set, for with other flags than before V8 compiles anew what Node's cache holds. */
const collector = once((): (() => void) => {
  if (globalThis.gc) return globalThis.gc as () => void;
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
});

/** Gives back what a step of a scan leaves behind, before the next one takes as much again: V8 lets a hundred megabytes and more of it lie before it looks. */
export function collectAfterFiles(files: number): void {
  if (files >= leastFiles) collector()();
}
