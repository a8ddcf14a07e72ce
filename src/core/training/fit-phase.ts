import { setImmediate as nextTurn } from 'node:timers/promises';
import { StudioError } from '../errors.ts';
import { logLoss } from '../evaluation/log-loss.ts';
import { softmaxRows } from '../evaluation/softmax.ts';
import { once } from '../once.ts';
import { runningMs } from '../running-ms.ts';
import type { TensorMap } from '../tensor.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';
import type { FromEngine, TrainingImage, WatchedPicture } from '../../shared/trainer-protocol.ts';
import { answersSoFar, createAnswerTeller } from './answers-so-far.ts';
import type { AnswerTeller } from './answers-so-far.ts';
import { balancedOrder } from './balanced-order.ts';
import { keepEpochs, loadEpochWeights, saveBest, saveEpochWeights } from './checkpoint.ts';
import type { TrainingProgress } from './checkpoint.ts';
import { collectAfter } from './collect-garbage.ts';
import type { EpochFiles } from './epoch-files.ts';
import { epochsAsked, epochsToAverage, meanWeights } from './epoch-average.ts';
import type { Batch, Example, FeatureSource } from './feature-source.ts';
import { nextScaling } from './loss-scale.ts';
import type { LossScaling } from './loss-scale.ts';
import { isMeasured, measureGradients } from './measure-gradients.ts';
import { mixShare, mixTargets, mostlyLabels } from './mixup.ts';
import { viewOfEpoch } from './phase-views.ts';
import { learningRateAt, momentumAt, rateDrops } from './schedule.ts';
import type { Schedule } from './schedule.ts';
import { epochOrder } from './seeded-random.ts';
import { buildTargets } from './targets.ts';
import { initialState } from './training-session.ts';
import type { TrainingSession } from './training-session.ts';
import { pickWatched, watchedPicture } from './watched-pictures.ts';

export interface PhaseContext {
  readonly plan: RunPlan;
  readonly phase: Phase;
  readonly classes: number;
  readonly classWeights: Float64Array;
  readonly train: readonly TrainingImage[];
  readonly validation: readonly TrainingImage[];
  /** The weights it began with. */
  readonly before: TensorMap;
  readonly session: TrainingSession;
  /** Epochs of the phase after which its training pictures are of another size than session and source are for, or all of them. */
  readonly endsAfter: number;
  readonly trainSource: FeatureSource;
  readonly validationSource: FeatureSource;
  readonly runFolder: string;
  /** Whose files those in it are. */
  readonly run: string;
  /** Null where nothing of it is written: it is over before anybody could go on with it. */
  readonly files: EpochFiles | null;
  readonly emit: (event: FromEngine) => void;
  readonly stopped: () => boolean;
  /** Seconds the run has taken so far, earlier sessions included. */
  readonly elapsedSeconds: () => number;
}

const evaluationBatch = 32;
/** A second between two `step` events is plenty for a person; the parent thins them out further. */
const stepEventMs = 200;

const argmax = (values: Float32Array, row: number, width: number): number => {
  let best = 0;
  for (let c = 1; c < width; c++) if (values[row * width + c]! > values[row * width + best]!) best = c;
  return best;
};

function countCorrect(logits: Float32Array, labels: readonly number[], classes: number): number {
  return labels.reduce((sum, label, row) => sum + (argmax(logits, row, classes) === label ? 1 : 0), 0);
}

const plainExamples = (images: readonly TrainingImage[]): Example[] => images.map((image) => ({ image, view: 0 }));

interface Validated {
  /** Plain log loss. */
  readonly loss: number;
  readonly accuracy: number;
  readonly watched: WatchedPicture[];
  /** `[n, classes]` of the pictures that could be read. */
  readonly probabilities: ArrayLike<number>;
  readonly answered: readonly TrainingImage[];
}

