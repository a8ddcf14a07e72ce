/** What `work` answers, worked out when it is first asked for. */
export function once<T>(work: () => T): () => T {
  let done: { value: T } | undefined;
  return () => (done ??= { value: work() }).value;
}
