import { fromWireError, StudioError, toWireError } from '../../errors.ts';
import { runFolder } from '../../data-folder.ts';
import { versionForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { backUpWhenDue } from '../../store/backups.ts';
import { inTransaction } from '../../store/database.ts';
import { getRun, listEpochs, moveRun, updateRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import { acquireTrainerLock, releaseTrainerLock } from '../../store/trainer-lock.ts';
import type { Studio } from '../../studio.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { startReference } from '../../weights/backbones.ts';
import type { BackboneReference } from '../../weights/backbones.ts';
import { dropPreviousCheckpoint, loadProgress } from '../../training/checkpoint.ts';
import { isModelSound } from '../../training/model-folder.ts';
import type { RunPlan, RunSpec } from '../../../shared/run-spec.ts';
import type { TrainingNotice } from '../../../shared/training-notice.ts';
import type { FromEngine, TrainJob, TrainResult } from '../../../shared/trainer-protocol.ts';
import { decodeThreads, startEngine } from '../executors/engine-process.ts';
import type { EngineProcess } from '../executors/engine-process.ts';
import { diskNeed, needRoom } from '../plan/disk-need.ts';
import { storeRun } from './new-run.ts';
import { diskHere } from './plan-here.ts';
import { keepNotice } from '../results/notices.ts';
import { createOutbox } from './outbox.ts';
import type { Outbox } from './outbox.ts';
import { runKey } from '../executors/run-key.ts';
import { storeDone, storeEnd, storeEpoch } from './store-outcome.ts';
import type { RunOutcome } from './store-outcome.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import type { RunState } from '../../../shared/run-state.ts';

export interface RunHandlers {
  onStarted(run: number): void;
  onEvent(event: FromEngine): void;
  /** Aborting asks the trainer to finish its step, write a checkpoint and end: the run is then `stoppedState` and can be resumed. */
  readonly signal: AbortSignal;
  /** Asked when it has stopped; `cancelled` unless given. */
  readonly stoppedState?: () => 'cancelled' | 'paused';
  /** The engine process, once it runs. */
  readonly onEngine?: (engine: EngineProcess) => void;
}

export function trainJob(
  studio: Studio,
  dataset: TrainingDataset,
  plan: RunPlan,
  backbone: BackboneReference | null,
  run: Pick<Run, 'id' | 'createdAtMs'>,
  resume: boolean,
): TrainJob {
  return {
    kind: 'train',
    plan,
    backbone: backbone && { id: backbone.id, file: backbone.file, sha256: backbone.sha256, licence: backbone.licence },
    classes: dataset.classes,
    images: dataset.images.map(({ id, file, sha256, label, split }) => ({ id, file, sha256, label, split })),
    runFolder: runFolder(studio.folder, run.id),
    run: runKey(run),
    cacheFolder: studio.folder.featureCache,
    resume,
    verifyPictures: true,
    decodeThreads: decodeThreads(),
  };
}

/** What a run had done by its last checkpoint, so that a failure does not lose its figures. */
async function reached({ runFolder: folder, run }: TrainJob): Promise<Partial<TrainResult>> {
  try {
    const progress = await loadProgress(folder, run);
    if (!progress) return {};
    const { seconds, trainImages, trainSeconds, best } = progress;
    return { seconds, imagesPerSecond: trainImages / Math.max(1e-9, trainSeconds), bestEpoch: best?.epoch ?? null };
  } catch (error) {
    // The failure that is being stored matters more than a checkpoint that cannot be read; resuming will name that one.
    if (error instanceof StudioError && error.code === 'bad-checkpoint') return {};
    throw error;
  }
}

const notice = (said: TrainingNotice): FromEngine => ({ type: 'notice', notice: said });

/** What is to be stored of a run waits for a database that is locked and a disk that is full; the training does not. */
function outboxFor(runId: number, { onEvent }: RunHandlers): Outbox {
  return createOutbox({
    onKept: (error) => onEvent(notice({ about: 'store-waits', run: runId, error: toWireError(error) })),
    onStored: () => onEvent(notice({ about: 'stored-again', run: runId })),
  });
}

/** Runs the trainer on a run that the database says is running; its end, however it comes, is stored. */
async function superviseTrainer(
  studio: Studio,
  dataset: TrainingDataset,
  run: Run,
  job: TrainJob,
  handlers: RunHandlers,
  outbox: Outbox,
): Promise<RunOutcome> {
  /** What of ours failed at an event; the run fails with it, and nothing else does. */
  let fault: unknown;
  const unstored = new Set<string>();
  const put = (write: () => void): void => {
    outbox.put(write).catch((error: unknown) => {
      const told = toWireError(error);
      if (!unstored.has(told.message)) handlers.onEvent(notice({ about: 'not-stored', error: told }));
      unstored.add(told.message);
    });
  };
  const onEvent = (event: FromEngine) => {
    try {
      if (event.type === 'epoch') put(() => storeEpoch(studio, run.id, event.report));
      if (event.type === 'notice') put(() => keepNotice(studio, run.id, event.notice));
      handlers.onEvent(event);
    } catch (error) {
      fault ??= error;
      engine?.kill();
    }
  };
  let engine: EngineProcess | null = null;
  const stoppedState = () => handlers.stoppedState?.() ?? 'cancelled';
  let stop = (): void => undefined;
  try {
    const started = startEngine(job, job.plan.threads, onEvent);
    engine = started;
    handlers.onEngine?.(started);
    stop = () => started.send({ type: 'stop' });
    handlers.signal.addEventListener('abort', stop);
    if (handlers.signal.aborted) stop();
    const result = (await started.finished) as TrainResult;
    const outcome = await outbox.put(() =>
      result.status === 'done'
        ? storeDone(studio, dataset, run.id, result)
        : storeEnd(studio, run.id, stoppedState(), result),
    );
    if (outcome.status === 'done') dropPreviousCheckpoint(job.runFolder);
    return outcome;
  } catch (error) {
    const wire = toWireError(fault ?? error);
    const figures = await reached(job);
    // Asked to stop, but it had no time left to: what its last checkpoint holds is what is kept.
    const isStopped = handlers.signal.aborted && wire.code === 'trainer-died';
    return await outbox.put(() =>
      isStopped
        ? storeEnd(studio, run.id, stoppedState(), figures)
        : storeEnd(studio, run.id, 'failed', figures, wire),
    );
  } finally {
    handlers.signal.removeEventListener('abort', stop);
  }
}

/** Does the work and gives back the trainer lock that this process holds. */
async function thenRelease(studio: Studio, outbox: Outbox, handlers: RunHandlers, work: () => Promise<RunOutcome>): Promise<RunOutcome> {
  let outcome: RunOutcome;
  try {
    outcome = await work();
  } finally {
    await outbox.put(() => releaseTrainerLock(studio.db));
  }
  if (outcome.status === 'done') await backUp(studio, handlers);
  return outcome;
}

/** The run is stored; that no backup could be made is told and changes nothing about that. */
async function backUp({ folder }: Studio, handlers: RunHandlers): Promise<void> {
  try {
    await backUpWhenDue(folder.database, folder.backups);
  } catch (error) {
    handlers.onEvent(notice({ about: 'no-backup', error: toWireError(error) }));
  }
}

/** Stores a run and trains it to its end. A failure of the training itself is an outcome; only a run that never began throws. */
export async function startRun(
  studio: Studio,
  dataset: TrainingDataset,
  planned: PlannedRun,
  spec: RunSpec,
  handlers: RunHandlers,
): Promise<RunOutcome> {
  const { plan, backbone } = planned;
  // All or nothing: where another process trains, no run is left behind that nobody will ever start, and no queue may take this one.
  const run = storeRun(studio, dataset, planned, spec, ({ id }) => {
    acquireTrainerLock(studio.db, id);
    return updateRun(studio.db, id, { state: 'running', startedAtMs: Date.now() });
  });
  const outbox = outboxFor(run.id, handlers);
  return thenRelease(studio, outbox, handlers, async () => {
    handlers.onStarted(run.id);
    return superviseTrainer(studio, dataset, run, trainJob(studio, dataset, plan, backbone, run, false), handlers, outbox);
  });
}

/** Epochs that are in the checkpoint but, because this program was killed, not in the database. */
async function storeMissedEpochs(studio: Studio, run: Run): Promise<void> {
  const runId = run.id;
  const progress = await loadProgress(runFolder(studio.folder, runId), runKey(run));
  const known = new Set(listEpochs(studio.db, runId).map(({ epoch }) => epoch));
  for (const report of progress?.reports ?? []) if (!known.has(report.epoch)) storeEpoch(studio, runId, report);
}

const startable: readonly RunState[] = ['queued', 'paused', 'cancelled', 'failed'];

/**
 * Goes on with a run from its last checkpoint, or from its beginning where it has none; a run that is done, but whose model is damaged,
 * is finished again.
 * @param from states in which it may be now
 * @throws StudioError `not-found` | `bad-usage` | `busy` | `bad-checkpoint`
 */
export async function resumeRun(
  studio: Studio,
  runId: number,
  handlers: RunHandlers,
  from: readonly RunState[] = startable,
): Promise<RunOutcome> {
  const run = getRun(studio.db, runId);
  // A model that is damaged is made again from the best weights beside it, to the same bits.
  const isMended = run.state === 'done' && !(await isModelSound(runFolder(studio.folder, runId)));
  if (run.state === 'done' && !isMended) {
    throw new StudioError('bad-usage', `Run ${runId} is done`, {
      hint: 'Train again with "graft train", or use it with "graft predict" and "graft export".',
    });
  }
  if (!run.plan) throw fromWireError(run.error ?? { code: 'bad-usage', message: `Run ${runId} never began` });
  const { plan } = run;
  const dataset = versionForTraining(studio.db, run.datasetVersionId);
  const backbone = await startReference(studio.folder, plan.start);
  // One that has begun has most of its files already.
  if (run.startedAtMs === null) needRoom(diskNeed(planNet(plan.net), dataset, plan, backbone?.sha256 ?? null, diskHere(studio)));
  await storeMissedEpochs(studio, run);
  inTransaction(studio.db, () => {
    acquireTrainerLock(studio.db, runId);
    const changes = { error: null, finishedAtMs: null, startedAtMs: run.startedAtMs ?? Date.now() };
    // With the lock held a run that says `running` has no trainer any more.
    const allowed: readonly RunState[] = isMended ? ['done'] : from === startable ? [...from, 'running'] : from;
    if (moveRun(studio.db, runId, allowed, 'running', changes)) return;
    throw new StudioError('busy', `Run ${runId} is ${getRun(studio.db, runId).state} meanwhile`, {
      hint: 'Another program changed it; look at it again.',
    });
  });
  const outbox = outboxFor(runId, handlers);
  return thenRelease(studio, outbox, handlers, async () => {
    handlers.onStarted(runId);
    return superviseTrainer(studio, dataset, run, trainJob(studio, dataset, plan, backbone, run, true), handlers, outbox);
  });
}