/** How the network does on the validation pictures now, float32 with stored statistics. */
async function evaluateNow(context: PhaseContext): Promise<Validated> {
  const { classes, phase, session, validationSource, validation, emit } = context;
  let lastEvent = performance.now();
  const answered: TrainingImage[] = [];
  const logits: number[] = [];
  const examples = plainExamples(validation);
  for (let start = 0; start < examples.length; start += evaluationBatch) {
    const batch = await validationSource.load(examples.slice(start, start + evaluationBatch));
    if (batch.examples.length === 0) continue;
    const answers = session.evaluate(batch.input);
    for (const value of answers) logits.push(value);
    if (!answers.every(Number.isFinite)) {
      throw new StudioError('nan-loss', 'The network answers NaN after this epoch', {
        values: { kind: 'nan-answers' },
        hint: 'Use a lower --lr, or --precision float32. Weights of earlier epochs are kept: graft predict takes the best.',
      });
    }
    answered.push(...batch.examples.map(({ image }) => image));
    if (performance.now() - lastEvent < stepEventMs) continue;
    lastEvent = performance.now();
    const done = Math.min(examples.length, start + evaluationBatch);
    emit({ type: 'progress', activity: 'validating', done, total: examples.length, phase: phase.name });
    await nextTurn();
  }
  if (answered.length === 0)
    throw new StudioError('bad-data-set', 'None of the validation pictures can be read', {
      values: { kind: 'validation-unreadable' },
      hint: 'Scan the folder again with "graft datasets add".',
    });
  const probabilities = softmaxRows(logits, classes);
  const labels = answered.map(({ label }) => label);
  const isWatched = pickWatched(answered);
  return {
    loss: logLoss(probabilities, labels, classes),
    accuracy: countCorrect(Float32Array.from(logits), labels, classes) / labels.length,
    watched: answered.flatMap((image, row) =>
      isWatched.has(image.id) ? [watchedPicture(image, probabilities, classes, row)] : [],
    ),
    probabilities,
    answered,
  };
}

/** The batches of an epoch (from 0, of the run), a pure function of plan and epoch. */
export function epochBatches({ plan, phase, train }: PhaseContext, epoch: number): Example[][] {
  const order = plan.sampling === 'balanced' ? balancedOrder(train.map(({ label }) => label), plan.seed, epoch) : [...epochOrder(train.length, plan.seed, epoch)].map((at) => ({ at, round: 0 }));
  // A picture that an epoch shows again is seen in its next view.
  const ordered = order.map(({ at, round }): Example => {
    const image = train[at]!;
    return { image, view: viewOfEpoch(plan, phase, image.sha256, epoch + round) };
  });
  const batches: Example[][] = [];
  for (let start = 0; start < ordered.length; start += phase.batchSize)
    batches.push(ordered.slice(start, start + phase.batchSize));
  // Batch statistics of a single picture have no variance.
  if (plan.batchNorm === 'train' && batches.length > 1 && batches.at(-1)!.length === 1) batches.pop();
  return batches;
}

/** One optimiser step on a batch as the plan has it, `step` counting from 0. */
export function stepAt(context: PhaseContext, batch: Batch, step: number, at: Omit<LossScaling, 'stepsAtScale'> & { readonly rate: number; readonly momentum: number }) {
  const { plan, phase, classes, session } = context;
  const labels = batch.examples.map(({ image }) => image.label);
  const share = mixShare(plan.mixup, plan.seed, step);
  const { values, weight } = mixTargets(buildTargets(labels, classes, phase.labelSmoothing, context.classWeights), classes, share);
  const result = session.step(batch.input, values, weight, at.rate, step + 1, { lossScale: at.lossScale, skipped: at.skippedSteps, mixShare: share, momentum: at.momentum });
  return { ...result, labels: mostlyLabels(labels, share) };
}

/** One optimiser step; sums go into `progress`. @throws StudioError `nan-loss` */
function takeStep(context: PhaseContext, progress: TrainingProgress, batch: Batch, steps: number): number {
  const { plan, phase, classes } = context;
  const { step, lossScale, skippedSteps } = progress;
  const schedule: Schedule = { kind: plan.schedule, peak: phase.learningRate, steps, warmup: plan.warmup, drops: rateDrops(plan.dropAt) };
  const rate = learningRateAt(schedule, step);
  const { loss, applied, logits, labels } = stepAt(context, batch, step, { rate, momentum: momentumAt(schedule, step), lossScale, skippedSteps });
  if (!Number.isFinite(loss)) {
    throw new StudioError(
      'nan-loss',
      `The training loss became ${loss} in epoch ${progress.epochs + 1}, step ${progress.batch + 1}`,
      {
        values: { kind: 'nan-loss', epoch: progress.epochs + 1, step: progress.batch + 1 },
        hint: 'Use a lower --lr, or --precision float32. Weights of earlier epochs are kept: graft predict takes the best.',
      },
    );
  }
  Object.assign(progress, nextScaling(progress, applied));
  progress.epochLoss += loss * labels.length;
  progress.epochCorrect += countCorrect(logits, labels, classes);
  progress.epochImages += labels.length;
  return rate;
}

