/** Tells often enough for whoever watches, and not oftener: every telling costs a training what a window takes to show it. */
export interface SeldomTeller {
  now(): void;
  /** Now where nothing was told lately, else as soon as that is over. */
  soon(): void;
  end(): void;
}

/** Figures that change more often nobody reads. */
const restMs = 500;
/** Nobody waits longer for a sign of life. */
const silenceMs = 1000;

export function tellSeldom(tell: () => void): SeldomTeller {
  let toldMs = -Infinity;
  let waiting: NodeJS.Timeout | null = null;
  const ticking = setInterval(now, silenceMs).unref();

  function rest(): void {
    if (waiting) clearTimeout(waiting);
    waiting = null;
  }

  function now(): void {
    rest();
    ticking.refresh();
    toldMs = performance.now();
    tell();
  }

  return {
    now,
    soon() {
      const leftMs = toldMs + restMs - performance.now();
      if (leftMs <= 0) now();
      else waiting ??= setTimeout(now, leftMs).unref();
    },
    end() {
      clearInterval(ticking);
      rest();
    },
  };
}
