import { spawnSync } from 'node:child_process';

/** What nvidia-smi says, a line a row; empty where it says nothing. */
function query(...words: string[]): string[][] {
  const { status, stdout } = spawnSync('nvidia-smi', [...words, '--format=csv,noheader,nounits'], { encoding: 'utf8' });
  if (status !== 0) return [];
  return stdout.trim().split('\n').map((line) => line.split(',').map((cell) => cell.trim()));
}

/** Name, driver, memory in MiB and what of it is taken, of every card. */
export const cards = (): string[][] => query('--query-gpu=name,driver_version,memory.total,memory.used');

/** What a process has taken of the cards; where its row is hidden (containers), what all have taken of the first card. */
export function gpuMemoryBytes(pid: number): number | null {
  const own = query('--query-compute-apps=pid,used_memory').filter(([id]) => Number(id) === pid);
  const mebibytes = own.length > 0 ? own.reduce((sum, [, used]) => sum + Number(used), 0) : Number(cards()[0]?.[3]);
  return Number.isFinite(mebibytes) ? mebibytes * 2 ** 20 : null;
}