/** The rest of the running epoch. @returns the last learning rate, or `null` when asked to stop */
async function trainEpoch(context: PhaseContext, progress: TrainingProgress): Promise<number | null> {
  const { phase, trainSource, emit, stopped } = context;
  const batches = epochBatches(context, progress.epochs);
  const steps = batches.length * phase.epochs;
  let rate = phase.learningRate;
  let lastEvent = 0;
  const loadAhead = (batch: Example[] | undefined): Promise<Batch> | undefined => {
    const loading = batch && trainSource.load(batch);
    // A step that throws leaves it unawaited; its own failure is then of no interest.
    loading?.catch(() => undefined);
    return loading;
  };
  let next = loadAhead(batches[progress.batch]);
  while (progress.batch < batches.length) {
    const started = runningMs();
    const batch = await next!;
    // Asked for before the step, so that workers decode while TensorFlow holds this thread.
    next = loadAhead(batches[progress.batch + 1]);
    if (batch.examples.length > 0) rate = takeStep(context, progress, batch, steps);
    progress.step++;
    progress.batch++;
    // In it is heard what the parent wishes, and that a stop of this process is over, which is no time of the step.
    await nextTurn();
    const now = runningMs();
    progress.epochSeconds += (now - started) / 1000;
    if (now - lastEvent >= stepEventMs || progress.batch === batches.length) {
      lastEvent = now;
      emit({
        type: 'step',
        phase: phase.name,
        epoch: progress.epochs + 1,
        step: progress.batch,
        steps: batches.length,
        loss: progress.epochLoss / Math.max(1, progress.epochImages),
        imagesPerSecond: progress.epochImages / progress.epochSeconds,
      });
    }
    if (stopped() && progress.batch < batches.length) {
      await next;
      return null;
    }
  }
  return rate;
}

/**
 * Keeps an epoch's weights where the plan averages some; at the end of the phase their mean takes the best epoch's place if its validation loss
 * is lower, of the last phase than that of any epoch of the run. Of the session then only the mean is left.
 * @returns the epochs whose weights are needed still: by this checkpoint and by the one before, which may have to do; and how the mean does where the run's best weights are it now
 */
async function keepForAverage(context: PhaseContext, progress: TrainingProgress, weights: () => TensorMap): Promise<{ epochs: readonly number[]; best: Validated | null }> {
  const { plan, phase, session, runFolder, run, emit } = context;
  if (phase.solver === 'exact' || !epochsAsked(plan.averageEpochs)) return { epochs: [], best: null };
  const ofPhase = progress.reports.slice(-progress.phaseEpochs);
  const chosen = epochsToAverage(plan.averageEpochs, ofPhase);
  const before = epochsToAverage(plan.averageEpochs, ofPhase.slice(0, -1));
  await saveEpochWeights(runFolder, progress.phase, progress.epochs, weights(), run);
  const epochs = [...chosen, ...before];
  if (progress.phaseDone && chosen.length > 1) {
    const kept: TensorMap[] = [];
    for (const epoch of chosen) kept.push(await loadEpochWeights(runFolder, progress.phase, epoch, run));
    const mean = meanWeights(kept);
    session.restore(initialState(session.rows, mean));
    const validated = await evaluateNow(context);
    const { loss } = validated;
    // What follows begins with the best weights of its phase; after the last one the run's best answer, which may be of an earlier phase.
    const isLast = progress.phase === plan.phases.length - 1;
    const best = isLast ? progress.best!.valLoss : progress.phaseBestValLoss!;
    const isBetter = loss < best;
    emit({ type: 'notice', notice: { about: isBetter ? 'average-answers' : 'average-not-better', epochs: chosen, loss, best } });
    if (isBetter) {
      await saveBest(runFolder, progress.phase, mean, run);
      progress.phaseBestValLoss = loss;
      if (loss < progress.best!.valLoss) {
        progress.best = { epoch: progress.epochs, phase: progress.phase, valLoss: loss, averaged: chosen };
        return { epochs, best: validated };
      }
    }
  }
  return { epochs, best: null };
}

/**
 * Writes what a resumed run goes on from after the epoch that has ended.
 * @param weights of it, where the plan averages some
 * @returns how the mean of epochs does, where the run's best weights are it now
 */
async function keepEpoch(context: PhaseContext, progress: TrainingProgress, weights: (() => TensorMap) | null): Promise<Validated | null> {
  const { plan, session, runFolder, files } = context;
  if (!weights || epochsAsked(plan.averageEpochs) === null) {
    await files?.checkpoint(session.stream(), progress);
    return null;
  }
  // What the mean of epochs is held against has its place before it.
  await files?.placeBest();
  // A mean may take the place of the weights in the session, and is not what training would go on from.
  const state = progress.phaseDone ? session.read() : session.stream();
  const kept = await keepForAverage(context, progress, weights);
  progress.seconds = context.elapsedSeconds();
  await files?.checkpoint(state, progress);
  keepEpochs(runFolder, progress.phase, kept.epochs);
  return kept.best;
}

