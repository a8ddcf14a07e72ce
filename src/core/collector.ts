import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { once } from './once.ts';

/** Collects all that nobody reaches, or `minor`: young objects alone, in less than a millisecond. */
export type Collect = (options?: { readonly type: 'minor' }) => void;

/**
 * V8's own. Its flag is set for the moment in which a new context takes it: as long as it is set V8 compiles what it loads anew, in place of what Node ships
 * compiled (30 processor ms of a start, 60 of one that trains), and `--expose-gc` is that for the whole life of a process (docs/decisions/0110).
 */
export const collector = once((): Collect => {
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext('gc') as Collect;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
});
