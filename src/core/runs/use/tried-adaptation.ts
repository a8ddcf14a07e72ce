import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdaptResult } from '../../../shared/adapt-job.ts';
import { ensureFolder, triedFolder } from '../../data-folder.ts';
import { StudioError } from '../../errors.ts';
import { matrixOfRows } from '../../evaluation/matrix-of-rows.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { isUnwritable } from '../../files/write-error.ts';
import { renameIfThere } from '../../files/rename-if-there.ts';
import type { Tensor } from '../../tensor.ts';
import { loadModelCard, type ModelCard } from '../../training/model-folder.ts';
import { readSafetensors, writeSafetensors } from '../../weights/safetensors.ts';
import type { RunForecast } from './forecast.ts';

/** What was computed of a camera; the model with its statistics lies in a folder. */
export interface TriedAdaptation {
  readonly before: RunForecast;
  readonly after: RunForecast;
  readonly found: AdaptResult;
}

/** What a trial told, beside its model. */
const toldFile = (folder: string): string => join(folder, 'told.safetensors');

/** One value for one question: the same model asked about the same files with the same contents, of which the same go together. */
export async function trialKey({ sha256, temperature }: ModelCard, files: readonly string[], judged: readonly { id: number; sha256: string }[], together: readonly string[] | null): Promise<string> {
  const contents: (string | null)[] = [];
  // Why one cannot be read is told by who decodes it.
  for (const file of files) contents.push(file, await sha256OfFile(file).catch(() => null));
  return createHash('sha256').update(JSON.stringify([sha256, temperature, contents, judged.map(({ id, sha256: content }) => [id, content]), together])).digest('hex');
}

/**
 * Moves the newest trial of a run to `out`, where it answers the same question; else `out` is an empty folder, and the trial gone.
 * @returns what it told; null where there is none, or it is not what was written
 */
export async function takeTrial(runFolder: string, key: string, out: string): Promise<TriedAdaptation | null> {
  const told = (await renameIfThere(triedFolder(runFolder), out)) ? await readTold(out, key) : null;
  await rm(told ? toldFile(out) : out, { recursive: true, force: true });
  ensureFolder(out);
  return told;
}

/** Keeps a trial in place of an older one; where the disk takes nothing more it is computed again when it is asked for. */
export async function putTrial(runFolder: string, key: string, { before, after, found }: TriedAdaptation, out: string): Promise<void> {
  const { probabilities, predictions, ...rest } = found;
  const width = probabilities.length / found.images;
  const judged: Tensor = { shape: [predictions.length, width], data: matrixOfRows(predictions.map((one) => one.probabilities), width) };
  const tensors = new Map<string, Tensor>([['camera', { shape: [found.images, width], data: probabilities }], ...(predictions.length > 0 ? [['judged', judged] as const] : [])]);
  const told: Told = { before, after, found: rest, judged: predictions.map(({ imageId }) => imageId) };
  try {
    await writeSafetensors(toldFile(out), tensors, { key, model: loadModelCard(out).sha256!, told: JSON.stringify(told) });
  } catch (error) {
    if (isUnwritable(error)) return;
    throw error;
  }
  await rm(triedFolder(runFolder), { recursive: true, force: true });
  try {
    await renameIfThere(out, triedFolder(runFolder));
  } catch (error) {
    // Another program put its own there this moment.
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

interface Told extends Omit<TriedAdaptation, 'found'> {
  readonly found: Omit<AdaptResult, 'probabilities' | 'predictions'>;
  /** Pictures of the rows of `judged`. */
  readonly judged: readonly number[];
}

async function readTold(folder: string, key: string): Promise<TriedAdaptation | null> {
  try {
    const { metadata, tensors, isSealed } = await readSafetensors(toldFile(folder));
    if (!isSealed || metadata['key'] !== key || metadata['model'] !== loadModelCard(folder).sha256) return null;
    const { before, after, found, judged } = JSON.parse(metadata['told']!) as Told;
    const answers = tensors.get('judged')?.data ?? new Float32Array();
    const width = answers.length / judged.length;
    const predictions = judged.map((imageId, row) => ({ imageId, probabilities: answers.slice(row * width, (row + 1) * width) }));
    return { before, after, found: { ...found, probabilities: tensors.get('camera')!.data, predictions } };
  } catch (error) {
    // It is computed again.
    if (error instanceof StudioError && ['not-found', 'bad-weights'].includes(error.code)) return null;
    throw error;
  }
}
