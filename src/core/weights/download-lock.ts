import { open, readFile, rm } from 'node:fs/promises';
import { StudioError } from '../errors.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function claim(lockFile: string): Promise<boolean> {
  try {
    const handle = await open(lockFile, 'wx');
    await handle.writeFile(String(process.pid)).finally(() => handle.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Two processes must not write into the same half of a file. A lock left by a process that died is taken over.
 * @throws StudioError `busy`
 */
export async function withDownloadLock<T>(lockFile: string, what: string, work: () => Promise<T>): Promise<T> {
  if (!(await claim(lockFile))) {
    const owner = Number(await readFile(lockFile, 'utf8').catch(() => ''));
    const isMine = owner === process.pid;
    if (owner > 0 && !isMine && !isAlive(owner)) await rm(lockFile, { force: true });
    if (isMine || !(await claim(lockFile))) {
      throw new StudioError('busy', `Process ${owner || 'unknown'} is already fetching ${what}.`, {
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
