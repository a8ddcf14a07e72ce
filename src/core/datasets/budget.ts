/** Lets work run at the same time while its costs add up to `limit` at most; what costs more than that runs alone. */
export interface Budget {
  /** Runs `work` when there is room for `cost`, in the order of asking. */
  spend<T>(cost: number, work: () => Promise<T>): Promise<T>;
}

export function createBudget(limit: number): Budget {
  let spent = 0;
  const waiting: { cost: number; start: () => void }[] = [];
  const admit = (): void => {
    for (let next = waiting[0]; next && (spent === 0 || spent + next.cost <= limit); next = waiting[0]) {
      waiting.shift();
      spent += next.cost;
      next.start();
    }
  };
  return {
    async spend(cost, work) {
      await new Promise<void>((start) => {
        waiting.push({ cost, start });
        admit();
      });
      try {
        return await work();
      } finally {
        spent -= cost;
        admit();
      }
    },
  };
}
