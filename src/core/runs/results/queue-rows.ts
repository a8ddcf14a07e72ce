import { pidOf } from '../../files/process-owner.ts';
import { queuedRuns } from '../../store/queue.ts';
import { getRun } from '../../store/runs.ts';
import { trainerLease } from '../../store/trainer-lease.ts';
import type { Studio } from '../../open-studio.ts';

/** A run that is trained or waits. */
export interface QueueRow {
  readonly run: number;
  readonly name: string | null;
  readonly state: 'running' | 'queued';
  /** 0 for the one that is trained, then from 1. */
  readonly position: number;
  /** The process that trains it or waits with it; null where that process has gone: a window takes it up, or `graft resume`. */
  readonly owner: number | null;
}

/** The run that is trained in this data folder, then those that wait, in order. */
export function queueRows({ db }: Studio): QueueRow[] {
  const held = trainerLease(db);
  const running = held === null || held.runId === null ? [] : [{ run: getRun(db, held.runId), owner: held.pid }];
  return [
    ...running.map(({ run: { id, name }, owner }) => ({ run: id, name, state: 'running' as const, position: 0, owner })),
    ...queuedRuns(db).map(({ run: { id, name }, owner, owned }, i) => {
      const pid = owner === null || owned === 'gone' ? null : pidOf(owner);
      return { run: id, name, state: 'queued' as const, position: i + 1, owner: pid };
    }),
  ];
}
