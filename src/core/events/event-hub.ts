import { setTimeout as delay } from 'node:timers/promises';
import type { NumberedEvent, StudioEvent } from '../../shared/contract/events.ts';
import { createEventLog } from './event-log.ts';

export interface Subscription {
  /** The last sequence number seen; what came after it follows, or `reset` where that is not known any more. */
  readonly after?: number | undefined;
  /** Aborting ends the subscription. */
  readonly signal?: AbortSignal | undefined;
}

/** Tells every window what happens. */
export interface EventHub {
  publish(event: StudioEvent): void;
  /**
   * Events until `signal` aborts or the hub closes: at most ten batches a second, of each subject its newest state. Memory does not grow
   * with a slow reader: one that falls too far behind gets `reset`.
   */
  subscribe(subscription?: Subscription): AsyncGenerator<NumberedEvent, void, void>;
  /** Ends all subscriptions. */
  close(): void;
}

export interface Clock {
  nowMs(): number;
  /** Resolves after so many milliseconds, or sooner where `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface HubOptions {
  readonly clock?: Clock;
  /** Events that a window which lost its connection can be told again. */
  readonly kept?: number;
}

const batchIntervalMs = 100;
const usualKept = 2000;

const realClock: Clock = {
  nowMs: () => performance.now(),
  async sleep(ms, signal) {
    // Aborted means that nobody waits any longer.
    await delay(ms, undefined, { signal }).catch(() => undefined);
  },
};

export function createEventHub({ clock = realClock, kept = usualKept }: HubOptions = {}): EventHub {
  // Microseconds: above every number that an earlier start of this program gave away, as long as it published less than one
  // event a microsecond.
  const log = createEventLog(Date.now() * 1000, kept);
  const closing = new AbortController();
  let waiting: (() => void)[] = [];

  function wakeAll(): void {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }

  async function nextPublish(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', abandon);
        resolve();
      };
      const abandon = () => {
        waiting = waiting.filter((other) => other !== wake);
        resolve();
      };
      signal.addEventListener('abort', abandon, { once: true });
      waiting.push(wake);
    });
  }

  async function* subscribe({ after, signal }: Subscription = {}): AsyncGenerator<NumberedEvent, void, void> {
    const over = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    let seen = after ?? -1;
    let nextBatchMs = 0;
    while (!over.aborted) {
      const restMs = nextBatchMs - clock.nowMs();
      if (restMs > 0) {
        await clock.sleep(restMs, over);
        continue;
      }
      const batch = log.since(seen) ?? [{ sequence: log.last, event: { type: 'reset' } } satisfies NumberedEvent];
      if (batch.length === 0) {
        await nextPublish(over);
        continue;
      }
      for (const numbered of batch) {
        if (over.aborted) return;
        yield numbered;
        seen = numbered.sequence;
      }
      nextBatchMs = clock.nowMs() + batchIntervalMs;
    }
  }

  return {
    publish(event) {
      log.append(event);
      wakeAll();
    },
    subscribe,
    close: () => closing.abort(),
  };
}
