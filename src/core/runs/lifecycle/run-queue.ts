import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import type { EventHub } from '../../events/event-hub.ts';
import { calledRun, runCalled, saidRun } from '../../store/run-called.ts';
import type { CalledRun } from '../../store/run-called.ts';
import { stayInQueue } from '../../store/queue.ts';
import { getRun, moveRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import { beatMs } from '../../store/trainer-lease.ts';
import { whenFree } from '../../store/when-free.ts';
import type { Studio } from '../../open-studio.ts';
import { ownProcess } from '../../files/process-owner.ts';
import type { RunProgress, RunRow } from '../../../shared/contract/run-calls.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import { removeRun, settleOrphans } from './delete-run.ts';
import type { Estimate } from './estimate.ts';
import { enqueue, requeue } from './enqueue.ts';
import { createChangeFeed } from './change-feed.ts';
import { keepBeginning } from './model-to-go-on.ts';
import { createOwnTraining } from './own-training.ts';
import { planHere } from './plan-here.ts';
import { isResumable, runRow } from '../results/run-view.ts';
import { stopElsewhere } from './stop-wish.ts';
import { createTroubles } from './troubles.ts';
import { trainedElsewhere } from './turns.ts';

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

export function createRunQueue(studio: Studio, events: EventHub, options: QueueOptions = {}): RunQueue {
  const { closePatienceMs = 15_000, answerPatienceMs, lookMs = 1000, estimateOf = () => null, onTurn = () => undefined, onTrouble = () => undefined } = options;
  const { db } = studio;
  const troubles = createTroubles(onTrouble);
  const { attempt } = troubles;

  attempt(() => settleOrphans(studio));
  const feed = createChangeFeed(studio, events, (run) => run === own.run);
  const { tell } = feed;
  const own = createOwnTraining(studio, events, { estimateOf, onTurn, tell, troubles });
  const endLooks = beginLooks();
  attempt(own.takeNext);

  /** Looks at what others have done, and for programs that went without a word. */
  function beginLooks(): () => void {
    let isFed = true;
    let stayedMs = performance.now();
    const feeding = setInterval(() => (isFed = attempt(() => feed.look() && own.takeNext())), feedMs);
    const looking = setInterval(() => {
      const isSettled = attempt(() => {
        for (const { id } of settleOrphans(studio)) tell(id);
      });
      const isTaken = attempt(own.takeNext);
      if (performance.now() - stayedMs >= beatMs) {
        // A program that is silent for long is passed over.
        stayedMs = performance.now();
        attempt(() => stayInQueue(db, ownProcess()));
      }
      if (isSettled && isTaken && isFed && !own.isResting) troubles.over();
    }, lookMs);
    for (const timer of [feeding, looking]) timer.unref();
    return () => [feeding, looking].forEach(clearInterval);
  }

  async function leave(id: number, to: 'paused' | 'cancelled', from: readonly Run['state'][]): Promise<RunRow> {
    if (own.run === id) {
      await own.leave(to);
      return runRow(studio, id);
    }
    if (moveRun(db, id, from, to, to === 'cancelled' ? { finishedAtMs: Date.now() } : {})) return tell(id);
    const run = getRun(db, id);
    if (run.state !== 'running') throw notToLeave(run, to);
    await stopElsewhere(studio, id, to, answerPatienceMs);
    return tell(id);
  }

  async function again(id: number, how: { finish?: boolean } = {}): Promise<RunRow> {
    const run = getRun(db, id);
    if (run.state === 'running') throw trainedElsewhere(studio, id);
    // One that is done is finished again where its model is damaged.
    if (run.state !== 'done' && !isResumable(run)) throw notResumable(run);
    await requeue(studio, id, how);
    tell(id);
    attempt(own.takeNext);
    return runRow(studio, id);
  }

  return {
    async start(dataset, spec) {
      const data = await datasetForTraining(db, dataset);
      const planned = await keepBeginning(studio, await planHere(studio, data, spec));
      const { id } = await whenFree(() => enqueue(studio, { dataset: data, planned, spec }));
      tell(id);
      attempt(own.takeNext);
      return runRow(studio, id);
    },
    pause: (id) => leave(id, 'paused', ['queued']),
    stop: (id) => leave(id, 'cancelled', ['queued', 'paused']),
    resume: (id) => again(id),
    finish: (id) => again(id, { finish: true }),
    async remove(id) {
      if (own.run === id) throw beingTrained(calledRun(db, id));
      const { freedBytes } = await removeRun(studio, id);
      events.publish({ type: 'run-removed', run: id });
      return { freedBytes };
    },
    progress: (id) => (own.run === id ? own.progress : null),
    async close() {
      endLooks();
      troubles.close();
      await own.close(closePatienceMs);
    },
  };
}

const beingTrained = (run: CalledRun): StudioError =>
  new StudioError('busy', `Run ${runCalled(run)} is being trained`, { field: 'run', values: { kind: 'run-being-trained', ...saidRun(run) }, hint: 'Stop it first.' });

function notToLeave(run: Run, to: 'paused' | 'cancelled'): StudioError {
  const { state } = run;
  return new StudioError('bad-usage', `Run ${runCalled(run)} is ${state}; there is nothing to ${to === 'paused' ? 'pause' : 'stop'}`, {
    values: { kind: to === 'paused' ? 'run-not-to-pause' : 'run-not-to-stop', ...saidRun(run), state },
    field: 'run',
    hint: 'Only a run that is being trained or waits for it can be stopped.',
  });
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
