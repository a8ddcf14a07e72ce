import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { ownedName, ownerOf } from './owned-name.ts';
import { sweepOnce } from './sweep.ts';

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

/** One that is free below `root`, or whose process was killed, or a new one. Those that nobody has had for `days` go. */
export function claimKeptFolder(root: string, days: number): KeptFolder {
  const folder = join(root, ownedName(''));
  const left = readdirSync(root).filter((name) => freeName.test(name) || ownerOf(name) === 'gone');
  if (!left.some((name) => taken(join(root, name), folder))) mkdirSync(folder, { mode: 0o700 });
  sweepOnce(root);
  for (const name of readdirSync(root)) if (freeName.test(name) && isOlder(join(root, name), days)) rmSync(join(root, name), { recursive: true, force: true });
  return {
    folder,
    release() {
      utimesSync(folder, new Date(), new Date());
      renameSync(folder, join(root, `kept-${randomBytes(4).toString('hex')}`));
    },
  };
}
