import { randomBytes } from 'node:crypto';
import { ownerState, ownProcess } from './process-owner.ts';
import type { OwnerState } from './process-owner.ts';

/*
 * What is being written lies under a name that says who writes it: `.graft-<owner>-<random>.<ending>` (`process-owner.ts`), whatever
 * the target is called, so that a name of 255 bytes has room too.
 */

const pattern = /^(?:\.graft|graft-graph)-(\d+-[0-9a-f]{8}-[0-9a-f]{8})-[0-9a-f]{8}(?:\.[a-z]+)?$/;

/** A new name for something of this process that is not whole yet. `graft-graph` is for the system's temporary folder. */
export function ownedName(ending: 'tmp' | 'partial' | '', prefix: '.graft' | 'graft-graph' = '.graft'): string {
  return `${prefix}-${ownProcess()}-${randomBytes(4).toString('hex')}${ending && `.${ending}`}`;
}

/** Whether whoever gave a name of {@link ownedName} still runs (`ownerState`), null for any other name. */
export function ownerOf(name: string): OwnerState | null {
  const owner = pattern.exec(name)?.[1];
  return owner === undefined ? null : ownerState(owner);
}
