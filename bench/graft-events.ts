import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One object that `graft ... --json` printed. */
export type GraftEvent = Record<string, unknown>;

/** Runs `graft` (of another checkout than this one where it is given) with `--json` arguments and gives every line it prints; a failure carries what it said on stderr. */
export async function graftEvents(
  commandArguments: readonly string[],
  onEvent: (event: GraftEvent) => void = () => {},
  checkout = join(import.meta.dirname, '..'),
): Promise<GraftEvent[]> {
  const child = spawn(join(checkout, 'graft'), commandArguments, { stdio: ['ignore', 'pipe', 'pipe'] });
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  const exit = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // Both are awaited together: a program that cannot be started must not go unheard while its output is read.
  const reading = (async () => {
    const events: GraftEvent[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const event = JSON.parse(line) as GraftEvent;
      events.push(event);
      onEvent(event);
    }
    return events;
  })();
  const [events, code] = await Promise.all([reading, exit]);
  if (code !== 0) throw new Error(`graft ${commandArguments.join(' ')} ended with ${code}:\n${complaints.join('')}${JSON.stringify(events.at(-1) ?? null)}`);
  return events;
}
