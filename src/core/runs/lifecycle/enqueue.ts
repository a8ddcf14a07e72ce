import { mkdirSync, rmdirSync } from 'node:fs';
import { ensureFolder, runFolder } from '../../data-folder.ts';
import { needDataset } from '../../datasets/known/find-dataset.ts';
import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { fromWireError, StudioError } from '../../errors.ts';
import { ownProcess, pidOf } from '../../files/process-owner.ts';
import { keepReserve } from '../../files/reserve.ts';
import { namedWriteError } from '../../files/write-error.ts';
import { calledRun, runCalled, saidRun } from '../../store/run-called.ts';
import { inTransaction } from '../../store/database.ts';
import { putInQueue, queuedRuns } from '../../store/queue.ts';
import { createRun, getRun, moveRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import type { Studio } from '../../open-studio.ts';
import { loadProgress } from '../../training/checkpoint.ts';
import { isModelSound } from '../../training/model-folder.ts';
import { startReference } from '../../weights/backbones.ts';
import { runKey } from '../executors/run-key.ts';
import { settleOrphans } from './delete-run.ts';
import type { DataPart } from '../../../shared/data-part.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { needRoom } from '../plan/disk-need.ts';
import { runName } from './run-name.ts';
import { claimRun, trainedElsewhere } from './turns.ts';

/** The data set a run is to learn, and the plan and the spec it was made of. */
export interface RunRequest {
  readonly dataset: TrainingDataset;
  readonly planned: PlannedRun;
  readonly spec: RunSpec;
  /** Which part of its data set that is; null, or left out: all, as it is split. */
  readonly part?: DataPart | null;
}

/**
 * The only beginning of a run: stores it as `queued`, behind all others, with an empty folder of its own, or nothing of either.
 * @param now makes it `running` and this process its trainer in the same step, or nothing where it would have to wait
 * @throws StudioError `not-found` where the data set was removed meanwhile, `out-of-disk` where the run cannot fit, `already-exists` where the folder is there, `busy` where `now` cannot be
 */
export function enqueue(studio: Studio, { dataset, planned: { plan, reasons, backbone, disk }, spec, part = null }: RunRequest, { now = false } = {}): Run {
  const { db, folder } = studio;
  needRoom(disk);
  ensureFolder(folder.runs);
  keepReserve(folder.root);
  let made: string | null = null;
  try {
    return inTransaction(db, () => {
      // Planning takes seconds, in which it may have been removed.
      needDataset(db, dataset.dataset.id);
      const run = createRun(db, {
        datasetVersionId: dataset.version.id,
        backboneId: backbone?.id ?? null,
        spec,
        plan,
        reasons: [...reasons],
        dataPart: part,
        name: runName(spec.name),
      });
      made = makeRunFolder(runFolder(folder, run.id));
      putInQueue(db, run.id, ownProcess());
      if (now) claimRun(studio, run.id);
      return getRun(db, run.id);
    });
  } catch (error) {
    if (made !== null) rmdirSync(made);
    throw error;
  }
}

/**
 * Puts a run that was stopped or failed into the queue again, to go on from its last checkpoint, or from its beginning where it has none; a
 * run that is done, but whose model is damaged, is finished again.
 * @param finish not to go on: it ends with the best weights of its checkpoint
 * @throws StudioError `not-found` | `bad-usage` (done, or never planned, or `finish` before its first epoch) | `busy` (trained or waited for elsewhere) | `bad-checkpoint`
 */
export async function requeue(studio: Studio, runId: number, { finish = false } = {}): Promise<Run> {
  const { db, folder } = studio;
  settleOrphans(studio);
  const run = getRun(db, runId);
  const { state } = run;
  if (state === 'running') throw trainedElsewhere(studio, runId);
  // A model that is damaged is made again from the best weights beside it, to the same bits.
  if (state === 'done' && (await isModelSound(runFolder(folder, runId)))) {
    throw new StudioError('bad-usage', `Run ${runCalled(run)} is done`, {
      values: { kind: 'run-is-done', ...saidRun(run) },
      hint: 'Train again with "graft train", or use it with "graft predict" and "graft export".',
    });
  }
  if (run.plan?.adapted) {
    throw new StudioError('bad-usage', `Run ${runCalled(run)} was not trained, but adapted from run ${runCalled(calledRun(db, run.plan.adapted.run))}`, {
      values: { kind: 'run-was-adapted', ...saidRun(run), from: run.plan.adapted.run },
      hint: `Make it again: "graft adapt ${run.plan.adapted.run} <folder> --keep".`,
    });
  }
  if (!run.plan) throw fromWireError(run.error ?? { code: 'bad-usage', message: `Run ${runCalled(run)} never began` });
  // Asked now, so that whoever asks gets the error and not a run that fails later.
  datasetOfRun(db, run);
  await startReference(folder, run.plan.start);
  const progress = await loadProgress(runFolder(folder, runId), runKey(run));
  if (finish && !progress?.best) {
    throw new StudioError('bad-usage', `Run ${runCalled(run)} has not ended an epoch yet; there is nothing to keep`, {
      values: { kind: 'run-nothing-to-keep', ...saidRun(run) },
      field: 'run',
      hint: `"graft resume ${runId}" goes on with it, "graft runs delete ${runId}" discards it.`,
    });
  }
  return inTransaction(db, () => {
    const waits = queuedRuns(db).find((entry) => entry.run.id === runId);
    if (waits && waits.owned !== 'gone' && waits.owner !== ownProcess()) {
      throw new StudioError('busy', `Run ${runCalled(run)} waits for its turn in process ${pidOf(waits.owner!)}`, {
        values: { kind: 'run-waits-elsewhere', ...saidRun(run), process: pidOf(waits.owner!) },
        hint: `It begins there by itself; "graft queue cancel ${runId}" takes it out of the queue.`,
      });
    }
    const isMoved = waits !== undefined || moveRun(db, runId, [state], 'queued', { error: null, finishedAtMs: null });
    if (!isMoved) throw new StudioError('busy', `Run ${runCalled(run)} is ${getRun(db, runId).state} meanwhile`, { values: { kind: 'run-changed-meanwhile', ...saidRun(run) }, hint: 'Another program changed it; look at it again.' });
    putInQueue(db, runId, ownProcess(), { finishes: finish });
    return getRun(db, runId);
  });
}

/** A folder that is there already holds something of another run. */
function makeRunFolder(folder: string): string {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw namedWriteError(error, folder);
    throw new StudioError('already-exists', `The folder of a new run, ${folder}, is there already`, {
      values: { kind: 'run-folder-there', place: folder },
      hint: 'Move it away, then start again; nothing in it was changed.',
      cause: error,
    });
  }
}
