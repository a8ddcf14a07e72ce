import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runFolder } from '../../data-folder.ts';
import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import { takeLease } from '../../files/lease.ts';
import { renameIfThere } from '../../files/rename-if-there.ts';
import { namedWriteError } from '../../files/write-error.ts';
import type { Studio } from '../../open-studio.ts';
import { inTransaction } from '../../store/database.ts';
import { createRun, updateRun, type Run } from '../../store/runs.ts';
import { giveModelTo } from '../../training/model-folder.ts';
import type { AdaptResult } from '../../../shared/adapt-job.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { runKey } from '../executors/run-key.ts';
import { removeRun } from '../lifecycle/delete-run.ts';
import { storeDone } from '../lifecycle/store-outcome.ts';
import { askAbout, forecastAnswers, type RunForecast } from './forecast.ts';
import { makeIndex } from './make-index.ts';
import type { FeatureWork } from './picture-features.ts';

export interface KeptAdaptation {
  readonly run: number;
  /** How many training pictures its own index holds, and the forecast by it; null where its pictures cannot be read. */
  readonly own: { readonly indexed: number; readonly after: RunForecast } | null;
}

/**
 * Makes an ordinary run of an adapted model, of the same version of the data set: with what the model answers of its pictures, and an index of its own. It is
 * `done` when all of it is there; whatever fails before leaves nothing, and what a killed program leaves goes at the next look (`dropUnkept`).
 * @param made folder of the model, which becomes the run's
 * @param files of the camera, for the forecast by its own index
 * @throws StudioError `cancelled`, as `makeIndex`
 */
export async function keepAdapted(studio: Studio, from: Run, found: AdaptResult, made: string, { name, files, ...work }: FeatureWork & { name: string; files: readonly string[] }): Promise<KeptAdaptation> {
  const { db } = studio;
  const { datasetVersionId, backboneId, spec, dataPart, calibration } = from;
  const plan = from.plan && adaptedPlan(from.plan, from.id, found.images);
  // It moves along: from here on the folder says who is at it.
  const lease = leaseIn(made);
  const run = createRun(db, { datasetVersionId, backboneId, spec, plan, dataPart, state: 'paused', name });
  const folder = runFolder(studio.folder, run.id);
  const letGo = (): void => rmSync(join(folder, lease), { force: true });
  try {
    await renameIfThere(made, folder);
    await giveModelTo(folder, runKey(run));
    inTransaction(db, () => {
      const { predictions, attestation } = found;
      storeDone(studio, datasetOfRun(db, run), run.id, { kind: 'train', status: 'done', epochs: 0, bestEpoch: null, head: null, attestation, calibration, predictions, imagesPerSecond: 0, peakMemoryBytes: 0, seconds: 0 });
      // Not before it has all that it is to have.
      updateRun(db, run.id, { state: 'paused', startedAtMs: Date.now() });
    });
    const own = await byOwnIndex(studio, from.id, run.id, found, files, work);
    updateRun(db, run.id, { state: 'done', finishedAtMs: Date.now() });
    letGo();
    return { run: run.id, own };
  } catch (error) {
    letGo();
    // What cannot be removed now goes at the next look; why nothing was kept is what is to be told.
    await removeRun(studio, run.id).catch(() => undefined);
    throw namedWriteError(error, folder);
  }
}

/** @returns its name there. @throws StudioError `out-of-disk`, `not-writable` */
function leaseIn(folder: string): string {
  try {
    return basename(takeLease(folder));
  } catch (error) {
    throw namedWriteError(error, folder);
  }
}

/** What it was made of, so that nobody goes on training it, or attests what is not so: from its stem on it is another model than its backbone. */
const adaptedPlan = (plan: RunPlan, run: number, images: number): RunPlan => ({
  ...plan,
  freeze: 'none',
  phases: [{ ...plan.phases.at(-1)!, cut: 'stem', end: undefined }],
  adapted: { run, images },
});

/**
 * What it learned from looks otherwise to it than to the run it was made of, so it gets an index of its own, and the forecast of it goes by that. It is whole without: null where
 * its pictures cannot be read.
 */
async function byOwnIndex(studio: Studio, from: number, run: number, found: AdaptResult, files: readonly string[], work: FeatureWork): Promise<KeptAdaptation['own']> {
  try {
    const { pictures } = await makeIndex(studio, run, work);
    const { leastFamiliar, skipped: _, ...asked } = await askAbout(studio, run, files, work);
    return { indexed: pictures, after: { ...forecastAnswers(studio, from, { ...asked, answers: found.probabilities }), leastFamiliar, skipped: found.skipped } };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    if (error.code === 'bad-data-set') return null;
    if (error.code === 'cancelled') throw new StudioError('cancelled', 'Stopped; nothing was made');
    throw error;
  }
}
