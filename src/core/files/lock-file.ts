import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../errors.ts';
import { ownedName, ownerOf } from './owned-name.ts';
import { processToken } from './process-token.ts';

/** How long the lock of an owner that cannot be asked (another container, before a restart) is respected. */
const strangerMs = 24 * 60 * 60 * 1000;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** @returns whether there was no such file */
async function makeLock(lockFile: string, content: string): Promise<boolean> {
  try {
    await writeFile(lockFile, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

const claim = (lockFile: string): Promise<boolean> => makeLock(lockFile, ownedName(''));

interface Owner {
  readonly content: string;
  readonly isGone: boolean;
}

/** Null where the lock was given back this moment. */
async function ownerIn(lockFile: string): Promise<Owner | null> {
  try {
    const [content, { mtimeMs }] = await Promise.all([readFile(lockFile, 'utf8'), stat(lockFile)]);
    const isOld = Date.now() - mtimeMs > strangerMs;
    return { content, isGone: judge(content, isOld) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function judge(content: string, isOld: boolean): boolean {
  const owner = ownerOf(content);
  if (owner !== null) return owner === 'gone' || (owner === 'unknown' && isOld);
  // Versions before wrote a number alone, which another process may have by now. Nothing yet: it is being written.
  const isNumber = /^[1-9]\d{0,9}$/.test(content);
  return isOld || (isNumber && processToken(Number(content)) === null);
}

/**
 * Puts a dead owner's lock out of the way. Of two processes that do so only one takes it: what the rename caught is looked at
 * again, and a lock that is a living owner's by now is put back.
 */
async function bury(lockFile: string, dead: Owner): Promise<void> {
  const caught = join(dirname(lockFile), ownedName('tmp'));
  try {
    await rename(lockFile, caught);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    const content = await readFile(caught, 'utf8');
    if (content !== dead.content) await makeLock(lockFile, content);
  } finally {
    await rm(caught, { force: true });
  }
}

const ownerText = (content: string): string => /^(?:\.graft-)?(\d+)/.exec(content)?.[1] ?? 'unknown';

/**
 * Does work that no two processes may do at once, under a file that says who does it. A lock left by a process that died is taken over, also where another
 * process has its number by now.
 * @param doing what the owner is doing, for the message: "fetching weights"
 * @throws StudioError `busy`
 */
export async function withLockFile<T>(lockFile: string, doing: string, work: () => Promise<T>): Promise<T> {
  if (!(await claim(lockFile))) {
    const owner = await ownerIn(lockFile);
    if (owner?.isGone) await bury(lockFile, owner);
    if ((owner && !owner.isGone) || !(await claim(lockFile))) {
      throw new StudioError('busy', `Process ${ownerText(owner?.content ?? '')} is already ${doing}.`, {
        hint: `Wait for it to end. If no such process runs, delete ${lockFile}.`,
      });
    }
  }
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}
