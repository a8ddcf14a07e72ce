/** What `work` answers, worked out when it is first asked for; `work`, and what it holds, is let go then. */
export function once<T>(work: () => T): () => T {
  let left: (() => T) | null = work;
  let done: { value: T } | undefined;
  return () => {
    if (left) done = { value: left() };
    left = null;
    return done!.value;
  };
}
