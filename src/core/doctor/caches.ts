import { rm } from 'node:fs/promises';
import path from 'node:path';
import { triedFolder, type DataFolder } from '../data-folder.ts';
import { folderSizeBytes } from '../files/folder-size.ts';
import { ownedName } from '../files/owned-name.ts';
import { renameIfThere } from '../files/rename-if-there.ts';
import { foldersIn } from '../files/sweep.ts';
import { namedWriteError } from '../files/write-error.ts';
import { clearThumbnails, thumbnailUse } from '../images/thumbnail-cache.ts';
import { clearFeatureCaches, listFeatureCaches } from '../training/cache-budget.ts';
import type { CacheEntry } from '../training/cache-budget.ts';
import { storedKey } from '../training/stored-key.ts';
import { weightsNames } from '../weights/weights-names.ts';
import { thumbnailsName, triedName } from './cache-names.ts';

/** Features of a frozen part, and whose they are; null where it is not known any more. */
export interface FeatureCacheUse extends CacheEntry {
  readonly backbone: string | null;
  readonly weightsSha256: string | null;
  readonly cut: string | null;
  readonly precision: string | null;
  readonly imageSize: number | null;
}

export interface CacheUse {
  readonly folder: string;
  /** Of all in it. */
  readonly sizeBytes: number;
  /** Least recently used first. */
  readonly caches: FeatureCacheUse[];
  readonly thumbnails: { readonly folder: string; readonly files: number; readonly sizeBytes: number };
  /** Adaptations that were tried lately and not kept, at most one a run: keeping one computes nothing again. */
  readonly tried: { readonly runs: number; readonly sizeBytes: number };
}

/** What is kept on the disk only to be quick: features, small pictures, and adaptations that were tried. */
export async function cacheUse(data: DataFolder): Promise<CacheUse> {
  const names = await weightsNames(data);
  const caches = listFeatureCaches(data.featureCache).map((entry) => {
    const { cut = null, precision = null, imageSize = null, weightsSha256 = null } = storedKey(data.featureCache, entry.name) ?? {};
    const backbone = weightsSha256 === null ? null : (names.get(weightsSha256) ?? null);
    return { ...entry, backbone, weightsSha256, cut, precision, imageSize };
  });
  const thumbnails = { folder: data.thumbnails, ...(await thumbnailUse(data.thumbnails)) };
  const sizes = await Promise.all(foldersIn(data.runs).map((run) => folderSizeBytes(triedFolder(run))));
  const tried = { runs: sizes.filter((size) => size > 0).length, sizeBytes: sizes.reduce((sum, size) => sum + size, 0) };
  const sizeBytes = caches.reduce((sum, entry) => sum + entry.sizeBytes, thumbnails.sizeBytes + tried.sizeBytes);
  return { folder: data.featureCache, sizeBytes, caches, thumbnails, tried };
}

/**
 * Deletes what is made again when it is needed: of these names, or all of it.
 * @returns the bytes given back, and the names of features that a training uses and that were left alone
 * @throws StudioError `not-writable`
 */
export async function clearCaches(data: DataFolder, names?: readonly string[]): Promise<{ freedBytes: number; inUse: string[] }> {
  try {
    const { freedBytes, inUse } = clearFeatureCaches(data.featureCache, names);
    const picturesBytes = !names || names.includes(thumbnailsName) ? await clearThumbnails(data.thumbnails) : 0;
    const triedBytes = !names || names.includes(triedName) ? await clearTried(data) : 0;
    return { freedBytes: freedBytes + picturesBytes + triedBytes, inUse };
  } catch (error) {
    throw namedWriteError(error, path.dirname(data.featureCache));
  }
}

/** Moved away first: who keeps one this moment has all of it, or none. */
async function clearTried({ runs }: DataFolder): Promise<number> {
  let freedBytes = 0;
  for (const run of foldersIn(runs)) {
    const aside = path.join(runs, ownedName('partial'));
    if (!(await renameIfThere(triedFolder(run), aside))) continue;
    freedBytes += await folderSizeBytes(aside);
    await rm(aside, { recursive: true, force: true });
  }
  return freedBytes;
}
