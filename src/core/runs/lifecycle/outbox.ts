import { setTimeout as delay } from 'node:timers/promises';
import { mayPass } from '../../store/sqlite-errors.ts';
import type { StudioError } from '../../errors.ts';

/** What a running training has to store, in order. A write that the database or the disk refuses now waits here and is tried again. */
export interface Outbox {
  /**
   * Writes at once where nothing waits, else in its turn; resolves when it is stored. Waits as long as the reason may pass: a lock,
   * a full or failing disk. @throws what else `write` throws, damage of the database among it; later writes still have their turn
   */
  put<T>(write: () => T): Promise<T>;
}

export interface OutboxOptions {
  /** A write waits, and none waited before. */
  readonly onKept: (reason: StudioError) => void;
  /** Nothing waits any more. */
  readonly onStored: () => void;
}

const firstPauseMs = 100;
const longestPauseMs = 2000;

export function createOutbox({ onKept, onStored }: OutboxOptions): Outbox {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function untilWritten<T>(write: () => T): Promise<T> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      try {
        return write();
      } catch (error) {
        if (!mayPass(error)) throw error;
      }
      await delay(pauseMs);
    }
  }

  return {
    async put(write) {
      if (waiting === 0) {
        try {
          return write();
        } catch (error) {
          if (!mayPass(error)) throw error;
          onKept(error);
        }
      }
      waiting += 1;
      const turn = last.then(() => untilWritten(write));
      const over = (): void => {
        waiting -= 1;
        if (waiting === 0) onStored();
      };
      last = turn.then(over, over);
      return turn;
    },
  };
}
