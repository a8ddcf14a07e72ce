import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ownedName } from './owned-name.ts';
import { namedWriteError } from './write-error.ts';

/** A file for what does not stay in memory. It has no name once it is open, so that its room comes back however its process ends. */
export interface ScratchFile {
  /** Behind what is there. @throws StudioError `out-of-disk`, `not-writable`; what was there stays */
  append(bytes: Uint8Array): void;
  /** Fills `target` from `at` (bytes) on. */
  read(target: Uint8Array, at: number): void;
  close(): void;
}

function writable<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw namedWriteError(error, file);
  }
}

/** @throws StudioError `out-of-disk`, `not-writable` */
export function openScratchFile(folder: string): ScratchFile {
  const file = join(folder, ownedName('tmp'));
  const handle = writable(file, () => openSync(file, 'wx+', 0o600));
  rmSync(file);
  let sizeBytes = 0;
  return {
    append(bytes) {
      writable(file, () => {
        for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written, bytes.length - written, sizeBytes + written);
      });
      sizeBytes += bytes.length;
    },
    read(target, at) {
      if (at + target.length > sizeBytes) throw new RangeError(`bytes ${at} to ${at + target.length} of ${sizeBytes}`);
      for (let filled = 0; filled < target.length; ) {
        const read = readSync(handle, target, filled, target.length - filled, at + filled);
        if (read === 0) throw new RangeError(`the file ends at byte ${at + filled} of ${sizeBytes}`);
        filled += read;
      }
    },
    close: () => closeSync(handle),
  };
}
