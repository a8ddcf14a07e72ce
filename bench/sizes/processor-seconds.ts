import { descendants, told } from '../speed/process-memory.ts';

const everyMs = 250;
const ticksASecond = 100;

/** User's and system's seconds of a process and its threads; 0 where it has ended. Linux. */
function secondsOf(pid: number): number {
  const stat = told(`/proc/${pid}/stat`);
  // After the name, which may hold anything in its brackets, the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksASecond;
}

/**
 * Does `work` and looks four times a second at what the processes that it starts have needed; what one needs after the last look is not seen.
 * Nobody waits for a trainer, so that no parent could tell.
 */
export async function withProcessorSeconds<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly processorSeconds: number }> {
  const needed = new Map<number, number>();
  const look = (): void => {
    for (const pid of descendants()) needed.set(pid, Math.max(needed.get(pid) ?? 0, secondsOf(pid)));
  };
  const timer = setInterval(look, everyMs);
  try {
    const value = await work();
    return { value, processorSeconds: [...needed.values()].reduce((sum, seconds) => sum + seconds, 0) };
  } finally {
    clearInterval(timer);
  }
}
