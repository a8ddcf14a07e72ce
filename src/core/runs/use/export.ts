import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureFolder } from '../../data-folder.ts';
import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import { locateEngine } from '../../engine-host/locate.ts';
import { StudioError } from '../../errors.ts';
import type { EventHub } from '../../events/event-hub.ts';
import { sweepStaging } from '../../exporting/target-folder.ts';
import { withLease } from '../../files/lease.ts';
import { runCalled, saidRun } from '../../store/run-called.ts';
import { saveExport } from '../../store/exports.ts';
import { listEvaluations, listPredictions } from '../../store/predictions.ts';
import { getRun, listEpochs } from '../../store/runs.ts';
import { mayPass } from '../../store/sqlite-errors.ts';
import { whenFree } from '../../store/when-free.ts';
import type { Studio } from '../../open-studio.ts';
import { loadModelCard } from '../../training/model-folder.ts';
import { startReference } from '../../weights/backbones.ts';
import type { SetWish } from '../../../shared/answer-sets.ts';
import type { ExportFormat } from '../../../shared/export-format.ts';
import type { Start } from '../../../shared/run-spec.ts';
import type { FromEngine } from '../../../shared/trainer-protocol.ts';
import type { ExportResult } from '../../../shared/export-job.ts';
import type { AttestationGroup } from '../../../shared/attestation.ts';
import { decodeThreads } from '../../engine-host/decode-threads.ts';
import { defaultThreads, startEngine } from '../executors/engine-process.ts';
import { specThatTravels } from '../results/recipe-of-run.ts';
import { unfinishedRun } from '../results/unfinished-run.ts';
import { carriedFamiliarity } from './familiarity.ts';
import { knownTogether } from './known-together.ts';
import { setsOfRun, setsWherePossible } from './answer-sets.ts';
import { finishedModel } from './finished-model.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** A new folder; `exports/<run>-<format>` in the data folder when left out. */
  readonly out?: string | undefined;
  readonly force: boolean;
  /** The answer sets it carries; left out, those of 0.9 where there are validation pictures enough. */
  readonly sets?: SetWish | null | undefined;
  /** Share of known pictures that it takes for unknown ones; 0.05 when left out. */
  readonly falseAlarm?: number | undefined;
}

export const programVersion = (): string =>
  JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')).version;

/**
 * Exports a finished run and proves it on the run's validation pictures.
 * @param onCompared told how many of them were
 * @returns with `notListed` why no list will name it, where the export is whole and the database took nothing: a data folder that may not be written to
 * @throws StudioError `not-found` | `already-exists` | `parity-failed` and what exporting throws
 */
