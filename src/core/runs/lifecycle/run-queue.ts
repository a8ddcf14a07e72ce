import { setTimeout as delay } from 'node:timers/promises';
import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError, toWireError } from '../../errors.ts';
import type { EventHub } from '../../events/event-hub.ts';
import { calledRun, runCalled, saidRun } from '../../store/run-called.ts';
import { stayInQueue } from '../../store/queue.ts';
import { getRun, listRuns, moveRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import { mayPass } from '../../store/sqlite-errors.ts';
import { beatMs } from '../../store/trainer-lease.ts';
import { whenFree } from '../../store/when-free.ts';
import type { Studio } from '../../open-studio.ts';
import { ownProcess } from '../../files/process-owner.ts';
import type { RunProgress, RunRow } from '../../../shared/contract/run-calls.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import { removeRun, settleOrphans } from './delete-run.ts';
import type { EngineProcess } from '../executors/engine-process.ts';
import type { Estimate } from './estimate.ts';
import { enqueue, requeue } from './enqueue.ts';
import { fitBudget } from './fit-budget.ts';
import { keepNotice } from '../results/notices.ts';
import { createChangeFeed } from './change-feed.ts';
import { keepBeginning } from './model-to-go-on.ts';
import { planHere } from './plan-here.ts';
import { createOutbox } from './outbox.ts';
import { isResumable, runRow } from '../results/run-view.ts';
import { trainRun } from './train.ts';
import type { RunHandlers } from './train.ts';
import { stopElsewhere } from './stop-wish.ts';
import { nextTurn, trainedElsewhere } from './turns.ts';

/** Trains the runs of a data folder one after the other, in this program; also tells what other programs do with its runs. */
export interface RunQueue {
  /** Puts a run at the end of the queue. @throws StudioError as planning */
  start(dataset: string, spec: RunSpec): Promise<RunRow>;
  /** Checkpoint, and the trainer ends; answers when it has. A queued run leaves the queue; another program that trains it is asked to. @throws StudioError `bad-usage` | `busy` */
  pause(run: number): Promise<RunRow>;
  /** As `pause`, but for good: the run is `cancelled`, though it can be resumed. @throws StudioError `bad-usage` | `busy` */
  stop(run: number): Promise<RunRow>;
  /** Queues a run that was paused, stopped or failed; it goes on from its checkpoint. @throws StudioError `bad-usage` | `bad-checkpoint` | `not-found` */
  resume(run: number): Promise<RunRow>;
  /** As `resume`, but it ends with the best weights of its checkpoint and is `done`. @throws StudioError as `resume`, `bad-usage` before the first epoch */
  finish(run: number): Promise<RunRow>;
  /** @throws StudioError `not-found` | `busy` */
  remove(run: number): Promise<{ freedBytes: number }>;
  /** Of the run that this program trains. */
  progress(run: number): RunProgress | null;
  /** Asks the trainer for a checkpoint and waits for it: its run becomes `paused`. Queued runs stay queued. */
  close(): Promise<void>;
}

export interface QueueOptions {
  /** How long the trainer may take to write its last checkpoint when the program ends; then it is killed. */
  readonly closePatienceMs?: number;
  /** How long another program may take to stop the run that it trains. */
  readonly answerPatienceMs?: number | undefined;
  /** How often to look for a free trainer and for programs that went without a word. */
  readonly lookMs?: number;
  /** What is known of a run's length, for the time left. */
  readonly estimateOf?: (run: Run) => Estimate | null;
  /** A run's turn has come: what only shows figures leaves the machine to it. */
  readonly onTurn?: () => void;
  /** What went wrong where nobody asked and nobody waits: a look now and then. Said once until it is well again. */
  readonly onTrouble?: (error: unknown) => void;
}

/** How soon a change is told that another program made; batches of events are as far apart. */
const feedMs = 100;
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

export function createRunQueue(studio: Studio, events: EventHub, options: QueueOptions = {}): RunQueue {
  const { closePatienceMs = 15_000, answerPatienceMs, lookMs = 1000, estimateOf = () => null, onTurn, onTrouble } = options;
  const { db } = studio;
  let current: Current | null = null;
  let isClosed = false;
  let restUntilMs = 0;
  let trouble: string | null = null;
  let stayedMs = performance.now();

  function tellTrouble(error: unknown): void {
    if (trouble === String(error)) return;
    trouble = String(error);
    onTrouble?.(error);
  }

  /** For what happens by itself: whatever goes wrong, the program and its other runs go on. Whether it went well. */
  function attempt(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!isClosed) tellTrouble(error);
      return false;
    }
  }

  attempt(() => settleOrphans(studio));
  const feed = createChangeFeed(studio, events, (run) => run === current?.run);
  const { tell } = feed;
  let isFed = true;
  const feeding = setInterval(() => (isFed = attempt(() => feed.look() && takeNext())), feedMs);
  feeding.unref();
  const timer = setInterval(() => {
    const isSettled = attempt(() => {
      for (const { id } of settleOrphans(studio)) tell(id);
    });
    const isTaken = attempt(takeNext);
    stay();
    if (isSettled && isTaken && isFed && performance.now() >= restUntilMs) trouble = null;
  }, lookMs);
  timer.unref();

  function takeNext(): void {
    if (current || isClosed || performance.now() < restUntilMs) return;
    const next = nextTurn(studio);
    if (!next) return;
    const begun: Current = {
      run: next.id,
      controller: new AbortController(),
      stoppedState: 'cancelled',
      progress: null,
      engine: null,
      ended: Promise.resolve(),
    };
    current = begun;
    onTurn?.();
    begun.ended = train(begun, next).then(() => {
      current = null;
      if (isClosed) return;
      attempt(() => {
        if (listRuns(db, { ids: [next.id] }).length > 0) tell(next.id);
        else events.publish({ type: 'run-removed', run: next.id });
      });
      attempt(takeNext);
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
      if (mayPass(error)) {
        // It has not begun: what begins it could not be stored.
        restUntilMs = performance.now() + restMs;
        tellTrouble(error);
        return;
      }
      await storeFailure(run.id, error);
    }
  }

  async function storeFailure(id: number, error: unknown): Promise<void> {
    const outbox = createOutbox({ onKept: tellTrouble, onStored: () => undefined });
    const failure = { error: toWireError(error), finishedAtMs: Date.now() };
    try {
      await outbox.put(() => moveRun(db, id, ['queued', 'running'], 'failed', failure));
    } catch (unstored) {
      if (isClosed) return;
      tellTrouble(unstored);
      restUntilMs = performance.now() + restMs;
    }
  }

  async function fit({ run: id, controller }: Current, run: Run): Promise<void> {
    const planned = await fitBudget(studio, run, () => controller.signal.aborted || isClosed);
    if (!planned) return;
    const notice = planned.notices.at(-1)!;
    attempt(() => keepNotice(studio, id, notice));
    events.publish({ type: 'run-notice', run: id, notice });
  }

  function handlersOf(own: Current): RunHandlers {
    const { run: id } = own;
    return {
      signal: own.controller.signal,
      stoppedState: () => own.stoppedState,
      onEngine: (engine) => (own.engine = engine),
      onStarted() {
        tell(id);
      },
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

  async function leave(id: number, to: 'paused' | 'cancelled', from: readonly Run['state'][]): Promise<RunRow> {
    if (current?.run === id) {
      current.stoppedState = to;
      current.controller.abort();
      await current.ended;
      return runRow(studio, id);
    }
    if (moveRun(db, id, from, to, to === 'cancelled' ? { finishedAtMs: Date.now() } : {})) return tell(id);
    const run = getRun(db, id);
    const { state } = run;
    if (state === 'running') {
      await stopElsewhere(studio, id, to, answerPatienceMs);
      return tell(id);
    }
    throw new StudioError('bad-usage', `Run ${runCalled(run)} is ${state}; there is nothing to ${to === 'paused' ? 'pause' : 'stop'}`, {
      values: { kind: to === 'paused' ? 'run-not-to-pause' : 'run-not-to-stop', ...saidRun(run), state },
      field: 'run',
      hint: 'Only a run that is being trained or waits for it can be stopped.',
    });
  }

  async function again(id: number, how: { finish?: boolean } = {}): Promise<RunRow> {
    const run = getRun(db, id);
    if (run.state === 'running') throw trainedElsewhere(studio, id);
    // One that is done is finished again where its model is damaged.
    if (run.state !== 'done' && !isResumable(run)) throw notResumable(run);
    await requeue(studio, id, how);
    tell(id);
    attempt(takeNext);
    return runRow(studio, id);
  }

  /** A program that is silent for long is passed over. */
  function stay(): void {
    if (performance.now() - stayedMs < beatMs) return;
    stayedMs = performance.now();
    attempt(() => stayInQueue(db, ownProcess()));
  }

  attempt(takeNext);

  return {
    async start(dataset, spec) {
      const data = await datasetForTraining(db, dataset);
      const planned = await keepBeginning(studio, await planHere(studio, data, spec));
      const { id } = await whenFree(() => enqueue(studio, { dataset: data, planned, spec }));
      tell(id);
      attempt(takeNext);
      return runRow(studio, id);
    },
    pause: (id) => leave(id, 'paused', ['queued']),
    stop: (id) => leave(id, 'cancelled', ['queued', 'paused']),
    resume: (id) => again(id),
    finish: (id) => again(id, { finish: true }),
    async remove(id) {
      if (current?.run === id) {
        const called = calledRun(db, id);
        throw new StudioError('busy', `Run ${runCalled(called)} is being trained`, { field: 'run', values: { kind: 'run-being-trained', ...saidRun(called) }, hint: 'Stop it first.' });
      }
      const { freedBytes } = await removeRun(studio, id);
      events.publish({ type: 'run-removed', run: id });
      return { freedBytes };
    },
    progress: (id) => (current?.run === id ? current.progress : null),
    async close() {
      isClosed = true;
      clearInterval(timer);
      clearInterval(feeding);
      if (!current) return;
      const { controller, ended } = current;
      current.stoppedState = 'paused';
      controller.abort();
      const killing = setTimeout(() => current?.engine?.kill(), closePatienceMs);
      const giveUp = new AbortController();
      await Promise.race([ended, delay(closePatienceMs + lastWordsMs, undefined, { signal: giveUp.signal })]);
      giveUp.abort();
      clearTimeout(killing);
    },
  };
}

function notResumable(run: Run): StudioError {
  const { state, error } = run;
  const why = error ? `${state}: ${error.message}` : state;
  return new StudioError('bad-usage', `Run ${runCalled(run)} is ${why}; it cannot be resumed`, {
    values: { kind: 'run-not-resumable', ...saidRun(run), state, error: error?.code ?? '' },
    field: 'run',
    hint: state === 'queued' ? 'It waits for its turn.' : 'Train again with other settings.',
  });
}
