import { setTimeout as delay } from 'node:timers/promises';
import { StudioError, toWireError } from '../../errors.ts';
import type { EventHub } from '../../events/event-hub.ts';
import { listRuns, moveRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import { mayPass } from '../../store/sqlite-errors.ts';
import type { Studio } from '../../open-studio.ts';
import type { RunProgress } from '../../../shared/contract/run-calls.ts';
import type { EngineProcess } from '../executors/engine-process.ts';
import { keepNotice } from '../results/notices.ts';
import type { Estimate } from './estimate.ts';
import { fitBudget } from './fit-budget.ts';
import { createOutbox } from './outbox.ts';
import { trainRun } from './train.ts';
import type { RunHandlers } from './train.ts';
import type { Troubles } from './troubles.ts';
import { nextTurn } from './turns.ts';

/** The run that this program trains: one at a time, the next as soon as its turn has come. */
export interface OwnTraining {
  /** Its number; null where none is trained here. */
  readonly run: number | null;
  readonly progress: RunProgress | null;
  /** What the disk or the database refused is not tried again before this time is over. */
  readonly isResting: boolean;
  takeNext(): void;
  /** Checkpoint, and its trainer ends; answers when it has. */
  leave(to: 'paused' | 'cancelled'): Promise<void>;
  /** Takes no other; the one that is trained becomes `paused`. @param patienceMs for its last checkpoint; then its trainer is killed */
  close(patienceMs: number): Promise<void>;
}

export interface OwnTrainingOptions {
  readonly estimateOf: (run: Run) => Estimate | null;
  /** A run's turn has come. */
  readonly onTurn: () => void;
  /** A run is not as it was. */
  readonly tell: (run: number) => void;
  readonly troubles: Troubles;
}

/** What the disk or the database refused is not tried again at once. */
const restMs = 1000;
/** From the end of a killed trainer to its run being stored. */
const lastWordsMs = 5000;

interface Current {
  readonly run: number;
  readonly controller: AbortController;
  stoppedState: 'paused' | 'cancelled';
  progress: RunProgress | null;
  engine: EngineProcess | null;
  ended: Promise<void>;
}

export function createOwnTraining(studio: Studio, events: Pick<EventHub, 'publish'>, { estimateOf, onTurn, tell, troubles }: OwnTrainingOptions): OwnTraining {
  const { db } = studio;
  let current: Current | null = null;
  let isClosed = false;
  let restUntilMs = 0;
  const isResting = (): boolean => performance.now() < restUntilMs;
  const rest = (because: unknown): void => {
    troubles.tell(because);
    restUntilMs = performance.now() + restMs;
  };

  function takeNext(): void {
    if (current || isClosed || isResting()) return;
    const next = nextTurn(studio);
    if (!next) return;
    const begun: Current = { run: next.id, controller: new AbortController(), stoppedState: 'cancelled', progress: null, engine: null, ended: Promise.resolve() };
    current = begun;
    onTurn();
    begun.ended = train(begun, next).then(() => {
      current = null;
      if (isClosed) return;
      troubles.attempt(() => {
        if (listRuns(db, { ids: [next.id] }).length > 0) tell(next.id);
        else events.publish({ type: 'run-removed', run: next.id });
      });
      troubles.attempt(takeNext);
    });
  }

  /** Trains to the end, whatever it is; never rejects. */
  async function train(own: Current, run: Run): Promise<void> {
    const { signal } = own.controller;
    try {
      await fit(own, run);
      // It has not begun, so there is nothing to keep; where the program ends, it waits for the next start.
      if (isClosed || (signal.aborted && moveRun(db, run.id, ['queued'], own.stoppedState))) return;
      await trainRun(studio, run.id, handlersOf(own));
    } catch (error) {
      // The database may be closed already; the next start finds the run queued, or running without a trainer.
      if (isClosed) return;
      // Another program trains, or has taken this very run: it stays as it is until the next look.
      if (error instanceof StudioError && error.code === 'busy') return;
      // It has not begun: what begins it could not be stored.
      if (mayPass(error)) rest(error);
      else await storeFailure(run.id, error);
    }
  }

  async function storeFailure(id: number, error: unknown): Promise<void> {
    const outbox = createOutbox({ onKept: troubles.tell, onStored: () => undefined });
    const failure = { error: toWireError(error), finishedAtMs: Date.now() };
    try {
      await outbox.put(() => moveRun(db, id, ['queued', 'running'], 'failed', failure));
    } catch (unstored) {
      if (!isClosed) rest(unstored);
    }
  }

  async function fit({ run: id, controller }: Current, run: Run): Promise<void> {
    const planned = await fitBudget(studio, run, () => controller.signal.aborted || isClosed);
    if (!planned) return;
    const notice = planned.notices.at(-1)!;
    troubles.attempt(() => keepNotice(studio, id, notice));
    events.publish({ type: 'run-notice', run: id, notice });
  }

  function handlersOf(own: Current): RunHandlers {
    const { run: id } = own;
    return {
      signal: own.controller.signal,
      stoppedState: () => own.stoppedState,
      onEngine: (engine) => (own.engine = engine),
      onStarted: () => tell(id),
      onEvent(event) {
        if (event.type === 'epoch') events.publish({ type: 'run-epoch', run: id, report: event.report });
        if (event.type === 'answers-so-far') events.publish({ type: 'run-answers', run: id, answers: event.answers });
        if (event.type === 'notice') events.publish({ type: 'run-notice', run: id, notice: event.notice });
      },
      estimateOf,
      onProgress(progress) {
        own.progress = progress;
        events.publish({ type: 'run-progress', progress });
      },
    };
  }

  return {
    get run() {
      return current?.run ?? null;
    },
    get progress() {
      return current?.progress ?? null;
    },
    get isResting() {
      return isResting();
    },
    takeNext,
    async leave(to) {
      if (!current) return;
      current.stoppedState = to;
      current.controller.abort();
      await current.ended;
    },
    async close(patienceMs) {
      isClosed = true;
      if (!current) return;
      const { controller, ended } = current;
      current.stoppedState = 'paused';
      controller.abort();
      const killing = setTimeout(() => current?.engine?.kill(), patienceMs);
      const giveUp = new AbortController();
      await Promise.race([ended, delay(patienceMs + lastWordsMs, undefined, { signal: giveUp.signal })]);
      giveUp.abort();
      clearTimeout(killing);
    },
  };
}
