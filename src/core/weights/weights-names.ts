import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DataFolder } from '../data-folder.ts';
import { listBackbones } from './backbones.ts';

/** Backbones by the sha256 of their weights, for naming what is kept under it; nothing is hashed. */
export async function weightsNames(folder: Pick<DataFolder, 'backbones'>): Promise<Map<string, string>> {
  const named = await Promise.all(
    (await listBackbones(folder)).map(async ({ id, sha256, file }): Promise<[string, string] | null> => {
      if (sha256 !== null) return [sha256, id];
      // The hub's cache names a file by its sha256.
      const blob = file === null ? '' : basename(await realpath(file));
      return /^[0-9a-f]{64}$/.test(blob) ? [blob, id] : null;
    }),
  );
  return new Map(named.filter((entry) => entry !== null));
}
