import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { ownedName, ownerOf } from './owned-name.ts';

/** A folder that one process at a time has, and whose content stays for the next. */
export interface KeptFolder {
  readonly folder: string;
  release(): void;
}

const freeName = /^kept-[0-9a-f]{8}$/;
const dayMs = 86_400_000;

/** Renaming is what makes it ours: of two who try, one finds it gone. */
function taken(from: string, mine: string): boolean {
  try {
    renameSync(from, mine);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

const isOlder = (folder: string, days: number): boolean => Date.now() - (lstatSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > days * dayMs;

/** Renamed first: nobody is given one that is half deleted. */
function remove(root: string, name: string): void {
  const aside = join(root, ownedName('partial'));
  if (taken(join(root, name), aside)) rmSync(aside, { recursive: true, force: true });
}

/**
 * One that is free below `root`, or whose process was killed, or a new one. Those that nobody has had for `days` go.
 * @param isUsed whether something that a killed process has started still works in its folder
 */
export function claimKeptFolder(root: string, days: number, isUsed: (folder: string) => boolean = () => false): KeptFolder {
  const folder = join(root, ownedName(''));
  const isPartial = (name: string): boolean => name.endsWith('.partial');
  const idle = readdirSync(root).filter((name) => freeName.test(name) || (!isPartial(name) && ownerOf(name) === 'gone' && !isUsed(join(root, name))));
  if (!idle.some((name) => taken(join(root, name), folder))) mkdirSync(folder, { mode: 0o700 });
  for (const name of readdirSync(root)) {
    const owner = ownerOf(name);
    if (isPartial(name) ? owner === 'gone' : (freeName.test(name) || (owner !== null && owner !== 'alive')) && isOlder(join(root, name), days)) remove(root, name);
  }
  return {
    folder,
    release() {
      utimesSync(folder, new Date(), new Date());
      renameSync(folder, join(root, `kept-${randomBytes(4).toString('hex')}`));
    },
  };
}
