import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ownedName, ownerOf } from './owned-name.ts';

/** How long a lease of another container, or of before a restart, is respected. */
const strangerMs = 24 * 60 * 60 * 1000;

/**
 * Says in a folder that this process uses what is in it: an empty file that is named after it, so that a killed one holds nothing up.
 * Makes the folder, also where it is being cleared this moment. @returns the lease, to be deleted at the end
 */
export function takeLease(folder: string): string {
  const lease = join(folder, ownedName(''));
  do {
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(lease, '');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  } while (!existsSync(lease));
  for (const name of readdirSync(folder)) if (ownerOf(name) === 'gone') rmSync(join(folder, name), { force: true });
  return lease;
}

/** Whether a living process uses what is in a folder. */
export function isLeased(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder).some((name) => {
    const owner = ownerOf(name);
    if (owner !== 'unknown') return owner === 'alive';
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    return stats !== undefined && Date.now() - stats.mtimeMs < strangerMs;
  });
}

/** Deletes a folder unless somebody uses it. Who takes a lease meanwhile makes it anew, or is seen and gets it back. */
export function removeUnleased(folder: string): boolean {
  if (isLeased(folder)) return false;
  const aside = join(dirname(folder), ownedName('partial'));
  renameSync(folder, aside);
  if (isLeased(aside)) {
    renameSync(aside, folder);
    return false;
  }
  rmSync(aside, { recursive: true, force: true });
  return true;
}

/** Does work with what is in a folder, which nobody clears meanwhile; where nothing can be written, nothing can be cleared either. */
export async function withLease<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lease = leaseWhereWritable(folder);
  try {
    return await work();
  } finally {
    if (lease !== null) rmSync(lease, { force: true });
  }
}

function leaseWhereWritable(folder: string): string | null {
  try {
    return takeLease(folder);
  } catch (error) {
    if (['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
