import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError, toWireError } from '../errors.ts';
import { placeFiles } from '../files/laid-file.ts';
import type { LaidFile } from '../files/laid-file.ts';
import { renameIfThere } from '../files/rename-if-there.ts';
import { streamOf } from '../tensor.ts';
import type { TensorMap, TensorStream } from '../tensor.ts';
import { sealKey } from '../weights/file-check.ts';
import { laySafetensors, readSafetensors, readSafetensorsHeader, writeSafetensors } from '../weights/safetensors.ts';
import { epochReportSchema, measuredGradientsSchema } from '../../shared/epoch-report.ts';
import type { TrainingNotice } from '../../shared/training-notice.ts';
import { headReportSchema } from '../../shared/trainer-protocol.ts';

/** Where a run stands. Data order, views and learning rates are functions of these numbers and the plan; nothing else is random. */
const progressSchema = z.strictObject({
  version: z.literal(1),
  /** Index into the plan's phases. */
  phase: z.int().min(0),
  /** Epochs completed, over all phases and within this one. */
  epochs: z.int().min(0),
  phaseEpochs: z.int().min(0),
  /** Batches and optimiser steps done in the running epoch and in this phase. */
  batch: z.int().min(0),
  step: z.int().min(0),
  /** Sums over the running epoch. */
  epochLoss: z.number(),
  epochCorrect: z.int().min(0),
  epochImages: z.int().min(0),
  epochSeconds: z.number().min(0),
  /** Measured before the running epoch, for its report. */
  gradients: z.array(measuredGradientsSchema).default([]),
  /** Best of the run so far, and of this phase with the epochs since. */
  best: z.strictObject({ epoch: z.int(), phase: z.int(), valLoss: z.number(), /** Epochs whose mean it is. */ averaged: z.array(z.int()).optional() }).nullable(),
  phaseBestValLoss: z.number().nullable(),
  epochsSinceBest: z.int().min(0),
  /** Of float16, and the steps since it last changed. */
  lossScale: z.number().positive(),
  stepsAtScale: z.int().min(0).default(0),
  /** Steps of this phase that were skipped, because a gradient overflowed. */
  skippedSteps: z.int().min(0).default(0),
  /** Whole phase finished: the next one begins from its best weights. */
  phaseDone: z.boolean(),
  /** Of the phase of the head, where it was solved exactly. */
  head: headReportSchema.nullable().default(null),
  seconds: z.number().min(0),
  trainSeconds: z.number().min(0),
  trainImages: z.int().min(0),
  /** Of every epoch so far: a program killed between a checkpoint and its own note of the epoch finds it here. */
  reports: z.array(epochReportSchema),
});
export type TrainingProgress = z.infer<typeof progressSchema>;

/** Of a training that has not begun. */
export const freshProgress = (): TrainingProgress => ({
  version: 1,
  phase: 0,
  epochs: 0,
  phaseEpochs: 0,
  batch: 0,
  step: 0,
  epochLoss: 0,
  epochCorrect: 0,
  epochImages: 0,
  epochSeconds: 0,
  gradients: [],
  best: null,
  phaseBestValLoss: null,
  epochsSinceBest: 0,
  lossScale: 2 ** 12,
  stepsAtScale: 0,
  skippedSteps: 0,
  phaseDone: false,
  head: null,
  seconds: 0,
  trainSeconds: 0,
  trainImages: 0,
  reports: [],
});

const lastFile = (runFolder: string) => join(runFolder, 'last.safetensors');
const previousFile = (runFolder: string) => join(runFolder, 'previous.safetensors');
const bestFile = (runFolder: string, phase: number) => join(runFolder, `best-${phase}.safetensors`);

const epochFile = (runFolder: string, phase: number, epoch: number) => join(runFolder, `epoch-${phase}-${epoch}.safetensors`);
const epochName = /^epoch-(\d+)-(\d+)\.safetensors$/;

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
const trainAgain = 'Start the run again with "graft train"; its best weights so far are beside the checkpoint.';

/**
 * Writes weights, slots and progress as one file, which is the last checkpoint once it has its place. The one before stays beside it, and is the one
 * that counts until then.
 * @param run whose checkpoint it is, so that no other run goes on from it
 */
export async function layCheckpoint(runFolder: string, state: TensorMap | TensorStream, progress: TrainingProgress, run: string): Promise<LaidFile> {
  const text = JSON.stringify(progress);
  await renameIfThere(lastFile(runFolder), previousFile(runFolder));
  return laySafetensors(lastFile(runFolder), state instanceof Map ? streamOf(state) : state, { run, progress: text, progress_sha256: sha256Of(text) });
}

/** The same at once. */
export const saveCheckpoint = async (...what: Parameters<typeof layCheckpoint>): Promise<void> => placeFiles([await layCheckpoint(...what)]);

/** Once a run is done nobody needs the checkpoint before its last one, nor epochs that were averaged. */
export function dropPreviousCheckpoint(runFolder: string): void {
  rmSync(previousFile(runFolder), { force: true });
  for (const name of readdirSync(runFolder)) if (epochName.test(name)) rmSync(join(runFolder, name), { force: true });
}

/**
 * What metadata says of whose file it is. Older versions wrote neither owner nor sha256.
 * @throws StudioError `bad-checkpoint`
 */
function checkOwner(file: string, { run, phase }: Record<string, string>, isSealed: boolean, wanted: { run: string | null; phase?: number }) {
  if (run === undefined && !isSealed) return;
  if (run === undefined || !isSealed) throw badCheckpoint(file, 'its mark of whose it is is damaged');
  if (wanted.run !== null && run !== wanted.run) throw badCheckpoint(file, `it belongs to another run (${run}, not ${wanted.run})`, undefined, 'checkpoint-of-another');
  if (wanted.phase !== undefined && phase !== String(wanted.phase)) throw badCheckpoint(file, `it belongs to phase ${phase}`, undefined, 'checkpoint-of-another');
}

