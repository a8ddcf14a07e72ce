import { rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** Not whole yet, with the uppermost folder that was made on the way to it. */
const unfinished = new Map<string, string | null>();
let isHeard = false;

/** The process is about to end, and nobody could do anything about what fails here: the next sweep tries again. */
function tried(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

function removeAll(): void {
  for (const [path, made] of unfinished) {
    tried(() => rmSync(path, { recursive: true, force: true }));
    if (made === null) continue;
    for (let parent = dirname(path); tried(() => rmdirSync(parent)) && parent !== made; ) parent = dirname(parent);
  }
}

/**
 * In a folder of a person's what is not whole goes also where the process ends at once, as after Ctrl-C: the next sweep there may never come. A kill leaves it to that.
 * @param made the uppermost folder that was made for it; goes with it where nobody else has put something into it
 * @returns takes it back, once it has its name or is removed
 */
export function removedAtExit(path: string, made: string | null = null): () => void {
  if (!isHeard) process.on('exit', removeAll);
  isHeard = true;
  unfinished.set(path, made);
  return () => void unfinished.delete(path);
}
