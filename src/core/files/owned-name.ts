import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { processToken } from './process-token.ts';

/*
 * What is being written lies under a name that says who writes it: `.graft-<pid>-<place>-<token>-<random>.<ending>`, whatever
 * the target is called, so that a name of 255 bytes has room too. `place` is the set of processes in which the pid means
 * something: boot and pid namespace. Two containers over one folder each have a process 7.
 */

const pattern = /^(?:\.graft|graft-graph)-(\d+)-([0-9a-f]{8})-([0-9a-f]{8})-[0-9a-f]{8}(?:\.[a-z]+)?$/;

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

/** A new name for something of this process that is not whole yet. `graft-graph` is for the system's temporary folder. */
export function ownedName(ending: 'tmp' | 'partial' | '', prefix: '.graft' | 'graft-graph' = '.graft'): string {
  own ??= `${process.pid}-${ownPlace()}-${tokenOf(process.pid)!}`;
  return `${prefix}-${own}-${randomBytes(4).toString('hex')}${ending && `.${ending}`}`;
}

/**
 * Whether whoever gave a name of {@link ownedName} still runs; `unknown` where it ran in another place (before a restart, in
 * another container, on another machine), null for any other name.
 */
export function ownerOf(name: string): 'alive' | 'gone' | 'unknown' | null {
  const [, pid, where, token] = pattern.exec(name) ?? [];
  if (pid === undefined) return null;
  if (where !== ownPlace()) return 'unknown';
  return tokenOf(Number(pid)) === token ? 'alive' : 'gone';
}
