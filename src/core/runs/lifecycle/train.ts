import { fromWireError, StudioError, toWireError } from '../../errors.ts';
import { runFolder } from '../../data-folder.ts';
import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { comingBackup } from '../../store/backups.ts';
import type { ComingBackup } from '../../store/backups.ts';
import { processOwner } from '../../files/process-owner.ts';
import { inTransaction } from '../../store/database.ts';
import { isFinishing } from '../../store/queue.ts';
import { runCalled, saidRun, type CalledRun } from '../../store/run-called.ts';
import { deleteEpochsAfter, getRun, listEpochs, updateRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import { saveAnswersSoFar } from '../../store/run-answers.ts';
import { beatMs, beatTrainerLease, holdsTrainerLease, releaseTrainerLease } from '../../store/trainer-lease.ts';
import { mayPass } from '../../store/sqlite-errors.ts';
import type { Studio } from '../../open-studio.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { startReference } from '../../weights/backbones.ts';
import type { BackboneReference } from '../../weights/backbones.ts';
import { dropPreviousCheckpoint, loadProgress } from '../../training/checkpoint.ts';
import type { TrainingProgress } from '../../training/checkpoint.ts';
import type { RunProgress } from '../../../shared/contract/run-calls.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import type { TrainingNotice } from '../../../shared/training-notice.ts';
import type { FromEngine, TrainJob, TrainResult } from '../../../shared/trainer-protocol.ts';
import { decodeThreads } from '../../engine-host/decode-threads.ts';
import { startEngine } from '../executors/engine-process.ts';
import type { EngineProcess } from '../executors/engine-process.ts';
import { diskNeed, needRoom } from '../plan/disk-need.ts';
import { diskHere } from './plan-here.ts';
import { keepNotice } from '../results/notices.ts';
import type { Estimate } from './estimate.ts';
import { createOutbox } from './outbox.ts';
import type { Outbox } from './outbox.ts';
import { runKey } from '../executors/run-key.ts';
import { hearStopWish } from './stop-wish.ts';
import { trackRun } from './track-run.ts';
import { claimRun } from './turns.ts';
import { storeDone, storeEnd, storeEpoch } from './store-outcome.ts';
import type { RunOutcome } from './store-outcome.ts';

export interface RunHandlers {
  onStarted(run: number): void;
  onEvent(event: FromEngine): void;
  /** What it is at: when it starts, after every event, every second of silence. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** What is known of its length. */
  readonly estimateOf?: (run: Run) => Estimate | null;
  /** Aborting asks the trainer to finish its step, write a checkpoint and end: the run is then `stoppedState` and can be resumed. */
  readonly signal: AbortSignal;
  /** Asked when it has stopped; `cancelled` unless given. */
  readonly stoppedState?: () => 'cancelled' | 'paused';
  /** The engine process, once it runs. */
  readonly onEngine?: (engine: EngineProcess) => void;
}

/** What the engine process is told of a run: all of it, for it asks nobody. */
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
    images: dataset.images.map(({ id, file, sha256, label, split, group }) => ({ id, file, sha256, label, split, group })),
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
    return { seconds, imagesPerSecond: trainImages / Math.max(1e-9, trainSeconds), bestEpoch: best?.epoch ?? null, ...(best?.averaged && { averaged: best.averaged }) };
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
  let isTakenOver = false;
  /** Nothing is stored of a run that is another program's by now. */
  const held = <T>(write: () => T): T =>
    inTransaction(studio.db, () => {
      isTakenOver ||= !holdsTrainerLease(studio.db, run.id);
      if (isTakenOver) throw takenOver(run);
      return write();
    });
  const beat = (): void => {
    try {
      const pid = engine?.pid ?? -1;
      isTakenOver ||= !beatTrainerLease(studio.db, run.id, pid > 0 ? processOwner(pid) : null);
    } catch (error) {
      // The next one says it.
      if (!mayPass(error)) fault ??= error;
    }
    if (isTakenOver || fault) engine?.kill();
  };
  const beating = setInterval(beat, beatMs);
  beating.unref();
  let hasAnswered = false;
  const unstored = new Set<string>();
  const put = (write: () => void): void => {
    outbox.put(() => held(write)).catch((error: unknown) => {
      if (isTakenOver) return engine?.kill();
      const told = toWireError(error);
      if (!unstored.has(told.message)) handlers.onEvent(notice({ about: 'not-stored', error: told }));
      unstored.add(told.message);
    });
  };
  const onEvent = (event: FromEngine) => {
    if (!hasAnswered) beat();
    hasAnswered = true;
    try {
      if (event.type === 'epoch') put(() => storeEpoch(studio, run.id, event.report));
      if (event.type === 'answers-so-far') put(() => saveAnswersSoFar(studio.db, run.id, event.answers));
      if (event.type === 'notice') put(() => keepNotice(studio, run.id, event.notice));
      handlers.onEvent(event);
      tracked.observe(event);
    } catch (error) {
      fault ??= error;
      engine?.kill();
    }
  };
  let engine: EngineProcess | null = null;
  const tellProgress = (progress: RunProgress): void => {
    try {
      handlers.onProgress?.(progress);
    } catch (error) {
      fault ??= error;
      engine?.kill();
    }
  };
  const tracked = trackRun(studio, run, job, dataset, handlers.estimateOf?.(run) ?? null, tellProgress);
  let stop = (): void => undefined;
  let wished: 'cancelled' | 'paused' | null = null;
  const stoppedState = () => wished ?? handlers.stoppedState?.() ?? 'cancelled';
  const hearNoMore = hearStopWish(studio, run.id, (wish) => {
    wished = wish;
    stop();
  });
  try {
    const started = startEngine(job, job.plan.threads, onEvent);
    engine = started;
    handlers.onEngine?.(started);
    stop = () => started.send({ type: 'stop' });
    handlers.signal.addEventListener('abort', stop);
    if (handlers.signal.aborted) stop();
    const result = (await started.finished) as TrainResult;
    const outcome = await outbox.put(() =>
      held(() =>
        result.status === 'done'
          ? storeDone(studio, dataset, run.id, result, tracked.pace())
          : storeEnd(studio, run.id, stoppedState(), result),
      ),
    );
    if (outcome.status === 'done') dropPreviousCheckpoint(job.runFolder);
    return outcome;
  } catch (error) {
    if (isTakenOver) throw takenOver(run);
    const wire = toWireError(fault ?? error);
    const figures = await reached(job);
    // Asked to stop, but it had no time left to: what its last checkpoint holds is what is kept.
    const isStopped = (handlers.signal.aborted || wished !== null) && wire.code === 'trainer-died';
    return await outbox.put(() =>
      held(() =>
        isStopped
          ? storeEnd(studio, run.id, stoppedState(), figures)
          : storeEnd(studio, run.id, 'failed', figures, wire),
      ),
    );
  } finally {
    clearInterval(beating);
    tracked.end();
    hearNoMore();
    handlers.signal.removeEventListener('abort', stop);
  }
}

