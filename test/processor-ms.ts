/** Milliseconds for which a processor worked on this thread for `work`, which waits for nothing: what else the machine does at the time is not in it, as it is in those of a clock. */
export function processorMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
