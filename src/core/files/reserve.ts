import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../errors.ts';
import { freeDiskBytes } from './free-disk.ts';
import { writeFileAtomicallySync } from './write-file.ts';

/** What deleting may need on a full disk before it gives anything back: the log of the database. */
export const reserveBytes = 8_000_000;
/** The reserve is not to be what fills a disk. */
const onlyBelow = 20;

const reserveFile = (root: string): string => join(root, 'reserve');

/** Sets a few megabytes of the disk aside while there is plenty. */
export function keepReserve(root: string): void {
  const file = reserveFile(root);
  if (existsSync(file) || freeDiskBytes(root) < onlyBelow * reserveBytes) return;
  try {
    writeFileAtomicallySync(file, Buffer.alloc(reserveBytes), { mode: 0o600, durable: false });
  } catch (error) {
    // The disk filled up meanwhile, or may not be written to: then there is none.
    if (!(error instanceof StudioError)) throw error;
  }
}

/** Gives the reserve to whoever is about to delete, where the disk is full. */
export function freeReserve(root: string): void {
  if (existsSync(reserveFile(root)) && freeDiskBytes(root) < reserveBytes) rmSync(reserveFile(root), { force: true });
}
