import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Runs a program of the system to its end. @throws Error with what it said */
export function sh(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 256 << 20,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (error || status !== 0) throw new Error(`${command} ${args.join(' ').slice(0, 200)}: ${error?.message ?? `${stdout}\n${stderr}`.trim().slice(-2000)}`);
  return stdout;
}

/** What lies below some folders. (What others take away meanwhile makes `find` end with 1.) */
const find = (args: readonly string[]): string => spawnSync('find', args, { encoding: 'utf8', maxBuffer: 256 << 20 }).stdout;

/** Every path where a package puts files, and whatever belongs to the user elsewhere. */
export function systemPaths(uid: number | null): Set<string> {
  const installed = find(['/etc', '/opt', '/usr', '/var/spool', '-xdev', '-not', '-name', '*.pyc', '-not', '-name', '__pycache__']);
  const owned = uid === null ? '' : find(['/', '-xdev', '(', '-path', '/proc', '-o', '-path', '/sys', ')', '-prune', '-o', '-uid', String(uid), '-print']);
  return new Set(`${installed}\n${owned}`.split('\n').filter(Boolean));
}

export interface UserProcess {
  readonly pid: number;
  readonly command: string;
  /** Filtered system calls. */
  readonly hasSeccomp: boolean;
  /** A user namespace of its own. */
  readonly hasNamespace: boolean;
}

/** It ended while it was looked at. */
const isGone = (error: unknown): boolean => ['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Null where it may not be known. */
function namespaceOf(process: string): string | null {
  try {
    return readlinkSync(join(process, 'ns/user'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return null;
    throw error;
  }
}

/** What a user runs now. */
export function processesOf(uid: number): UserProcess[] {
  const ours = readlinkSync('/proc/self/ns/user');
  const found: UserProcess[] = [];
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const at = join('/proc', name);
    try {
      const status = readFileSync(join(at, 'status'), 'utf8');
      if (Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]) !== uid || /^State:\s+Z/m.test(status)) continue;
      const command = readFileSync(join(at, 'cmdline'), 'utf8').replaceAll('\0', ' ').trim();
      found.push({ pid: Number(name), command, hasSeccomp: /^Seccomp:\s+2/m.test(status), hasNamespace: ![ours, null].includes(namespaceOf(at)) });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  return found;
}
