/** Labelling calls in turn, and which answers may be shown meanwhile: one that was asked for before or during a call may not know of it. */
export interface LabelActs {
  /** Makes a call when those before it have ended, so that undo takes back what was done last; counts it until it has ended, however it ends. */
  inTurn<T>(call: () => Promise<T>): Promise<T>;
  /** To be called when a list is asked for. @returns whether its answer, come now, is still true */
  asking(): () => boolean;
}

export function createLabelActs(): LabelActs {
  let begun = 0;
  let running = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    async inTurn(call) {
      begun += 1;
      running += 1;
      const own = running === 1 ? call() : last.then(call, call);
      last = own;
      try {
        return await own;
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
