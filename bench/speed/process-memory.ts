import { readdirSync, readFileSync } from 'node:fs';

/** Looking at a process walks its pages: not more often. */
const everyMs = 250;

/** A process may end between two looks: then it has nothing. */
export function told(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}

/** All that this process has started and they have, in turn. Linux. */
export function descendants(): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // The name of the program is in brackets and may hold anything.
    const parent = told(`/proc/${name}/stat`).split(') ').at(-1)!.split(' ')[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isOurs = (pid: number): boolean => pid > 1 && (pid === process.pid || isOurs(parents.get(pid) ?? 0));
  return [...parents.keys()].filter((pid) => pid !== process.pid && isOurs(pid));
}

/** Memory of a process, what it shares counted in part (Pss), so that a sum counts nothing twice. */
const bytesOf = (pid: number): number => 1024 * Number(/^Pss:\s+(\d+)/m.exec(told(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);

/** Of the processor, so far; in hundredths of a second in fields 14 and 15, counted from before the name. */
function processorSeconds(pid: number): number {
  const fields = told(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

/**
 * Does `work` and counts what the processes that it starts, and they, take of the processors: looked at ten times a second, as a process that is left
 * behind by who started it is in nobody's sum. What each takes after the last look is missing.
 */
export async function withProcessorSeconds<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const seen = new Map<number, number>();
  const look = (): void => {
    for (const pid of descendants()) seen.set(pid, Math.max(seen.get(pid) ?? 0, processorSeconds(pid)));
  };
  const timer = setInterval(look, 100);
  try {
    const value = await work();
    return { value, seconds: [...seen.values()].reduce((sum, each) => sum + each, 0) };
  } finally {
    clearInterval(timer);
  }
}

/** The most that a process ever held (VmHWM), which a look finds even where it was between two looks. */
const mostBytesOf = (pid: number): number => 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(told(`/proc/${pid}/status`))?.[1] ?? 0);

/** Does `work`, and says what each of the processes that it starts, and they, held at most: looked at ten times a second, the largest first. Linux. */
export async function withLargestProcesses<T>(work: () => Promise<T>): Promise<{ value: T; mostBytes: number[] }> {
  const seen = new Map<number, number>();
  const timer = setInterval(() => {
    for (const pid of descendants()) seen.set(pid, Math.max(seen.get(pid) ?? 0, mostBytesOf(pid)));
  }, 100);
  try {
    const value = await work();
    return { value, mostBytes: [...seen.values()].toSorted((a, b) => b - a) };
  } finally {
    clearInterval(timer);
  }
}

/**
 * Does `work` and looks four times a second at what the processes that it starts hold together.
 * @returns the most that was seen; null where the system does not tell, or nothing was started
 */
export async function withPeakMemory<T>(work: () => Promise<T>): Promise<{ value: T; peakMemoryBytes: number | null }> {
  let most = 0;
  const look = (): void => void (most = Math.max(most, descendants().reduce((sum, pid) => sum + bytesOf(pid), 0)));
  const timer = process.platform === 'linux' ? setInterval(look, everyMs) : undefined;
  try {
    const value = await work();
    return { value, peakMemoryBytes: most || null };
  } finally {
    clearInterval(timer);
  }
}
