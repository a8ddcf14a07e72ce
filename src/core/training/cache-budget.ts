import { existsSync, mkdirSync, readdirSync, rmSync, statSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

export interface CacheEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly lastUsed: Date;
}

/** Feature caches below `root`, least recently used first. */
export function listFeatureCaches(root: string): CacheEntry[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((name) => existsSync(join(root, name, 'key.json')))
    .map((name) => {
      const files = readdirSync(join(root, name)).map((file) => statSync(join(root, name, file)));
      return {
        name,
        sizeBytes: files.reduce((sum, file) => sum + file.size, 0),
        lastUsed: statSync(join(root, name, 'key.json')).mtime,
      };
    })
    .sort((a, b) => a.lastUsed.getTime() - b.lastUsed.getTime());
}

/** Deletes feature caches and says how many bytes that gave back. */
export function clearFeatureCaches(root: string, names?: readonly string[]): number {
  let freedBytes = 0;
  for (const entry of listFeatureCaches(root)) {
    if (names && !names.includes(entry.name)) continue;
    rmSync(join(root, entry.name), { recursive: true, force: true });
    freedBytes += entry.sizeBytes;
  }
  return freedBytes;
}

/** Bytes free for this user on the disk that holds `folder`. */
export function freeDiskBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** The budget where none is given: a fifth of the free disk and of what the cache holds already. */
export const defaultCacheBytes = (root: string, existing: string): number =>
  Math.floor((freeDiskBytes(existing) + sizeOf(listFeatureCaches(root))) / 5);

/**
 * Makes room for a run: `keep` are the caches it uses, `neededBytes` what its features take in them altogether.
 * Evicts the least recently used others, and the run's own too where they hold mostly pictures of other data sets.
 * @returns whether the run fits the budget and the disk (nothing is evicted where it does not fit the budget)
 */
export function makeRoom(root: string, budgetBytes: number, keep: readonly string[], neededBytes: number): boolean {
  if (neededBytes > budgetBytes) return false;
  mkdirSync(root, { recursive: true });
  const entries = listFeatureCaches(root);
  const ownBytes = sizeOf(entries.filter(({ name }) => keep.includes(name)));
  const replaceOwn = ownBytes > neededBytes && ownBytes + neededBytes > budgetBytes;
  const keptBytes = replaceOwn ? 0 : ownBytes;
  if (replaceOwn) clearFeatureCaches(root, keep);
  let othersBytes = sizeOf(entries) - ownBytes;
  for (const entry of entries) {
    if (othersBytes + Math.max(keptBytes, neededBytes) <= budgetBytes) break;
    if (keep.includes(entry.name)) continue;
    clearFeatureCaches(root, [entry.name]);
    othersBytes -= entry.sizeBytes;
  }
  return Math.max(0, neededBytes - keptBytes) < freeDiskBytes(root);
}

const sizeOf = (entries: readonly CacheEntry[]): number => entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
