import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFolder, runFolder } from '../../data-folder.ts';
import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import { withLease } from '../../files/lease.ts';
import { ownedName } from '../../files/owned-name.ts';
import { renameIfThere } from '../../files/rename-if-there.ts';
import type { Studio } from '../../open-studio.ts';
import { inTransaction } from '../../store/database.ts';
import { createRun, getRun, updateRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import { giveModelTo, loadModelCard } from '../../training/model-folder.ts';
import { tooFewToAdapt } from '../../training/too-few-to-adapt.ts';
import type { AdaptJob, AdaptResult } from '../../../shared/adapt-job.ts';
import { fewestToAdapt, mostToAdapt } from '../../../shared/forecast.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { decodeThreads, defaultThreads, startEngine } from '../executors/engine-process.ts';
import { runKey } from '../executors/run-key.ts';
import { removeRun } from '../lifecycle/delete-run.ts';
import { storeDone } from '../lifecycle/store-outcome.ts';
import { finishedModel } from './finished-model.ts';
import { makeIndex } from './make-index.ts';
import { askAbout, forecastAnswers } from './forecast.ts';
import type { RunForecast } from './forecast.ts';
import type { FeatureWork } from './picture-features.ts';
import { putTrial, takeTrial, trialKey, type TriedAdaptation } from './tried-adaptation.ts';

export interface AdaptedRun {
  readonly from: number;
  /** The new run; null where it was not to be kept. */
  readonly run: number | null;
  /** Training pictures in its index, by which it knows what is familiar; null without a run, and where they could not be read. */
  readonly indexed: number | null;
  /** Pictures whose statistics were taken; of all there are. */
  readonly images: number;
  readonly of: number;
  /** Tensors of statistics that are other ones now, and all others, of which none is. */
  readonly statistics: number;
  readonly unchanged: number;
  readonly before: RunForecast;
  /** Of what is not kept, or could get no index, how many pictures are like nothing it learned from is that of `before`: only an index of its own tells it. */
  readonly after: RunForecast;
  readonly skipped: readonly { file: string; reason: string }[];
}

export interface AdaptOptions {
  /** Makes a run of it; else it is only said what the forecast would be. */
  readonly keep: boolean;
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Adapts a run to a camera: the statistics of its BatchNorms, and nothing else, are those of unlabelled pictures. The run itself stays as it is; what is kept
 * is a new one, which `runs delete` takes away again. Both forecasts go by how sure the run is of its own labelled pictures by its own statistics. What was tried
 * lies in the run's folder until it is kept, another camera is tried, or a day is over, and is not computed again for the same pictures.
 * @param files of the camera; at most `mostToAdapt` of them are looked at, evenly spread
 * @throws StudioError as `finishedModel`, `askAbout`; `bad-usage` below `fewestToAdapt` pictures, or where the network has no BatchNorm; `cancelled`
 */
export async function adaptRun(studio: Studio, runId: number, files: readonly string[], options: AdaptOptions): Promise<AdaptedRun> {
  const { keep, name, signal, onProgress } = options;
  const run = getRun(studio.db, runId);
  const { folder } = await finishedModel(studio, run.id);
  if (files.length < fewestToAdapt) throw tooFewToAdapt(files.length);
  const count = Math.min(files.length, mostToAdapt);
  const looked = Array.from({ length: count }, (_, at) => files[Math.floor((at * files.length) / count)]!);
  const dataset = datasetOfRun(studio.db, run);
  const judged = dataset.images.filter(({ split }) => split !== 'train').map(({ id, file, sha256 }) => ({ id, file, sha256 }));
  const key = await trialKey(loadModelCard(folder), looked, judged);
  const out = join(ensureFolder(studio.folder.runs), ownedName(''));
  try {
    return await withLease(folder, async () => {
      const tried = (await takeTrial(folder, key, out)) ?? (await tryOn(studio, run.id, { kind: 'adapt', modelFolder: folder, files: looked, judged, out, decodeThreads: decodeThreads() }, options));
      const { before, found } = tried;
      const { images, statistics, attestation, skipped } = found;
      if (signal?.aborted) throw stopped();
      const kept = keep ? await keepAdapted(studio, run, found, out, name ?? null) : null;
      const own = kept === null ? null : await byOwnIndex(studio, run.id, kept, found, looked, { signal, onProgress });
      if (kept === null) await putTrial(folder, key, tried, out);
      return { from: run.id, run: kept, indexed: own?.indexed ?? null, images, of: files.length, statistics, unchanged: attestation.frozen.tensors, before, after: own?.after ?? tried.after, skipped };
    });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Writes the adapted model to the job's folder. */
async function tryOn(studio: Studio, run: number, job: AdaptJob, { signal, onProgress }: AdaptOptions): Promise<TriedAdaptation> {
  const { answers, strangers, ...told } = await askAbout(studio, run, job.files, { signal, onProgress });
  const before = { ...forecastAnswers(studio, run, answers, strangers), ...told };
  const engine = startEngine(job, defaultThreads(), (event) => event.type === 'progress' && onProgress?.(event.done, event.total));
  signal?.addEventListener('abort', engine.kill);
  try {
    const found = (await engine.finished) as AdaptResult;
    return { before, found, after: { ...forecastAnswers(studio, run, found.probabilities, strangers), leastFamiliar: [], skipped: found.skipped } };
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw stopped();
  } finally {
    signal?.removeEventListener('abort', engine.kill);
  }
}

/**
 * What it learned from looks otherwise to it than to the run it was made of, so it gets an index of its own, and the forecast of it goes by that. It is whole without; but who stops it wants none.
 * Null where its pictures cannot be read.
 */
async function byOwnIndex(studio: Studio, from: number, run: number, found: AdaptResult, files: readonly string[], work: FeatureWork): Promise<{ indexed: number; after: RunForecast } | null> {
  try {
    const { pictures } = await makeIndex(studio, run, work);
    const { strangers, leastFamiliar } = await askAbout(studio, run, files, work);
    return { indexed: pictures, after: { ...forecastAnswers(studio, from, found.probabilities, strangers), leastFamiliar, skipped: found.skipped } };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    if (error.code === 'bad-data-set') return null;
    if (error.code !== 'cancelled') throw error;
    await removeRun(studio, run);
    throw stopped();
  }
}

/** What it was made of, so that nobody goes on training it, or attests what is not so: from its stem on it is another model than its backbone. */
const adaptedPlan = (plan: RunPlan, run: number, images: number): RunPlan => ({
  ...plan,
  freeze: 'none',
  phases: [{ ...plan.phases.at(-1)!, cut: 'stem', end: undefined }],
  adapted: { run, images },
});

/** An ordinary run of the same version of the data set, with what the adapted model answers of its pictures. */
async function keepAdapted(studio: Studio, from: Run, found: AdaptResult, made: string, name: string | null): Promise<number> {
  const { db, folder } = studio;
  const { datasetVersionId, backboneId, spec, dataPart, calibration } = from;
  const plan = from.plan && adaptedPlan(from.plan, from.id, found.images);
  // Paused until it is whole: nobody trains it meanwhile.
  const run = createRun(db, { datasetVersionId, backboneId, spec, plan, dataPart, state: 'paused', name: name ?? `${from.name ?? from.id} adapted` });
  await renameIfThere(made, runFolder(folder, run.id));
  await giveModelTo(runFolder(folder, run.id), runKey(run));
  const { predictions, attestation } = found;
  inTransaction(db, () => {
    storeDone(studio, datasetOfRun(db, run), run.id, { kind: 'train', status: 'done', epochs: 0, bestEpoch: null, head: null, attestation, calibration, predictions, imagesPerSecond: 0, peakMemoryBytes: 0, seconds: 0 });
    updateRun(db, run.id, { startedAtMs: Date.now() });
  });
  return run.id;
}

const stopped = (): StudioError => new StudioError('cancelled', 'Stopped; nothing was made');
