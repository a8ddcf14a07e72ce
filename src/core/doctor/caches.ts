import type { DataFolder } from '../data-folder.ts';
import { clearThumbnails, thumbnailUse } from '../images/thumbnail-cache.ts';
import { clearFeatureCaches, listFeatureCaches } from '../training/cache-budget.ts';
import type { CacheEntry } from '../training/cache-budget.ts';
import { storedKey } from '../training/stored-key.ts';
import { weightsNames } from '../weights/weights-names.ts';

/** The name of the window's small pictures among caches. */
export const thumbnailsName = 'thumbnails';

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
}

/** What is kept on the disk only to be quick: features, and small pictures. */
export async function cacheUse(data: DataFolder): Promise<CacheUse> {
  const names = await weightsNames(data);
  const caches = listFeatureCaches(data.featureCache).map((entry) => {
    const { cut = null, precision = null, imageSize = null, weightsSha256 = null } = storedKey(data.featureCache, entry.name) ?? {};
    const backbone = weightsSha256 === null ? null : (names.get(weightsSha256) ?? null);
    return { ...entry, backbone, weightsSha256, cut, precision, imageSize };
  });
  const thumbnails = { folder: data.thumbnails, ...(await thumbnailUse(data.thumbnails)) };
  const sizeBytes = caches.reduce((sum, entry) => sum + entry.sizeBytes, thumbnails.sizeBytes);
  return { folder: data.featureCache, sizeBytes, caches, thumbnails };
}

/**
 * Deletes what is made again when it is needed: of these names, or all of it.
 * @returns the bytes given back, and the names of features that a training uses and that were left alone
 */
export async function clearCaches(data: DataFolder, names?: readonly string[]): Promise<{ freedBytes: number; inUse: string[] }> {
  const { freedBytes, inUse } = clearFeatureCaches(data.featureCache, names);
  const picturesBytes = !names || names.includes(thumbnailsName) ? await clearThumbnails(data.thumbnails) : 0;
  return { freedBytes: freedBytes + picturesBytes, inUse };
}
