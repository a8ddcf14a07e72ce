import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { cpus, hostname } from 'node:os';
import { join } from 'node:path';
import { locateEngine } from '../engine-host/locate.ts';
import { StudioError, toWireError } from '../errors.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { copyFileAtomically, writeFileAtomically } from '../files/write-file.ts';
import { familiarityFiles } from '../weights/familiarity-file.ts';
import { startEngine } from '../runs/executors/engine-process.ts';
import { programVersion } from '../runs/use/export.ts';
import { trainingPredictions } from '../runs/use/training-answers.ts';
import type { TrialBundle, TrialDone, TrialFailed, TrialOutcome, TrialProgress } from '../../shared/trial-bundle.ts';
import type { TrainingNotice } from '../../shared/training-notice.ts';
import type { FromEngine, TrainJob, TrainResult } from '../../shared/trainer-protocol.ts';
import { readImages, readTrial, storeOf, trialFiles, writeTrialFile } from './trial-folder.ts';
import { bringCheckpoint, createCarrier, dropCheckpoints, takeCheckpoint } from './trial-checkpoint.ts';
import { bringObjects, claimSlot } from './trial-slot.ts';
import type { TrialSlot } from './trial-slot.ts';
import { isTrialDone } from './verify-trial.ts';

export interface TrialHandlers {
  /** Aborted, the trial ends after its step, and leaves its checkpoint alone. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: TrialProgress) => void;
}

/** `again`: it was done before. */
export type TrialEnd = 'done' | 'again' | 'stopped';

/** Files of a run's folder that are its model. */
export const modelFiles = ['model.json', 'model.safetensors'] as const;

/** Files of a run's folder that a result may have. */
export const besideModel: readonly string[] = Object.values(familiarityFiles);

/**
 * Runs the trial of a folder, which needs nothing but its store: no database, no data folder. What it reads and computes lies in a slot on this machine's disk
 * until it is whole; a checkpoint after each epoch lies in the trial's folder, from which the next attempt goes on, on whichever machine. Two attempts may overlap; each has files of its own, and the last `done.json` counts.
 * @throws StudioError `not-found` | `bad-result` | `bad-usage` (made by another version); what training throws, which `failed.json` then says too
 */
export async function runTrial(folder: string, { signal, onProgress }: TrialHandlers): Promise<TrialEnd> {
  const { bundle, sha256 } = await readTrial(folder);
  if (await isTrialDone(folder, sha256)) return 'again';
  const attempt = randomBytes(4).toString('hex');
  const slot = claimSlot();
  try {
    needThisProgram(bundle);
    const outcome = await train(folder, { bundle, sha256 }, slot, attempt, { signal, ...(onProgress && { onProgress }) });
    if (outcome === null) return 'stopped';
    await writeResult(folder, sha256, slot.runFolder, attempt, outcome);
    await dropCheckpoints(folder);
    return 'done';
  } catch (error) {
    await writeTrialFile(folder, trialFiles.failed, { attempt, host: hostname(), error: toWireError(error) } satisfies TrialFailed);
    throw error;
  } finally {
    slot.release();
  }
}

/** Another version or engine may compute otherwise, and nothing would say so. */
function needThisProgram({ program }: TrialBundle): void {
  const here = { version: programVersion(), engine: locateEngine().version };
  if (program.version === here.version && program.engine === here.engine) return;
  const told = ({ version, engine }: typeof here): string => `graft ${version} with ${engine}`;
  throw new StudioError('bad-usage', `The trial was made by ${told(program)}; this is ${told(here)}`, {
    field: 'trial',
    values: { kind: 'trial-of-another-program', wanted: told(program), found: told(here) },
    hint: 'Use the same checkout, and the same engine, where the study is made and on every node.',
  });
}

async function jobOf(folder: string, bundle: TrialBundle, slot: TrialSlot, resume: boolean, signal: AbortSignal): Promise<TrainJob> {
  const { plan, backbone, classes, name } = bundle;
  const images = await readImages(folder, bundle);
  const at = await bringObjects(slot, storeOf(folder, bundle), [...images, ...(backbone ? [backbone] : [])], signal);
  return {
    kind: 'train',
    plan,
    backbone: backbone && { id: backbone.id, licence: backbone.licence, sha256: backbone.sha256, file: at(backbone.object) },
    classes,
    images: images.map(({ object, ...image }) => ({ ...image, file: at(object) })),
    runFolder: slot.runFolder,
    run: name,
    cacheFolder: slot.cacheFolder,
    resume,
    verifyPictures: true,
    decodeThreads: Math.max(1, Math.floor(plan.threads / 2)),
  };
}

/** Rows of `answered` and of `learned`. */
type Outcome = TrialOutcome & { readonly probabilities: Float32Array; readonly training: Float32Array | null };

/** Null where it was stopped. */
async function train(folder: string, { bundle, sha256 }: { bundle: TrialBundle; sha256: string }, slot: TrialSlot, attempt: string, { signal, onProgress }: TrialHandlers): Promise<Outcome | null> {
  const found = await takeCheckpoint(folder, sha256, slot.runFolder, bundle.name);
  const before = found && 'epochs' in found ? found : null;
  const startedAtMs = before?.startedAtMs ?? Date.now();
  const epochs: TrialOutcome['epochs'] = [...(before?.epochs ?? [])];
  const notices: TrialOutcome['notices'] = [...(before?.notices ?? [])];
  const say = (notice: TrainingNotice) => notices.push(JSON.parse(JSON.stringify(notice)));
  if (found && 'code' in found) say({ about: 'checkpoint-damaged', error: found, epochs: 0 });
  const carrier = createCarrier(
    (count) => bringCheckpoint(folder, slot.runFolder, count, { trial: sha256, attempt, startedAtMs, notices }),
    (error) => say({ about: 'not-stored', error: toWireError(error) }),
  );
  const total = bundle.plan.phases.reduce((sum, phase) => sum + phase.epochs, 0);
  const writing: { last: Promise<void> } = { last: Promise.resolve() };
  const tell = (): void => {
    const now: TrialProgress = { attempt, host: hostname(), epoch: epochs.length, epochs: total, valAccuracy: epochs.at(-1)?.valAccuracy ?? null };
    onProgress?.(now);
    // Nothing depends on it; a store that cannot be written to fails the result itself.
    writing.last = writing.last.then(() => writeTrialFile(folder, trialFiles.progress, now, { durable: false })).catch(() => undefined);
  };
  const onEvent = (event: FromEngine): void => {
    if (event.type === 'notice') say(event.notice);
    if (event.type !== 'epoch') return;
    epochs.push(event.report);
    // Its checkpoint is written before an epoch is told.
    carrier.soon();
    tell();
  };
  const job = await jobOf(folder, bundle, slot, before !== null, signal);
  const engine = startEngine(job, bundle.plan.threads, onEvent);
  const stop = (): void => engine.send({ type: 'stop' });
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  tell();
  try {
    const result = (await engine.finished) as TrainResult;
    await writing.last;
    await carrier.end({ last: result.status === 'cancelled' });
    if (result.status === 'cancelled') return null;
    const learned = bundle.asksTraining ? await trainingPredictions(job.runFolder, 'last', job.images, { signal, threads: bundle.plan.threads }) : [];
    if (learned === null) return null;
    const { predictions, bestEpoch, averaged, head, attestation, calibration, imagesPerSecond, peakMemoryBytes, seconds } = result;
    return {
      machine: { host: hostname(), processor: cpus()[0]?.model ?? 'unknown', threads: bundle.plan.threads, engine: locateEngine().version },
      startedAtMs,
      finishedAtMs: Date.now(),
      epochs,
      notices,
      bestEpoch,
      ...(averaged && { averaged }),
      head,
      attestation,
      calibration,
      imagesPerSecond,
      peakMemoryBytes,
      seconds,
      answered: predictions.map(({ imageId }) => imageId),
      ...(bundle.asksTraining && { learned: learned.map(({ imageId }) => imageId) }),
      probabilities: rowsOf(predictions, bundle.classes.length),
      training: bundle.asksTraining ? rowsOf(learned, bundle.classes.length) : null,
    };
  } finally {
    await carrier.end({ last: false });
    signal.removeEventListener('abort', stop);
  }
}

function rowsOf(predictions: TrainResult['predictions'], classes: number): Float32Array {
  const rows = new Float32Array(predictions.length * classes);
  for (const [i, { probabilities }] of predictions.entries()) rows.set(probabilities, i * classes);
  return rows;
}

/** `done.json` last: before it nothing of the attempt counts. */
async function writeResult(folder: string, trial: string, runFolder: string, attempt: string, { probabilities, training, ...outcome }: Outcome): Promise<void> {
  const results = `${trialFiles.results}/${attempt}`;
  await writeTrialFile(join(folder, results), 'result.json', outcome);
  const rows = { 'probabilities.f32': probabilities, ...(training && { 'training.f32': training }) };
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(rows)) {
    await writeFileAtomically(join(folder, results, name), (handle) => handle.writeFile(Buffer.from(buffer, byteOffset, byteLength)));
  }
  const kept = [...modelFiles, ...besideModel.filter((name) => existsSync(join(runFolder, name)))];
  for (const name of kept) await copyFileAtomically(join(runFolder, name), join(folder, results, name));
  const files: TrialDone['files'] = {};
  for (const name of ['result.json', ...Object.keys(rows), ...kept]) {
    const file = join(folder, results, name);
    files[`${results}/${name}`] = { sha256: await sha256OfFile(file), sizeBytes: (await stat(file)).size };
  }
  await writeTrialFile(folder, trialFiles.done, { trial, files } satisfies TrialDone);
}
