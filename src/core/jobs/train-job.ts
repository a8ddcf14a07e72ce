import { mkdirSync } from 'node:fs';
import { StudioError } from '../errors.ts';
import { sweepStudioFolder } from '../files/sweep.ts';
import type { ImagePool } from '../images/image-pool.ts';
import type { Model } from '../nets/model.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { runningMs } from '../running-ms.ts';
import type { FromEngine, TrainJob, TrainResult } from '../../shared/trainer-protocol.ts';
import { attest } from '../training/attestation.ts';
import { freshProgress, loadBest, loadCheckpoint, loadProgress } from '../training/checkpoint.ts';
import type { TrainingProgress } from '../training/checkpoint.ts';
import { openEpochFiles } from '../training/epoch-files.ts';
import { answerFirst, answersFirst } from '../training/first-head.ts';
import { learnPhase, runPhase, weightsBefore } from '../training/run-phase.ts';
import type { Carried } from '../training/run-phase.ts';
import type { JobContext } from '../training/job-context.ts';
import { saveFamiliarity } from '../weights/familiarity-file.ts';
import { saveModel, writeWeights } from '../training/model-folder.ts';
import { keptRows, overlay, startingWeights } from '../training/starting-weights.ts';
import { answerCalibrated, readingAhead } from './calibrated-answers.ts';
import { openCutModel } from './cut-model.ts';
import type { CutModel } from './cut-model.ts';
import { openPool } from './open-pool.ts';
import { indexTraining } from './training-index.ts';

const result = (
  progress: TrainingProgress,
  seconds: number,
  rest: Pick<TrainResult, 'status' | 'attestation' | 'calibration' | 'predictions'>,
): TrainResult => ({
  kind: 'train',
  ...rest,
  head: progress.head,
  bestEpoch: progress.best?.epoch ?? null,
  ...(progress.best?.averaged && { averaged: progress.best.averaged }),
  epochs: progress.epochs,
  imagesPerSecond: progress.trainImages / Math.max(1e-9, progress.trainSeconds),
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  seconds,
});

/** The run's model with the weights of its best epoch. */
async function bestModel(context: JobContext, best: NonNullable<TrainingProgress['best']>): Promise<Model> {
  const { job, net } = context;
  const tensors = overlay(await weightsBefore(context, best.phase), await loadBest(job.runFolder, best.phase, job.run));
  const { preprocessing } = job.plan;
  return { net, classes: job.classes, preprocessing, tensors };
}

/** What the finished model learned from, and what it answers. */
async function answered(context: JobContext, finished: CutModel) {
  const found = await indexTraining(context, finished);
  return { found, ...(await answerCalibrated(context, finished, found && found.index)) };
}

async function finish(asked: JobContext, progress: TrainingProgress): Promise<TrainResult> {
  const { job, net, start, emit } = asked;
  const { plan, classes } = job;
  const { best } = progress;
  if (!best) throw new StudioError('bad-checkpoint', 'No epoch of this run has ended: it has no best weights', { values: { kind: 'no-epoch-ended' }, hint: 'Go on with it instead.' });
  emit({ type: 'progress', activity: 'saving', done: 0, total: 1 });
  const context = readingAhead(asked);
  // What lies on the disk now is what will be used and exported, so that is what is attested.
  const written = await writeWeights(job.runFolder, await bestModel(context, best), job.run);
  // A run that ends before its later phases never trained what they would have.
  const phases = plan.phases.slice(0, progress.phase + 1);
  const attestation = attest(net, classes.length, phases, start, written.model.tensors);
  const finished = openCutModel(context, written.model, best.phase);
  const { found, calibration, predictions, known } = await answered(context, finished).finally(finished.close);
  // Nobody reads pictures any more; its threads end while the disk takes what is written.
  context.pool.close().catch(() => undefined);
  await Promise.all([found && saveFamiliarity(job.runFolder, written.sha256, { ...found, known }), written.keep(calibration?.temperature ?? 1), context.files.settled()]);
  return result(progress, context.elapsedSeconds(), { status: 'done', attestation, calibration, predictions });
}

