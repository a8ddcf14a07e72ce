import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { StudioError } from '../errors.ts';
import { freeDiskBytes } from '../files/free-disk.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { ifReachable } from '../files/if-there.ts';
import { claimKeptFolder } from '../files/kept-folder.ts';
import { isLeased } from '../files/lease.ts';
import { sweepOnce } from '../files/sweep.ts';
import { copyFileAtomically } from '../files/write-file.ts';

/**
 * A folder on this machine's disk that trials of one user have one after another, never two at once: what a trial leaves there (pictures and backbone by their
 * content, frozen features by their key) the next one finds. So a node asks the shared store for each byte as often as it runs trials at the same time, not once a trial.
 */
export interface TrialSlot {
  readonly folder: string;
  /** Gone with the trial. */
  readonly runFolder: string;
  readonly cacheFolder: string;
  release(): void;
}

const daysKept = 7;
/** Copied at the same time: a shared folder answers late, not slowly. */
const atOnce = 8;

/** Below the temporary folder, which others write to too. */
const slotsRoot = (): string => join(tmpdir(), `graft-trials-${process.getuid?.() ?? userInfo().username}`);

function needOurs(root: string): void {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(root);
  if (lstatSync(root).isDirectory() && (process.getuid === undefined || uid === process.getuid()) && (mode & 0o022) === 0) return;
  throw new StudioError('not-writable', `${root} is not this user's alone`, {
    values: { kind: 'slots-of-others', folder: root },
    hint: 'Delete it, or set TMPDIR to a folder of your own on this machine.',
  });
}

/** A trainer outlives a trial that was killed by a moment, and may still write features. */
function hasLease(caches: string): boolean {
  try {
    return existsSync(caches) && readdirSync(caches).some((name) => isLeased(join(caches, name)));
  } catch (error) {
    // Another trial has taken it just now.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}

/** A slot that is free, or whose process was killed, or a new one. @throws StudioError `not-writable` */
export function claimSlot(): TrialSlot {
  sweepOnce(tmpdir());
  const root = slotsRoot();
  needOurs(root);
  const { folder, release } = claimKeptFolder(root, daysKept, (left) => hasLease(join(left, 'cache')));
  const runFolder = join(folder, 'run');
  rmSync(runFolder, { recursive: true, force: true });
  return {
    folder,
    runFolder,
    cacheFolder: join(folder, 'cache'),
    release() {
      rmSync(runFolder, { recursive: true, force: true });
      release();
    },
  };
}

/** An object of a store and its content. */
export interface Wanted {
  readonly object: string;
  readonly sha256: string;
}

/**
 * Copies what a trial reads again and again from the store into its slot, unless it is there with the same bytes; what other trials left there goes. Half of the
 * disk that is free is used at most. What is not copied, or is not what it should be, is read in the store, by whoever says what is wrong with it.
 * @returns where each object lies
 */
export async function bringObjects({ folder }: TrialSlot, store: string, wanted: readonly Wanted[], signal: AbortSignal): Promise<(object: string) => string> {
  const objects = join(folder, 'objects');
  const asked = new Map(wanted.map(({ object, sha256 }) => [object, sha256]));
  dropOthers(objects, asked);
  const here = new Set<string>();
  const room = { bytes: freeDiskBytes(folder) / 2 };
  const waiting = [...asked];
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next && !signal.aborted; next = waiting.pop()) {
      const [object, sha256] = next;
      if ((await isWhole(join(objects, object), sha256)) || (await bring(join(store, object), join(objects, object), sha256, room))) here.add(object);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return (object) => join(here.has(object) ? objects : store, object);
}

function dropOthers(objects: string, asked: ReadonlyMap<string, string>): void {
  mkdirSync(objects, { recursive: true });
  for (const entry of readdirSync(objects, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !asked.has(file.slice(objects.length + 1))) rmSync(file, { force: true });
  }
}

async function isWhole(file: string, sha256: string): Promise<boolean> {
  return (await ifReachable(stat(file))) !== null && (await sha256OfFile(file)) === sha256;
}

/** Not synced: what a power cut leaves is compared when it is wanted again. */
async function bring(source: string, target: string, sha256: string, room: { bytes: number }): Promise<boolean> {
  const sizeBytes = (await ifReachable(stat(source)))?.size;
  if (sizeBytes === undefined || sizeBytes > room.bytes) return false;
  room.bytes -= sizeBytes;
  try {
    await copyFileAtomically(source, target, { durable: false });
  } catch (error) {
    // A full disk leaves the store to read from.
    if (error instanceof StudioError && error.code === 'out-of-disk') return false;
    throw error;
  }
  if ((await sha256OfFile(target)) === sha256) return true;
  await rm(target, { force: true });
  return false;
}
