import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { processToken } from './process-token.ts';

/*
 * Who a process is, in a text that others can judge: `<pid>-<place>-<token>`. `place` is the set of processes in which the pid
 * means something: boot and pid namespace. Two containers over one folder each have a process 7.
 */

const pattern = /^(\d+)-([0-9a-f]{8})-([0-9a-f]{8})$/;

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

const linuxPlace = (): string => `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;

let own: string | undefined;
let place: string | undefined;
const ownPlace = (): string => (place ??= short(process.platform === 'linux' ? linuxPlace() : hostname()));

/** Its token of a process that runs here now; null where it has gone. */
function tokenOf(pid: number): string | null {
  const token = processToken(pid);
  return token === null ? null : short(token);
}

/** This process. */
export const ownProcess = (): string => (own ??= processOwner(process.pid)!);

/** Any process that runs here now; null where there is none of that number. */
export function processOwner(pid: number): string | null {
  const token = tokenOf(pid);
  return token === null ? null : `${pid}-${ownPlace()}-${token}`;
}

export const pidOf = (owner: string): number => Number.parseInt(owner, 10);

export type OwnerState = 'alive' | 'gone' | 'unknown';

/** Whether a process still runs; `unknown` where it ran in another place (before a restart, in another container, on another machine); null for no owner's text. */
export function ownerState(owner: string): OwnerState | null {
  const [, pid, where, token] = pattern.exec(owner) ?? [];
  if (pid === undefined) return null;
  if (where !== ownPlace()) return 'unknown';
  return tokenOf(Number(pid)) === token ? 'alive' : 'gone';
}
