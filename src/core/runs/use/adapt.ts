import { rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureFolder } from '../../data-folder.ts';
import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import { withLease } from '../../files/lease.ts';
import { checkSpace } from '../../files/target.ts';
import { ownedName } from '../../files/owned-name.ts';
import type { Studio } from '../../open-studio.ts';
import { getRun } from '../../store/runs.ts';
import { loadModelCard } from '../../training/model-folder.ts';
import { tooFewToAdapt } from '../../training/too-few-to-adapt.ts';
import type { AdaptJob, AdaptResult } from '../../../shared/adapt-job.ts';
import { fewestToAdapt, mostToAdapt } from '../../../shared/forecast.ts';
import { decodeThreads } from '../../engine-host/decode-threads.ts';
import { defaultThreads, endOnAbort, startEngine } from '../executors/engine-process.ts';
import { runName } from '../lifecycle/run-name.ts';
import { filesTogether } from './files-together.ts';
import { finishedModel } from './finished-model.ts';
import { askAbout, forecastAnswers } from './forecast.ts';
import type { RunForecast } from './forecast.ts';
import { keepAdapted } from './keep-adapted.ts';
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
 * @throws StudioError as `finishedModel`, `askAbout`; `bad-usage` with a name that no run may have, below `fewestToAdapt` pictures, or where the network has no BatchNorm; `out-of-disk` before any work where the model has no room; `cancelled`
 */
export async function adaptRun(studio: Studio, runId: number, files: readonly string[], options: AdaptOptions): Promise<AdaptedRun> {
  const { keep, name, signal, onProgress } = options;
  const run = getRun(studio.db, runId);
  const ownName = runName(name) ?? `${(run.name ?? String(run.id)).slice(0, longestOfFrom)} adapted`;
  const { folder } = await finishedModel(studio, run.id);
  if (files.length < fewestToAdapt) throw tooFewToAdapt(files.length);
  const count = Math.min(files.length, mostToAdapt);
  const looked = Array.from({ length: count }, (_, at) => files[Math.floor((at * files.length) / count)]!);
  const dataset = datasetOfRun(studio.db, run);
  const judged = dataset.images.filter(({ split }) => split !== 'train').map(({ id, file, sha256 }) => ({ id, file, sha256 }));
  const key = await trialKey(loadModelCard(folder), looked, judged, (await filesTogether(studio.db, looked, run.id))?.keys ?? null);
  const out = join(ensureFolder(studio.folder.runs), ownedName(''));
  try {
    return await withLease(folder, async () => {
      const tried = (await takeTrial(folder, key, out)) ?? (await tryOn(studio, run.id, { kind: 'adapt', modelFolder: folder, files: looked, judged, out, decodeThreads: decodeThreads() }, options));
      const { before, found } = tried;
      const { images, statistics, attestation, skipped } = found;
      if (signal?.aborted) throw stopped();
      const kept = keep ? await keepAdapted(studio, run, found, out, { name: ownName, files: looked, signal, onProgress }) : null;
      if (kept === null) await putTrial(folder, key, tried, out);
      return { from: run.id, run: kept?.run ?? null, indexed: kept?.own?.indexed ?? null, images, of: files.length, statistics, unchanged: attestation.frozen.tensors, before, after: kept?.own?.after ?? tried.after, skipped };
    });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Writes the adapted model to the job's folder. */
async function tryOn(studio: Studio, run: number, job: AdaptJob, { signal, onProgress }: AdaptOptions): Promise<TriedAdaptation> {
  // Said before the minutes that asking takes.
  const { size } = await stat(join(job.modelFolder, 'model.safetensors'));
  await checkSpace(dirname(job.out), size, 'Free some space (graft cache clear, graft runs delete) and try again.');
  const { leastFamiliar, skipped, ...asked } = await askAbout(studio, run, job.files, { signal, onProgress });
  const before = { ...forecastAnswers(studio, run, asked), leastFamiliar, skipped };
  const engine = startEngine(job, defaultThreads(), (event) => event.type === 'progress' && onProgress?.(event.done, event.total));
  const letGo = endOnAbort(engine, signal);
  try {
    const found = (await engine.finished) as AdaptResult;
    return { before, found, after: { ...forecastAnswers(studio, run, { ...asked, answers: found.probabilities }), leastFamiliar: [], skipped: found.skipped } };
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw stopped();
  } finally {
    letGo();
  }
}

/** A name of its own fits behind it. */
const longestOfFrom = 180;

const stopped = (): StudioError => new StudioError('cancelled', 'Stopped; nothing was made');