/** Only where nobody could ask this process whether it lives (`store/trainer-lease.ts`). */
const takenOver = (run: CalledRun): StudioError =>
  new StudioError('busy', `Run ${runCalled(run)} was taken over by another program while this one was silent`, {
    values: { kind: 'run-taken-over', ...saidRun(run) },
    hint: 'What it had learned by its last checkpoint is kept; graft runs show tells what became of it.',
  });

/** Does the work and gives back the trainer lease that this process holds; a backup of what is stored then gets ready while the trainer saves. */
async function thenRelease(studio: Studio, outbox: Outbox, handlers: RunHandlers, work: (handlers: RunHandlers) => Promise<RunOutcome>): Promise<RunOutcome> {
  const { database, backups } = studio.folder;
  let backup: ComingBackup | null = null;
  const onEvent = (event: FromEngine): void => {
    if (event.type === 'progress' && event.activity === 'saving') backup ??= comingBackup(database, backups);
    handlers.onEvent(event);
  };
  try {
    let outcome: RunOutcome;
    try {
      outcome = await work({ ...handlers, onEvent });
    } finally {
      await outbox.put(() => releaseTrainerLease(studio.db));
    }
    if (outcome.status === 'done') await backUp(backup ?? comingBackup(database, backups), handlers);
    return outcome;
  } finally {
    (backup as ComingBackup | null)?.drop();
  }
}

