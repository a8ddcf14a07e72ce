import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runFolder } from '../../data-folder.ts';
import { StudioError } from '../../errors.ts';
import { ifThere } from '../../files/if-there.ts';
import { isUnwritable } from '../../files/write-error.ts';
import { calledRun, runCalled, saidRun } from '../../store/run-called.ts';
import { classNames } from '../../store/datasets.ts';
import { getRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import type { Studio } from '../../open-studio.ts';
import { adoptModel, isModelSound, loadModelCard } from '../../training/model-folder.ts';
import { familiarityFiles } from '../../weights/familiarity-file.ts';
import { keepNotice } from '../results/notices.ts';
import { unfinishedRun } from '../results/unfinished-run.ts';
import { runKey } from '../executors/run-key.ts';

export interface FinishedModel {
  readonly folder: string;
  readonly classes: readonly string[];
  /** Tells one state of the model's files from another: a run that was resumed has other weights, one may get its index later. */
  readonly stamp: string;
}

/** Gives a model of an older version its sha256, once. */
async function adopt(studio: Studio, run: Run, folder: string): Promise<void> {
  try {
    await adoptModel(folder, runKey(run));
    keepNotice(studio, run.id, { about: 'model-unproved' });
  } catch (error) {
    // That hinders nobody from using what is there.
    if (!isUnwritable(error)) throw error;
  }
}

/**
 * Where a run's model lies; its weights are compared with their sha256 by whoever loads them.
 * @throws StudioError `not-found` (no such run, or it has no model yet), `bad-weights` (its card is damaged or another run's)
 */
export async function finishedModel(studio: Studio, runId: number): Promise<FinishedModel> {
  const run = getRun(studio.db, runId);
  const folder = runFolder(studio.folder, runId);
  const files = ['model.json', 'model.safetensors'].map((name) => join(folder, name));
  try {
    await stat(files[0]!);
    const { run: owner, classes } = loadModelCard(folder);
    if (owner !== null && owner !== runKey(run)) {
      throw new StudioError('bad-weights', `${files[0]} is the model of another run (${owner}, not ${runKey(run)})`, {
        values: { kind: 'model-of-another-run', file: files[0]!, ...saidRun(run) },
        field: 'run',
        hint: `Bring the model of run ${runCalled(run)} back, or make it again with "graft resume ${runId}".`,
      });
    }
    // The database knows what the run was trained to tell apart, whatever the card says.
    const trained = classNames(studio.db, run.datasetVersionId);
    if (classes.length !== trained.length || classes.some((name, label) => name !== trained[label])) {
      throw new StudioError('bad-weights', `${files[0]} names other classes than run ${runCalled(run)} was trained on`, {
        values: { kind: 'model-other-classes', file: files[0]!, ...saidRun(run) },
        field: 'run',
        hint: `Make the model again with "graft resume ${runId}", from its best weights.`,
      });
    }
    if (owner === null) await adopt(studio, run, folder);
    const index = await ifThere(stat(join(folder, familiarityFiles.card)));
    const stats = [...(await Promise.all(files.map((file) => stat(file)))), ...(index ? [index] : [])];
    return { folder, classes, stamp: stats.map(({ mtimeMs, size, ino }) => `${mtimeMs}/${size}/${ino}`).join() };
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    const { state } = run;
    if (state === 'done') {
      throw new StudioError('bad-weights', `The model of run ${runCalled(run)} is gone from ${folder}`, {
        values: { kind: 'model-gone', ...saidRun(run), place: folder },
        field: 'run',
        hint: `Make it again with "graft resume ${runId}", from its best weights.`,
        cause: error,
      });
    }
    throw unfinishedRun(run, `Run ${runCalled(run)} has no finished model: it is ${state}`, { cause: error });
  }
}

/**
 * Compares a run's model with its sha256 without loading it, for figures that speak of it.
 * @throws StudioError as `finishedModel`; `bad-weights` where it is damaged
 */
export async function needSoundModel(studio: Studio, runId: number): Promise<void> {
  const { folder } = await finishedModel(studio, runId);
  if (await isModelSound(folder)) return;
  const called = calledRun(studio.db, runId);
  throw new StudioError('bad-weights', `${join(folder, 'model.safetensors')} is damaged: it is not what run ${runCalled(called)} was evaluated with`, {
    values: { kind: 'model-damaged', file: join(folder, 'model.safetensors'), ...saidRun(called) },
    field: 'run',
    hint: `Make it again with "graft resume ${runId}", from its best weights.`,
  });
}
