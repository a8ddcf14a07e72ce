import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const checkout = join(import.meta.dirname, '..', '..');

type Event = Record<string, unknown>;

/** The program at work, with what it has said. */
export interface Followed {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; events: Event[]; stderr: string }>;
  /** Until an event comes; fails where the program ends before. */
  until(wanted: (event: Event) => boolean): Promise<void>;
  /** The same for what it says to people. */
  untilSaid(text: RegExp): Promise<void>;
}

/** All that any of them said, to be searched. */
export const saidByAll: string[] = [];

export function graft(args: readonly string[]): Followed {
  const child = spawn(join(checkout, 'graft'), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const events: Event[] = [];
  const waiting: { isThere: () => boolean; found: () => void }[] = [];
  let stderr = '';
  const look = (): void => waiting.forEach(({ isThere, found }) => isThere() && found());
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    saidByAll.push(text);
    look();
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    saidByAll.push(line);
    if (line.startsWith('{') || line.startsWith('[')) events.push(JSON.parse(line) as Event);
    look();
  });
  const ended = new Promise<Awaited<Followed['ended']>>((resolve) => child.on('close', (code) => resolve({ code, events, stderr })));
  const when = (isThere: () => boolean): Promise<void> =>
    Promise.race([
      new Promise<void>((found) => (isThere() ? found() : waiting.push({ isThere, found }))),
      ended.then(() => Promise.reject(new Error(`graft ${args.join(' ')} ended before:\n${stderr}`))),
    ]);
  return { child, ended, until: (wanted) => when(() => events.some(wanted)), untilSaid: (text) => when(() => text.test(stderr)) };
}