/** Closes an epoch: validation, best weights, report, and a checkpoint if one is due: after the first and the last of a phase it always is. */
export async function finishEpoch(context: PhaseContext, progress: TrainingProgress, learningRate: number, teller: AnswerTeller): Promise<void> {
  const { plan, phase, session, files, emit } = context;
  const validated = await evaluateNow(context);
  const { loss, accuracy, watched } = validated;
  const isPhaseBest = progress.phaseBestValLoss === null || loss < progress.phaseBestValLoss;
  progress.epochs++;
  progress.phaseEpochs++;
  // While pictures grow the next size is what should help: only epochs at the last one are waited for.
  const isGrowing = context.endsAfter < phase.epochs;
  progress.epochsSinceBest = isPhaseBest || isGrowing ? 0 : progress.epochsSinceBest + 1;
  if (isPhaseBest) progress.phaseBestValLoss = loss;
  const isBest = progress.best === null || loss < progress.best.valLoss;
  if (isBest) progress.best = { epoch: progress.epochs, phase: progress.phase, valLoss: loss };
  if (isMeasured(context, progress.phaseEpochs)) progress.gradients.push(await measureGradients(context, session.read(), progress.epochs));
  const isAveraging = epochsAsked(plan.averageEpochs) !== null;
  const isAnswering = isAveraging || (isPhaseBest && files !== null);
  const weights = isAnswering ? once(session.answering()) : null;
  if (isPhaseBest && weights) files?.best(progress.phase, weights);
  const report = {
    epoch: progress.epochs,
    phase: phase.name,
    trainLoss: progress.epochLoss / Math.max(1, progress.epochImages),
    trainAccuracy: progress.epochCorrect / Math.max(1, progress.epochImages),
    valLoss: loss,
    valAccuracy: accuracy,
    learningRate,
    imagesPerSecond: progress.epochImages / Math.max(1e-9, progress.epochSeconds),
    seconds: progress.epochSeconds,
    isBest,
    ...(progress.gradients.length > 0 && { gradients: progress.gradients }),
  };
  progress.trainSeconds += progress.epochSeconds;
  progress.trainImages += progress.epochImages;
  progress.reports.push(report);
  Object.assign(progress, { batch: 0, epochLoss: 0, epochCorrect: 0, epochImages: 0, epochSeconds: 0, gradients: [] });
  // As Keras' EarlyStopping counts its patience.
  progress.phaseDone =
    progress.phaseEpochs >= phase.epochs || (phase.patience > 0 && progress.epochsSinceBest >= phase.patience);
  progress.seconds = context.elapsedSeconds();
  const isKept = progress.phaseDone || progress.phaseEpochs === 1 || isAveraging || files?.isDue();
  const average = isKept ? await keepEpoch(context, progress, weights) : null;
  if (isKept || weights) collectAfter(session.rows);
  emit({ type: 'watched', pictures: watched });
  emit({ type: 'epoch', report });
  if (progress.phaseDone && progress.phaseEpochs < phase.epochs) {
    emit({ type: 'notice', notice: { about: 'ended-early', phase: phase.name, epochs: progress.phaseEpochs, of: phase.epochs, waited: phase.patience } });
  }
  const best = average ?? (isBest ? validated : null);
  if (best) teller.better({ ...answersSoFar(progress.epochs, progress.seconds, best.answered, best.probabilities, context.classes), ...(average && { averaged: progress.best!.averaged! }) });
}

/** Trains a phase from where `progress` stands to its end, or until its pictures are of another size. @returns false when it was asked to stop (a checkpoint is written) */
export async function fitPhase(context: PhaseContext, progress: TrainingProgress): Promise<boolean> {
  const teller = createAnswerTeller(context.emit, context.phase.cut === 'head');
  try {
    if (progress.step === 0 && progress.gradients.length === 0 && isMeasured(context, 0)) progress.gradients.push(await measureGradients(context, context.session.read(), progress.epochs));
    while (!progress.phaseDone && progress.phaseEpochs < context.endsAfter) {
      const rate = context.stopped() ? null : await trainEpoch(context, progress);
      if (rate === null) {
        progress.seconds = context.elapsedSeconds();
        await context.files?.checkpoint(context.session.stream(), progress);
        await context.files?.settled();
        return false;
      }
      await finishEpoch(context, progress, rate, teller);
    }
    return true;
  } finally {
    teller.end();
  }
}