/** Weights that the run will need from the phases before and from its best epoch: better told now than after hours. */
async function checkBest({ runFolder, run }: TrainJob, { phase, best }: TrainingProgress): Promise<void> {
  for (let before = 0; before < phase; before++) await loadBest(runFolder, before, run);
  if (best?.phase === phase) await loadBest(runFolder, phase, run);
}

/** Where the run stands, and the state of the phase that it goes on with. */
async function standingOf(job: TrainJob, emit: (event: FromEngine) => void): Promise<{ progress: TrainingProgress; carried: Carried; isNew: boolean }> {
  const checkpoint = job.resume ? await loadCheckpoint(job.runFolder, job.run) : null;
  if (!checkpoint) return { progress: freshProgress(), carried: { state: null }, isNew: true };
  const { notice, progress, state } = checkpoint;
  if (notice) emit({ type: 'notice', notice });
  await checkBest(job, progress);
  return { progress, carried: { state: job.finish || progress.phaseDone ? null : state }, isNew: false };
}

/** Trains as the job's plan says, from its checkpoint where there is one and `resume` is set. */
export async function runTrainJob(
  job: TrainJob,
  tell: (event: FromEngine) => void,
  stopped: () => boolean,
): Promise<TrainResult> {
  const emit = (event: FromEngine) =>
    tell(event.type === 'progress' || event.type === 'step' ? { ...event, memoryBytes: process.memoryUsage.rss() } : event);
  mkdirSync(job.runFolder, { recursive: true });
  sweepStudioFolder(job.runFolder);
  // Its threads start while the weights are read.
  const files = openPool(job.decodeThreads);
  try {
    return await train(job, files, emit, stopped);
  } finally {
    await files.close();
  }
}

async function train(job: TrainJob, files: ImagePool, emit: (event: FromEngine) => void, stopped: () => boolean): Promise<TrainResult> {
  const started = runningMs();
  const net = planNet(job.plan.net);
  const start = await startingWeights(job.backbone, net, job.classes.length, job.plan.seed, keptRows(job.plan));
  const { progress, carried, isNew } = await standingOf(job, emit);
  const secondsBefore = progress.seconds;
  const elapsedSeconds = () => secondsBefore + (runningMs() - started) / 1000;
  const pool: ImagePool = job.verifyPictures ? files : { ...files, read: ({ sha256: _, ...task }) => files.read(task) };
  const leftOut = new Set<number>();
  const onBad: JobContext['onBad'] = ({ id, file }, { reason, values }) => {
    if (!leftOut.has(id)) emit({ type: 'notice', notice: { about: 'picture-left-out', file, reason, values } });
    leftOut.add(id);
  };
  const context: JobContext = { job, net, start, pool, files: openEpochFiles(job.runFolder, job.run), emit, onBad, stopped, elapsedSeconds };
  try {
    if (job.finish) return await finish(context, progress);
    if (answersFirst(job.plan) && isNew) await answerFirst(context);
    for (;;) {
      if (!progress.phaseDone) {
        const done = await runPhase(context, progress, carried, learnPhase);
        if (!done) return result(progress, elapsedSeconds(), { status: 'cancelled', attestation: null, calibration: null, predictions: [] });
      }
      if (progress.phase + 1 >= job.plan.phases.length) break;
      Object.assign(progress, {
        phase: progress.phase + 1,
        phaseEpochs: 0,
        step: 0,
        phaseBestValLoss: null,
        epochsSinceBest: 0,
        skippedSteps: 0,
        phaseDone: false,
      });
    }
    return await finish(context, progress);
  } catch (error) {
    // The run has failed, but what it had learned by its last checkpoint can be used with `predict` and `features`.
    if (!(error instanceof StudioError) || error.code !== 'nan-loss') throw error;
    const best = (await loadProgress(job.runFolder, job.run))?.best;
    if (!best) throw withNothingKept(error);
    await saveModel(job.runFolder, await bestModel(context, best), job.run);
    throw error;
  }
}

/** The same before the first epoch had ended: there are no earlier weights to be advised. */
function withNothingKept(error: StudioError): StudioError {
  const { code, message, values } = error;
  if (values?.kind !== 'nan-loss' && values?.kind !== 'nan-answers') return error;
  const hint = 'Use a lower --lr, or --precision float32. No epoch had ended, so nothing is kept.';
  return new StudioError(code, message, { hint, values: { ...values, kind: `${values.kind}-early` } });
}