const badCheckpoint = (file: string, reason: string, cause?: unknown, kind = 'checkpoint-damaged'): StudioError =>
  new StudioError('bad-checkpoint', `The checkpoint ${file} cannot be used: ${reason}`, { values: { kind, file }, hint: trainAgain, cause });

function parseProgress(file: string, metadata: Record<string, string>): TrainingProgress {
  const { progress = 'null', progress_sha256: sha256 } = metadata;
  if (sha256 === undefined ? metadata.run !== undefined : sha256 !== sha256Of(progress)) {
    throw badCheckpoint(file, 'what it says of the run\'s progress is damaged');
  }
  return progressSchema.parse(JSON.parse(progress));
}

export interface Checkpoint {
  readonly state: TensorMap;
  readonly progress: TrainingProgress;
  /** What the person should know of it: that an older one had to do, or that nothing proves it. */
  readonly notice: TrainingNotice | null;
}

/**
 * The last checkpoint of a run, every byte of it compared with its sha256; `null` before the first. Where it is damaged the one before
 * takes its place.
 * @param run whose it has to be; `null`: anybody's
 * @throws StudioError `bad-checkpoint` where there is none that is sound
 */
export async function loadCheckpoint(runFolder: string, run: string | null = null): Promise<Checkpoint | null> {
  const found = await readCheckpoint(runFolder, async (file) => {
    const { metadata, tensors, isSealed } = await readSafetensors(file);
    checkOwner(file, metadata, isSealed, { run });
    return { state: tensors, progress: parseProgress(file, metadata), isSealed };
  });
  if (!found) return null;
  const { damage, isSealed, ...checkpoint } = found;
  // So that the next checkpoint does not push the sound one away.
  if (damage) await renameIfThere(previousFile(runFolder), lastFile(runFolder));
  const { epochs } = checkpoint.progress;
  const fellBack: TrainingNotice | null = damage && { about: 'checkpoint-damaged', error: toWireError(damage), epochs };
  return { ...checkpoint, notice: fellBack ?? (isSealed ? null : { about: 'checkpoint-unproved' }) };
}

/** The same of a run that has ended. @throws StudioError `bad-checkpoint` where it is gone, too */
export async function needCheckpoint(runFolder: string, run: string | null): Promise<Checkpoint> {
  const found = await loadCheckpoint(runFolder, run);
  if (!found) throw badCheckpoint(lastFile(runFolder), 'it is gone');
  return found;
}

/** Only where the run stands, without its weights. @throws StudioError `bad-checkpoint` */
export async function loadProgress(runFolder: string, run: string | null = null): Promise<TrainingProgress | null> {
  const found = await readCheckpoint(runFolder, async (file) => {
    const { metadata } = await readSafetensorsHeader(file);
    checkOwner(file, metadata, sealKey in metadata, { run });
    return { progress: parseProgress(file, metadata) };
  });
  return found?.progress ?? null;
}

/** Of the last checkpoint, or of the one before where that is damaged (`damage`) or was never finished. */
async function readCheckpoint<T extends object>(
  runFolder: string,
  read: (file: string) => Promise<T>,
): Promise<(T & { damage: StudioError | null }) | null> {
  let damage: StudioError | null = null;
  for (const file of [lastFile(runFolder), previousFile(runFolder)].filter(existsSync)) {
    try {
      return { ...(await read(file)), damage };
    } catch (cause) {
      damage ??=
        cause instanceof StudioError && cause.code === 'bad-checkpoint' ? cause : badCheckpoint(file, (cause as Error).message, cause);
    }
  }
  if (damage) throw damage;
  return null;
}

/** Weights of a phase's best epoch (trained rows only, PyTorch's names and layout), for their place. */
export const layBest = (runFolder: string, phase: number, weights: TensorMap, run: string): Promise<LaidFile> =>
  laySafetensors(bestFile(runFolder, phase), streamOf(weights), { run, phase: String(phase) });

/** The same at once. */
export const saveBest = async (...what: Parameters<typeof layBest>): Promise<void> => placeFiles([await layBest(...what)]);

/** Weights of an epoch that may be averaged with others. */
export async function saveEpochWeights(runFolder: string, phase: number, epoch: number, weights: TensorMap, run: string): Promise<void> {
  await writeSafetensors(epochFile(runFolder, phase, epoch), weights, { run, phase: String(phase) });
}

/** Removes those of all other epochs of a phase. */
export function keepEpochs(runFolder: string, phase: number, epochs: readonly number[]): void {
  for (const name of readdirSync(runFolder)) {
    const [, ofPhase, epoch] = epochName.exec(name) ?? [];
    if (ofPhase === String(phase) && !epochs.includes(Number(epoch))) rmSync(join(runFolder, name), { force: true });
  }
}

/** @throws StudioError `bad-checkpoint` where they are damaged, gone, or another run's */
export const loadEpochWeights = (runFolder: string, phase: number, epoch: number, run: string): Promise<TensorMap> => loadWeights(epochFile(runFolder, phase, epoch), phase, run);

/** The same of a phase's best. */
export const loadBest = (runFolder: string, phase: number, run: string | null = null): Promise<TensorMap> => loadWeights(bestFile(runFolder, phase), phase, run);

async function loadWeights(file: string, phase: number, run: string | null): Promise<TensorMap> {
  const { metadata, tensors, isSealed } = await readSafetensors(file).catch((cause: unknown) => {
    throw badCheckpoint(file, (cause as Error).message, cause);
  });
  checkOwner(file, metadata, isSealed, { run, phase });
  return tensors;
}