/** The run is stored; that no backup could be made is told and changes nothing about that. */
async function backUp(backup: ComingBackup, handlers: RunHandlers): Promise<void> {
  try {
    await backup.make();
  } catch (error) {
    handlers.onEvent(notice({ about: 'no-backup', error: toWireError(error) }));
  }
}

/**
 * The database has the epochs of the checkpoint that a run goes on from: those that this program was killed before it could store, and none that came after the checkpoint and
 * are trained again.
 */
function storeKept(studio: Studio, runId: number, kept: TrainingProgress | null): void {
  const known = new Set(listEpochs(studio.db, runId).map(({ epoch }) => epoch));
  for (const report of kept?.reports ?? []) if (!known.has(report.epoch)) storeEpoch(studio, runId, report);
  const epochs = kept?.epochs ?? 0;
  if ([...known].every((epoch) => epoch <= epochs)) return;
  deleteEpochsAfter(studio.db, runId, epochs);
  updateRun(studio.db, runId, { bestEpoch: kept?.best?.epoch ?? null, averaged: kept?.best?.averaged ?? null });
}

/** A job that can begin: what it learns from, and where its run stands. */
type PreparedJob = TrainJob & { readonly dataset: TrainingDataset; readonly kept: TrainingProgress | null };

/** What a run needs to be there before its trainer starts. @throws StudioError `bad-checkpoint` | `out-of-disk` | as `startReference` */
async function prepare(studio: Studio, run: Run): Promise<PreparedJob> {
  const dataset = datasetOfRun(studio.db, run);
  const plan = run.plan!;
  const backbone = await startReference(studio.folder, plan.start);
  const hasBegun = run.startedAtMs !== null && run.state !== 'running';
  // One that has begun has most of its files already.
  if (!hasBegun) needRoom(diskNeed(planNet(plan.net), dataset, plan, backbone?.sha256 ?? null, diskHere(studio)));
  const job = trainJob(studio, dataset, plan, backbone, run, true);
  return { ...job, finish: isFinishing(studio.db, run.id), dataset, kept: await loadProgress(job.runFolder, job.run) };
}

/**
 * Trains a run of the queue to its end: from its last checkpoint, or from its beginning where it has none. A failure of the training itself is an
 * outcome; only a run that could not begin throws, and stays as it was, or is `failed` where `enqueue` had claimed it already.
 * @throws StudioError `busy` where it is not its turn; as `prepare`
 */
export async function trainRun(studio: Studio, runId: number, handlers: RunHandlers): Promise<RunOutcome> {
  const { db } = studio;
  const outbox = outboxFor(runId, handlers);
  const isClaimed = holdsTrainerLease(db, runId);
  const run = getRun(db, runId);
  if (!run.plan) throw fromWireError(run.error ?? { code: 'bad-usage', message: `Run ${runCalled(run)} never began` });
  if (isClaimed) return thenRelease(studio, outbox, handlers, async (heard) => begin(heard, run, await prepareOrFail()));
  const job = await prepare(studio, run);
  claimRun(studio, runId);
  return thenRelease(studio, outbox, handlers, (heard) => begin(heard, run, job));

  async function prepareOrFail() {
    try {
      return await prepare(studio, run);
    } catch (error) {
      await outbox.put(() => storeEnd(studio, runId, 'failed', {}, toWireError(error)));
      throw error;
    }
  }

  async function begin(heard: RunHandlers, claimed: Run, { dataset, kept, ...job }: PreparedJob): Promise<RunOutcome> {
    await outbox.put(() => inTransaction(db, () => storeKept(studio, runId, kept)));
    handlers.onStarted(runId);
    return superviseTrainer(studio, dataset, claimed, job, heard, outbox);
  }
}
