import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HubFile } from '../nets/catalogue.ts';
import { blobPath } from './hub-cache.ts';
import type { HubSettings } from './hub-settings.ts';

const partName = /^([0-9a-f]{64})\.incomplete$/;

/**
 * Bytes of a file of the hub that an earlier download left; null where there are none. Without its sha256 the largest part in the
 * repository's folder counts: its other files are small and never fetched here.
 */
export async function partialBytes(settings: HubSettings, hub: HubFile, sha256: string | null): Promise<number | null> {
  const blobs = dirname(blobPath(settings, hub, sha256 ?? 'any'));
  const names = await readdir(blobs).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const parts = names.filter((name) => (sha256 === null ? partName.test(name) : name === `${sha256}.incomplete`));
  const sizes = await Promise.all(parts.map(async (name) => (await stat(join(blobs, name)).catch(() => null))?.size ?? 0));
  const most = Math.max(0, ...sizes);
  return most > 0 ? most : null;
}
