import { statfsSync } from 'node:fs';

/** Bytes free for this user on the disk that holds `folder`. */
export function freeDiskBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
