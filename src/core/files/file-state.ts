import type { Stats } from 'node:fs';

/** Which file it was that lay at a path: its inode, and when its entry last changed (ctime). */
export interface FileStamp {
  inode: number;
  changedMs: number;
}

/** What the system says of a regular file. Asked before the file is read: what is written meanwhile then looks new to whoever asks next. */
export interface FileState {
  sizeBytes: number;
  modifiedMs: number;
  /** Null where it would not tell this file from another. */
  stamp: FileStamp | null;
}

export const fileState = (stats: Stats): FileState => ({ sizeBytes: stats.size, modifiedMs: stats.mtimeMs, stamp: stampOf(stats) });

/**
 * What tells this file from another of its size and time. Null where the entry's times are whole seconds, as old file systems keep
 * them, and one of the last two: a change in the same second would not show.
 */
function stampOf({ ino, ctimeMs }: Stats): FileStamp | null {
  return ctimeMs % 1000 === 0 && Date.now() - ctimeMs < 2000 ? null : { inode: ino, changedMs: ctimeMs };
}
