import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { freeDiskBytes } from '../files/free-disk.ts';
import { isLeased, removeUnleased } from '../files/lease.ts';
import { ownerOf } from '../files/owned-name.ts';

export interface CacheEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly lastUsed: Date;
  /** By a training, also of another program. */
  readonly inUse: boolean;
}

/** Null where it is no cache, or was cleared this moment. */
function describe(root: string, name: string): CacheEntry | null {
  const folder = join(root, name);
  // One that lost its key is of no use, but holds room.
  const isNamedAsOurs = /^[0-9a-f]{32}$/.test(name);
  const key =
    statSync(join(folder, 'key.json'), { throwIfNoEntry: false }) ??
    (isNamedAsOurs ? statSync(folder, { throwIfNoEntry: false }) : undefined);
  if (!key) return null;
  try {
    const sizes = readdirSync(folder).map((file) => statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0);
    return { name, sizeBytes: sizes.reduce((sum, size) => sum + size, 0), lastUsed: key.mtime, inUse: isLeased(folder) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Feature caches below `root`, least recently used first. */
export function listFeatureCaches(root: string): CacheEntry[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .flatMap((name) => (ownerOf(name) === null ? (describe(root, name) ?? []) : []))
    .sort((a, b) => a.lastUsed.getTime() - b.lastUsed.getTime());
}

/** Deletes feature caches that nobody uses. @returns the bytes given back, and the names of those in use */
export function clearFeatureCaches(root: string, names?: readonly string[]): { freedBytes: number; inUse: string[] } {
  const cleared = { freedBytes: 0, inUse: [] as string[] };
  for (const { name, sizeBytes } of listFeatureCaches(root)) {
    if (names && !names.includes(name)) continue;
    if (removeUnleased(join(root, name))) cleared.freedBytes += sizeBytes;
    else cleared.inUse.push(name);
  }
  return cleared;
}

/** The budget where none is given: a fifth of the free disk and of what the cache holds already. */
export const defaultCacheBytes = (root: string, existing: string): number =>
  Math.floor((freeDiskBytes(existing) + sizeOf(listFeatureCaches(root))) / 5);

/**
 * Makes room for a run: `keep` are the caches it uses, `neededBytes` what its features take in them altogether.
 * Evicts the least recently used others, and the run's own too where they hold mostly pictures of other data sets.
 * @param spareBytes what the run writes elsewhere on this disk
 * @returns whether the run fits the budget and the disk (nothing is evicted where it does not fit the budget)
 */
export function makeRoom(root: string, budgetBytes: number, keep: readonly string[], neededBytes: number, spareBytes = 0): boolean {
  if (neededBytes > budgetBytes) return false;
  mkdirSync(root, { recursive: true });
  const entries = listFeatureCaches(root);
  const ownBytes = sizeOf(entries.filter(({ name }) => keep.includes(name)));
  const replaceOwn = ownBytes > neededBytes && ownBytes + neededBytes > budgetBytes;
  const keptBytes = ownBytes - (replaceOwn ? clearFeatureCaches(root, keep).freedBytes : 0);
  let othersBytes = sizeOf(entries) - ownBytes;
  for (const entry of entries) {
    if (othersBytes + Math.max(keptBytes, neededBytes) <= budgetBytes) break;
    if (keep.includes(entry.name)) continue;
    othersBytes -= clearFeatureCaches(root, [entry.name]).freedBytes;
  }
  return Math.max(0, neededBytes - keptBytes) + spareBytes < freeDiskBytes(root);
}

const sizeOf = (entries: readonly CacheEntry[]): number => entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
