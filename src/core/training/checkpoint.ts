import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../errors.ts';
import type { TensorMap } from '../tensor.ts';
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from '../weights/safetensors.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';

const epochReportSchema = z.strictObject({
  epoch: z.int(),
  phase: z.string(),
  trainLoss: z.number(),
  trainAccuracy: z.number(),
  valLoss: z.number(),
  valAccuracy: z.number(),
  learningRate: z.number(),
  imagesPerSecond: z.number(),
  seconds: z.number(),
  isBest: z.boolean(),
}) satisfies z.ZodType<EpochReport>;

/** Where a run stands. Data order, views and learning rates are functions of these numbers and the plan; nothing else is random. */
export const progressSchema = z.strictObject({
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
  /** Best of the run so far, and of this phase with the epochs since. */
  best: z.strictObject({ epoch: z.int(), phase: z.int(), valLoss: z.number() }).nullable(),
  phaseBestValLoss: z.number().nullable(),
  epochsSinceBest: z.int().min(0),
  lossScale: z.number().positive(),
  /** Whole phase finished: the next one begins from its best weights. */
  phaseDone: z.boolean(),
  seconds: z.number().min(0),
  trainSeconds: z.number().min(0),
  trainImages: z.int().min(0),
  /** Of every epoch so far: a program killed between a checkpoint and its own note of the epoch finds it here. */
  reports: z.array(epochReportSchema),
});
export type Progress = z.infer<typeof progressSchema>;

export const freshProgress = (): Progress => ({
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
  best: null,
  phaseBestValLoss: null,
  epochsSinceBest: 0,
  lossScale: 2 ** 12,
  phaseDone: false,
  seconds: 0,
  trainSeconds: 0,
  trainImages: 0,
  reports: [],
});

const lastFile = (runFolder: string) => join(runFolder, 'last.safetensors');
const bestFile = (runFolder: string, phase: number) => join(runFolder, `best-${phase}.safetensors`);

/** Writes weights, slots and progress as one file: temporary name, fsync, rename. */
export async function saveCheckpoint(runFolder: string, state: TensorMap, progress: Progress): Promise<void> {
  await writeSafetensors(lastFile(runFolder), state, { progress: JSON.stringify(progress) });
}

const parseProgress = (metadata: Record<string, string>): Progress =>
  progressSchema.parse(JSON.parse(metadata.progress ?? 'null'));

/** The last checkpoint of a run; `null` before the first. @throws StudioError `bad-checkpoint` */
export function loadCheckpoint(runFolder: string): Promise<{ state: TensorMap; progress: Progress } | null> {
  return readCheckpoint(runFolder, async (file) => {
    const { metadata, tensors } = await readSafetensors(file);
    return { state: tensors, progress: parseProgress(metadata) };
  });
}

/** Only where the run stands, without its weights. @throws StudioError `bad-checkpoint` */
export function loadProgress(runFolder: string): Promise<Progress | null> {
  return readCheckpoint(runFolder, async (file) => parseProgress((await readSafetensorsHeader(file)).metadata));
}

async function readCheckpoint<T>(runFolder: string, read: (file: string) => Promise<T>): Promise<T | null> {
  const file = lastFile(runFolder);
  if (!existsSync(file)) return null;
  try {
    return await read(file);
  } catch (cause) {
    throw new StudioError('bad-checkpoint', `The checkpoint ${file} cannot be read: ${(cause as Error).message}`, {
      hint: 'Start the run again with "graft train"; its best weights so far are beside the checkpoint.',
      cause,
    });
  }
}

/** Weights of a phase's best epoch (trained rows only, PyTorch's names and layout). */
export async function saveBest(runFolder: string, phase: number, weights: TensorMap): Promise<void> {
  await writeSafetensors(bestFile(runFolder, phase), weights, {});
}

export async function loadBest(runFolder: string, phase: number): Promise<TensorMap> {
  return (await readSafetensors(bestFile(runFolder, phase))).tensors;
}
