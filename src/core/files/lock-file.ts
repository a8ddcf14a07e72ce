import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { StudioError } from '../errors.ts';
import { ownedName, ownerOf } from './owned-name.ts';
import { processToken } from './process-token.ts';

/** How long the lock of an owner that cannot be asked (another container, before a restart) is respected. */
const strangerMs = 24 * 60 * 60 * 1000;
/** How long a lock without a word in it is respected: its owner is about to write it, or was killed there, or its disk was full. */
const wordlessMs = 10_000;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** @returns whether there was no such file */
async function claim(lockFile: string): Promise<boolean> {
  try {
    await writeFile(lockFile, ownedName(''), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // A full disk has room for a name and none for what it should hold.
    if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') await rm(lockFile, { force: true });
    throw error;
  }
}

interface Owner {
  readonly content: string;
  readonly isGone: boolean;
}

/** Null where the lock was given back this moment. */
async function ownerIn(lockFile: string): Promise<Owner | null> {
  try {
    const [content, { mtimeMs }] = await Promise.all([readFile(lockFile, 'utf8'), stat(lockFile)]);
    // Also of a time to come, as a clock that was set back leaves behind.
    const ageMs = Math.abs(Date.now() - mtimeMs);
    return { content, isGone: content === '' ? ageMs > wordlessMs : judge(content, ageMs > strangerMs) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function judge(content: string, isOld: boolean): boolean {
  const owner = ownerOf(content);
  if (owner !== null) return owner === 'gone' || (owner === 'unknown' && isOld);
  // Versions before wrote a number alone, which another process may have by now.
  const isNumber = /^[1-9]\d{0,9}$/.test(content);
  return isOld || (isNumber && processToken(Number(content)) === null);
}

/**
 * Removes a dead owner's lock. Under a lock of its own, since of two that saw the same dead owner the slower one would remove what the
 * faster one has claimed by then; whoever does not get it leaves it to the other.
 */
async function bury(lockFile: string, dead: Owner): Promise<void> {
  const burial = `${lockFile}.burial`;
  if (!(await claim(burial))) {
    // Left by a process that was killed between these lines: the next one finds the way free.
    if ((await ownerIn(burial))?.isGone) await rm(burial, { force: true });
    return;
  }
  try {
    if ((await ownerIn(lockFile))?.content === dead.content) await rm(lockFile, { force: true });
  } finally {
    await rm(burial, { force: true });
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
        values: { kind: 'locked-by-process', process: ownerText(owner?.content ?? ''), file: lockFile },
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
