import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Bytes of the files below `folder` (of itself, where it is a file), links not followed; 0 where it is not there. What vanishes meanwhile counts nothing. */
export async function folderSizeBytes(folder: string): Promise<number> {
  const own = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (!own) return 0;
  if (!own.isDirectory()) return own.isFile() ? own.size : 0;
  let total = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const stats = await lstat(path.join(entry.parentPath, entry.name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    total += stats?.size ?? 0;
  }
  return total;
}

/** The folder itself or the nearest one above it that exists: where what is to be made would land. */
export function existingFolder(folder: string): string {
  return existsSync(folder) || path.dirname(folder) === folder ? folder : existingFolder(path.dirname(folder));
}
