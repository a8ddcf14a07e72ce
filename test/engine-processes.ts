import { execFileSync } from 'node:child_process';

/** Ids of the engine processes that a process started. */
export function engineProcessesOf(pid: number): number[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return all
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => Number(parent) === pid && args.join(' ').includes('main/trainer.ts'))
    .map(([id]) => Number(id));
}
