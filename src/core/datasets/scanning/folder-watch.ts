import type { Stats } from 'node:fs';
import path from 'node:path';
import { watch } from 'chokidar';
import { isSystemEntry } from '../../images/system-entry.ts';

export interface FolderWatch {
  close(): Promise<void>;
}

export interface FolderWatchEvents {
  /** Something in the folder, or the folder itself, is not as it was. */
  readonly onChange: () => void;
  /** Everything below is watched now: what changes from here on is heard of. */
  readonly onReady: () => void;
  /** It cannot be watched (any more), for instance because the system watches no more folders. Nothing follows. */
  readonly onFailure: (error: NodeJS.ErrnoException) => void;
}

export type WatchFolder = (root: string, events: FolderWatchEvents) => FolderWatch;

/** Errors of a single file or folder below, which a scan tells about better. */
const passing = new Set(['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EBUSY']);

/**
 * Watches a folder with everything below, links to folders included, each real folder once. One watch a folder and none a file:
 * the system tells of a file through its folder, so 100,000 pictures cost nothing. Hidden and system entries are not looked at,
 * as in a scan. A folder that vanished is heard of when it is back.
 */
export const watchFolder: WatchFolder = (root, { onChange, onReady, onFailure }) => {
  const isHidden = (file: string): boolean => {
    const parts = path.relative(root, file).split(path.sep);
    // Where a link leads to elsewhere, what lies above the link's target does not matter.
    return parts[0] === '..' ? isSystemEntry(parts.at(-1)!) : parts.some(isSystemEntry);
  };
  const watcher = watch(root, {
    ignored: (file: string, stats?: Stats) => isHidden(file) || (stats?.isFile() ?? false),
    ignoreInitial: true,
    ignorePermissionErrors: true,
    atomic: false,
    persistent: false,
  });
  let isClosed = false;
  const close = async (): Promise<void> => {
    isClosed = true;
    await watcher.close();
  };
  // `raw` is what the system says of a folder; the events for files are not sent, since files are ignored.
  watcher.on('raw', (_event: string, name: string | null) => {
    if (typeof name === 'string' && isSystemEntry(path.basename(name))) return;
    onChange();
  });
  watcher.on('addDir', onChange);
  watcher.on('unlinkDir', onChange);
  watcher.on('ready', onReady);
  watcher.on('error', (thrown) => {
    const error = thrown as NodeJS.ErrnoException;
    if (isClosed) return;
    if (passing.has(error.code ?? '')) return onChange();
    void close().finally(() => onFailure(error));
  });
  return { close };
};
