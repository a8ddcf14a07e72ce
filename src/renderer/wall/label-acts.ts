/** Which answers may be shown while labels change: one that was asked for before or during a labelling call may not know of it. */
export interface LabelActs {
  /** Counts a labelling call until it has ended, however it ends. */
  during<T>(call: Promise<T>): Promise<T>;
  /** To be called when a list is asked for. @returns whether its answer, come now, is still true */
  asking(): () => boolean;
}

export function createLabelActs(): LabelActs {
  let begun = 0;
  let running = 0;
  return {
    async during(call) {
      begun += 1;
      running += 1;
      try {
        return await call;
      } finally {
        running -= 1;
      }
    },
    asking() {
      const before = begun;
      const wasQuiet = running === 0;
      return () => wasQuiet && begun === before;
    },
  };
}