export async function exportRun(
  studio: Studio,
  runId: number,
  { format, out, force, sets, falseAlarm }: ExportOptions,
  onCompared: (done: number, total: number) => void = () => undefined,
): Promise<ExportResult & { format: ExportFormat; notListed: StudioError | null }> {
  const run = getRun(studio.db, runId);
  const evaluations = listEvaluations(studio.db, run.id).filter((evaluation) => evaluation.datasetVersionId !== null);
  const validation = evaluations.find((evaluation) => evaluation.split === 'val');
  if (run.state !== 'done' || !run.plan || !validation) {
    if (run.error?.code !== 'nan-loss') throw unfinishedRun(run, `Run ${runCalled(run)} is ${run.state}; only a finished run can be exported`);
    throw new StudioError('not-found', `Run ${runCalled(run)} broke off; only a finished run can be exported`, {
      values: { kind: 'no-export-after-nan', ...saidRun(run) },
      hint: 'An export is proved on the answers a run gives at its end, and this one broke off. Its best weights answer "graft predict"; train again with a lower --lr to export.',
    });
  }
  const headline = evaluations.find((evaluation) => evaluation.split === 'test') ?? validation;
  const dataset = datasetOfRun(studio.db, run);
  const files = new Map(dataset.images.map((image) => [image.id, image.file]));
  const predictions = listPredictions(studio.db, validation.id);
  const width = dataset.classes.length;
  const referenceValues = new Float32Array(predictions.length * width);
  for (const [i, { probabilities }] of predictions.entries()) referenceValues.set(probabilities, i * width);
  const backbone = await startReference(studio.folder, run.plan.start);
  // Plans of older versions did not say which weights exactly.
  const start: Start = backbone && run.plan.start.from === 'weights' ? { ...run.plan.start, sha256: backbone.sha256 } : run.plan.start;
  const { confusion: _, ...metrics } = headline.metrics;
  const phaseEpochs = (name: string) => listEpochs(studio.db, run.id).filter((epoch) => epoch.phase === name).length;
  const answerSets = sets ? setsOfRun(studio, run.id, sets) : setsWherePossible(studio, run.id);
  const { folder: modelFolder } = await finishedModel(studio, run.id);
  const familiarity = await carriedFamiliarity(modelFolder, loadModelCard(modelFolder).sha256, knownTogether(studio.db, run.id), falseAlarm);
  const spec = specThatTravels(run);
  const manifest = {
    ...(spec && { spec }),
    ...(answerSets && { answerSets }),
    ...(familiarity && { familiarity }),
    start,
    backbone: backbone && { id: backbone.id, licence: backbone.licence, sha256: backbone.sha256 },
    metrics: { ...metrics, split: headline.split, bestEpoch: run.bestEpoch ?? 0, ...(run.averaged && { averaged: [...run.averaged] }) },
    dataset: {
      name: dataset.dataset.name,
      version: dataset.version.number,
      fingerprint: dataset.version.fingerprint,
      images: dataset.images.length,
    },
    freeze: {
      strategy: run.plan.freeze,
      batchNorm: run.plan.batchNorm,
      phases: run.plan.phases.map(({ name, cut, end, sizes }) => ({ name, cut, ...(end !== undefined && { end }), epochs: Math.max(1, phaseEpochs(name)), ...(sizes && { sizes }) })),
    },
    versions: { graft: programVersion(), tensorflow: locateEngine().version, node: process.versions.node },
  };
  if (out === undefined) ensureFolder(studio.folder.exports);
  const job = {
    kind: 'export' as const,
    modelFolder,
    start,
    backbone: backbone && { id: backbone.id, file: backbone.file, sha256: backbone.sha256, licence: backbone.licence },
    phases: run.plan.phases.map(({ cut, end }) => ({ cut, end })),
    attested: (run.attestation?.groups as AttestationGroup[] | undefined) ?? null,
    format,
    out: out ?? join(studio.folder.exports, `${run.id}-${format}`),
    force,
    manifest,
    files: predictions.map(({ imageId }) => files.get(imageId!)!),
    reference: referenceValues,
    hasFamiliarity: familiarity !== null,
    decodeThreads: decodeThreads(),
  };
  return withLease(modelFolder, async () => {
    const tell = (event: FromEngine): void => {
      if (event.type === 'progress') onCompared(event.done, event.total);
    };
    const result = (await sweptWhereItDies(startEngine(job, defaultThreads(), tell).finished, job.out)) as ExportResult;
    let notListed: StudioError | null = null;
    try {
      await whenFree(() => saveExport(studio.db, { runId: run.id, format, folder: result.folder, receipt: { ...result.receipt } }));
    } catch (error) {
      if (!mayPass(error)) throw error;
      notListed = error;
    }
    return { ...result, format, notListed };
  });
}

/** An engine that the system ends clears nothing away: what it had written into a person's folder goes now, not when the next export comes there. */
export async function sweptWhereItDies<T>(finished: Promise<T>, target: string): Promise<T> {
  try {
    return await finished;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'trainer-died') sweepStaging(resolve(target));
    throw error;
  }
}

/** `exportRun`, with how many pictures were compared as events. */
export const exportTold = (studio: Studio, events: Pick<EventHub, 'publish'>, run: number, options: ExportOptions) =>
  exportRun(studio, run, options, (done, total) => events.publish({ type: 'export', run, format: options.format, done, total }));
