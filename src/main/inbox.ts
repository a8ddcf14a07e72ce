export interface Inbox<T> {
  push(message: T): void;
  /** No more will come. */
  end(): void;
  /** What has come and will come, in order; waits. For one reader. */
  messages(): AsyncGenerator<T>;
}

/** Messages that arrive whenever they do, read one after the other. */
export function createInbox<T>(): Inbox<T> {
  const waiting: T[] = [];
  let ended = false;
  let wake = (): void => undefined;
  return {
    push(message) {
      waiting.push(message);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *messages() {
      for (;;) {
        if (waiting.length > 0) yield waiting.shift()!;
        else if (ended) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
