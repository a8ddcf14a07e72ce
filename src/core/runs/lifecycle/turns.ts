import { StudioError } from '../../errors.ts';
import { ownProcess, pidOf } from '../../files/process-owner.ts';
import { calledRun, runCalled, saidRun } from '../../store/run-called.ts';
import { inTransaction } from '../../store/database.ts';
import { queuedRuns } from '../../store/queue.ts';
import { getRun, moveRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import { acquireTrainerLease, trainerLease } from '../../store/trainer-lease.ts';
import type { Studio } from '../../open-studio.ts';

/** What a waiting run waits for. */
export interface Ahead {
  readonly run: number | null;
  readonly state: 'running' | 'queued';
  /** The process that trains it or waits with it. */
  readonly pid: number;
}

/** The run that is being trained, else the first of those before `run` that somebody waits with; null where its turn has come. */
export function aheadOf({ db }: Studio, run: number): Ahead | null {
  const held = trainerLease(db);
  if (held && held.runId !== run) return { run: held.runId, state: 'running', pid: held.pid };
  for (const entry of queuedRuns(db)) {
    if (entry.run.id === run) return null;
    if (entry.owned === 'awake') return { run: entry.run.id, state: 'queued', pid: pidOf(entry.owner!) };
  }
  return null;
}

/** Where a run stands in the queue, from 1; 0 where it does not wait. */
export const positionOf = ({ db }: Studio, run: number): number => queuedRuns(db).findIndex((entry) => entry.run.id === run) + 1;

/** The run that this program may begin now: one that it put into the queue, or one whose program has gone. None while it is another's turn. */
export function nextTurn({ db }: Studio): Run | undefined {
  if (trainerLease(db)) return undefined;
  for (const { run, owner, owned } of queuedRuns(db)) {
    if (owner === ownProcess() || owned === 'gone') return run;
    if (owned === 'awake') return undefined;
  }
  return undefined;
}

/**
 * Makes this process the trainer of a queued run whose turn has come, in one step.
 * @throws StudioError `busy` where another process trains, waits before it, or has changed the run
 */
export function claimRun(studio: Studio, runId: number): Run {
  const { db } = studio;
  return inTransaction(db, () => {
    const ahead = aheadOf(studio, runId);
    acquireTrainerLease(db, runId);
    if (ahead) {
      const called = ahead.run === null ? null : calledRun(db, ahead.run);
      throw new StudioError('busy', `Run ${called ? runCalled(called) : '?'} waits before it, in process ${ahead.pid}`, {
        values: { kind: 'run-waits-before', ...(called ? saidRun(called) : { run: 0 }), process: ahead.pid },
        hint: 'Without --now it waits for its turn; graft queue list shows who waits.',
      });
    }
    const run = getRun(db, runId);
    const changes = { error: null, finishedAtMs: null, startedAtMs: run.startedAtMs ?? Date.now() };
    if (moveRun(db, runId, ['queued'], 'running', changes)) return run;
    throw new StudioError('busy', `Run ${runCalled(run)} is ${run.state} meanwhile`, {
      values: { kind: 'run-changed-meanwhile', ...saidRun(run) },
      hint: 'Another program changed it; look at it again.',
    });
  });
}

/** For a run that another process trains. */
export function trainedElsewhere({ db }: Studio, run: number): StudioError {
  const pid = trainerLease(db)?.pid;
  const called = calledRun(db, run);
  return new StudioError('busy', `Run ${runCalled(called)} is being trained by another program${pid === undefined ? '' : ` (process ${pid})`}`, {
    values: { kind: 'run-trained-elsewhere', ...saidRun(called), process: pid ?? '?' },
    hint: 'Stop it where it was started (Ctrl-C in its terminal); then it can be resumed here.',
  });
}
