import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { isLocked } from './sqlite-errors.ts';

const following = new AsyncLocalStorage<{ hasWritten: boolean }>();

/** Said by the store after everything it has written for good. */
export function noteWrite(): void {
  const followed = following.getStore();
  if (followed) followed.hasWritten = true;
}

/** How long a call waits for a database that another process has locked, without holding up its thread. */
const patienceMs = 10_000;

/**
 * Does `work` again, a little later each time, while another process has the database locked and `work` has written
 * nothing yet. What else it does before its first write must be harmless to do twice.
 * @throws StudioError `database-locked` when patience has ended, and whatever else `work` throws
 */
export async function whenFree<T>(work: () => T | Promise<T>, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<T> {
  const endMs = performance.now() + patienceMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(250, pauseMs * 2)) {
    const followed = { hasWritten: false };
    try {
      return await following.run(followed, work);
    } catch (error) {
      if (!isLocked(error) || followed.hasWritten || performance.now() > endMs || signal?.aborted) throw error;
    } finally {
      if (followed.hasWritten) noteWrite();
    }
    await delay(pauseMs);
  }
}
