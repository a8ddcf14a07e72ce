/** When to look again at something that changes: soon after it is quiet, and not too late where it never is. */
export interface RescanSchedule {
  /** Something changed. */
  changed(): void;
  /** Look again after so long, whether or not anything changes. */
  again(afterMs: number): void;
  /** No more looks; waits for the one going on. */
  close(): Promise<void>;
}

export interface ScheduleOptions {
  /** A look comes so long after the last change … */
  readonly quietMs: number;
  /** … and so long after the first at the latest. */
  readonly latestMs: number;
}

/**
 * Calls `look` for changes, one call at a time. Changes during a look bring another one. A look that takes long makes the next wait
 * as long, so that at most half of the time is spent looking. `look` must not reject.
 */
export function createRescanSchedule(look: () => Promise<void>, { quietMs, latestMs }: ScheduleOptions): RescanSchedule {
  let timer: NodeJS.Timeout | null = null;
  let dueMs = Infinity;
  let firstChangeMs: number | null = null;
  let restUntilMs = 0;
  let looking: Promise<void> | null = null;
  let isClosed = false;

  const arm = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (isClosed || looking || dueMs === Infinity) return;
    timer = setTimeout(() => void begin(), Math.max(0, Math.max(dueMs, restUntilMs) - performance.now())).unref();
  };
  const begin = async (): Promise<void> => {
    timer = null;
    dueMs = Infinity;
    firstChangeMs = null;
    const startedMs = performance.now();
    looking = look();
    await looking;
    looking = null;
    const endedMs = performance.now();
    restUntilMs = endedMs + (endedMs - startedMs);
    arm();
  };

  return {
    changed() {
      const nowMs = performance.now();
      firstChangeMs ??= nowMs;
      dueMs = Math.min(nowMs + quietMs, firstChangeMs + latestMs);
      arm();
    },
    again(afterMs) {
      dueMs = Math.min(dueMs, performance.now() + afterMs);
      arm();
    },
    async close() {
      isClosed = true;
      arm();
      await looking;
    },
  };
}
