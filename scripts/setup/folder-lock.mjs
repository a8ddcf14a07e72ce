import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processStart } from './processes.mjs';

const held = new Set();
const dayMs = 86_400_000;
const taken = ['ENOTEMPTY', 'EEXIST']; // how a rename onto a folder with something in it fails

/**
 * Takes the lock of a folder, waiting while a living process holds it. The lock is a folder `lock` with an `owner.json` in
 * it; it appears by a rename, so it is never seen half made. A dead owner's lock is renamed to a name of that owner's own:
 * of two set-ups that find the owner dead only one succeeds, since no folder is renamed onto one with something in it.
 * @param {(pids: number[]) => void} [onWait] called once where there is something to wait for
 */
export async function takeLock(folder, onWait) {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, 'lock');
  const id = randomUUID();
  const processes = [identify(process.pid)];
  const prepared = join(folder, `preparing-${id}`);
  mkdirSync(prepared);
  writeOwner(prepared, { id, processes });
  let waiting = false;
  while (!tryRename(prepared, lock, taken)) {
    const owner = readOwner(lock);
    if (!owner) continue; // released this moment
    const living = owner.processes.filter(isAlive);
    if (living.length === 0) {
      const buried = join(folder, `dead-${owner.id}`);
      if (tryRename(lock, buried, [...taken, 'ENOENT'])) utimesSync(buried, new Date(), new Date());
      continue;
    }
    if (!waiting) onWait?.(living.map(({ pid }) => pid));
    waiting = true;
    await sleep(100);
  }
  sweep(folder, id);
  const handle = {
    /** The lock is held while this process lives, too. */
    adopt(pid) {
      processes.push(identify(pid));
      writeOwner(lock, { id, processes });
    },
    release() {
      if (!held.delete(handle)) return;
      const released = join(folder, `released-${id}`);
      renameSync(lock, released); // a folder that is being emptied in place could be taken by another meanwhile
      rmSync(released, { recursive: true, force: true });
    },
  };
  held.add(handle);
  return handle;
}

/** For a set-up that is interrupted. */
export function releaseLocks() {
  for (const lock of held) lock.release();
}

function identify(pid) {
  return { pid, start: processStart(pid) };
}

function isAlive({ pid, start }) {
  return start !== undefined && processStart(pid) === start;
}

function writeOwner(folder, owner) {
  const file = join(folder, 'owner.json');
  writeFileSync(`${file}.new`, JSON.stringify(owner));
  renameSync(`${file}.new`, file);
}

function readOwner(lock) {
  try {
    return JSON.parse(readFileSync(join(lock, 'owner.json'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function tryRename(from, to, expected) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (expected.includes(error.code)) return false;
    throw error;
  }
}

/** Removes what killed set-ups left, when so old that none can still be about to rename it. */
function sweep(folder, ownId) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!/^(dead|preparing|released)-/.test(name) || name.endsWith(ownId)) continue;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > dayMs) rmSync(path, { recursive: true, force: true });
  }
}
