import type { Ahead } from '../../core/runs/lifecycle/turns.ts';
import type { QueueRow } from '../../core/runs/results/queue-rows.ts';
import { printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import type { RunsCalled } from './runs-called.ts';

export const waitingText = (run: number, { run: other, state, pid }: Ahead, called: RunsCalled): string =>
  `Run ${called(run)} waits for run ${other === null ? '?' : called(other)}, which process ${pid} ${state === 'running' ? 'trains' : 'waits with'}. Ctrl-C takes it out of the queue.`;

export function queueTable(rows: readonly QueueRow[]): string {
  if (rows.length === 0) return 'Nothing is trained and nothing waits.';
  const cells = rows.map(({ run, name, state, position, owner }) => [
    String(run),
    printable(name ?? ''),
    state,
    position === 0 ? '' : String(position),
    owner === null ? 'gone' : `process ${owner}`,
  ]);
  return table(['run', 'name', 'state', 'position', 'owner'], cells);
}
