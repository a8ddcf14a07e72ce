import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ensureFolder, runFolder } from '../../data-folder.ts';
import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import { parsedJson } from '../../files/parsed-json.ts';
import { copyFileAtomically } from '../../files/write-file.ts';
import type { Studio } from '../../open-studio.ts';
import { runKey } from '../../runs/executors/run-key.ts';
import { storeDone, storeEpoch } from '../../runs/lifecycle/store-outcome.ts';
import { keepNotice } from '../../runs/results/notices.ts';
import { inTransaction } from '../../store/database.ts';
import { createRun, getRun, updateRun } from '../../store/runs.ts';
import { getStudy, setTrialRun } from '../../store/studies.ts';
import type { StoredTrial } from '../../store/studies.ts';
import { saveTrainingAnswers } from '../../runs/use/training-answers.ts';
import { giveModelTo } from '../../training/model-folder.ts';
import { besideModel, modelFiles } from '../../trials/run-trial.ts';
import { readTrial } from '../../trials/trial-folder.ts';
import { needResultFile, readDone } from '../../trials/verify-trial.ts';
import { trialOutcomeSchema } from '../../../shared/trial-bundle.ts';
import type { TrialBundle, TrialDone, TrialOutcome } from '../../../shared/trial-bundle.ts';
import type { ImagePrediction, TrainResult } from '../../../shared/trainer-protocol.ts';
import type { RunNotice } from '../../../shared/contract/run-calls.ts';

const refuse = (file: string, problem: string): StudioError =>
  new StudioError('bad-result', `${file} ${problem}`, {
    field: 'trial',
    values: { kind: 'trial-result-damaged', file },
    hint: 'Nothing of it was taken. Going on with the study runs the trial again.',
  });

interface Found {
  readonly bundle: TrialBundle;
  readonly outcome: TrialOutcome;
  readonly result: TrainResult;
  /** What the last epoch's weights answer of the training pictures; empty where they were not asked. */
  readonly learned: readonly ImagePrediction[];
  /** Path in the trial's folder by its last part. */
  readonly fileOf: (name: string) => string;
}

/**
 * Makes the result of a trial an ordinary run, once every file of it has the bytes that its `done.json` names, and that names our `trial.json`.
 * What a program that died here left half taken in is taken in again.
 * @returns the run; null where there is no result yet
 * @throws StudioError `bad-result` naming the file
 */
export async function takeIn(studio: Studio, trial: StoredTrial, folder: string): Promise<number | null> {
  const { db } = studio;
  const { sha256 } = trial.written!;
  const done = await readDone(folder, sha256);
  if (!done) return null;
  for (const [name, wanted] of Object.entries(done.files)) await needResultFile(folder, name, wanted);
  const found = await readResult(folder, sha256, done);
  const run = trial.runId ?? begin(studio, trial, found.bundle);
  const dataset = datasetOfRun(db, getRun(db, run));
  needKnownPictures(dataset, found, folder);
  const target = ensureFolder(runFolder(studio.folder, run));
  const others = Object.keys(done.files).map((file) => basename(file)).filter((name) => besideModel.includes(name));
  for (const name of [...modelFiles, ...others]) {
    const from = found.fileOf(name);
    await copyFileAtomically(join(folder, from), join(target, name));
    await needResultFile(folder, from, done.files[from]!, join(target, name));
  }
  await giveModelTo(target, runKey(getRun(db, run)));
  for (const notice of found.outcome.notices) keepNotice(studio, run, notice as RunNotice);
  inTransaction(db, () => {
    for (const report of found.outcome.epochs) storeEpoch(studio, run, report);
    storeDone(studio, dataset, run, found.result);
    saveTrainingAnswers(studio, run, 'last', found.learned);
    updateRun(db, run, { startedAtMs: found.outcome.startedAtMs, finishedAtMs: found.outcome.finishedAtMs });
  });
  return run;
}

/** Paused until it is whole: nobody trains it meanwhile. */
function begin({ db }: Studio, trial: StoredTrial, { plan, backbone }: TrialBundle): number {
  const { datasetVersionId } = getStudy(db, trial.studyId);
  return inTransaction(db, () => {
    const run = createRun(db, { datasetVersionId, backboneId: backbone?.id ?? null, spec: trial.spec, plan, dataPart: trial.part, state: 'paused' });
    setTrialRun(db, trial, run.id, false);
    return run.id;
  });
}

async function readResult(folder: string, sha256: string, { files }: TrialDone): Promise<Found> {
  const fileOf = (name: string): string => {
    const found = Object.keys(files).find((file) => basename(file) === name);
    if (found === undefined) throw refuse(join(folder, 'done.json'), `names no ${name}`);
    return found;
  };
  const trial = await readTrial(folder);
  if (trial.sha256 !== sha256) throw refuse(join(folder, 'trial.json'), 'is not what was written');
  const parsed = trialOutcomeSchema.safeParse(parsedJson(await readFile(join(folder, fileOf('result.json')), 'utf8')));
  if (!parsed.success) throw refuse(join(folder, fileOf('result.json')), 'is not what this program writes');
  const outcome = parsed.data;
  const width = trial.bundle.classes.length;
  const answersOf = async (name: string, ids: readonly number[]): Promise<ImagePrediction[]> => {
    const bytes = await readFile(join(folder, fileOf(name)));
    if (bytes.length !== 4 * width * ids.length) throw refuse(join(folder, fileOf(name)), 'has another number of answers');
    const values = new Float32Array(new Uint8Array(bytes).buffer);
    return ids.map((imageId, i) => ({ imageId, probabilities: values.slice(i * width, (i + 1) * width) }));
  };
  const predictions = await answersOf('probabilities.f32', outcome.answered);
  const learned = outcome.learned ? await answersOf('training.f32', outcome.learned) : [];
  const { bestEpoch, averaged, head, attestation, calibration = null, imagesPerSecond, peakMemoryBytes, seconds } = outcome;
  const result: TrainResult = { kind: 'train', status: 'done', epochs: outcome.epochs.length, bestEpoch, ...(averaged && { averaged }), head, attestation, calibration, imagesPerSecond, peakMemoryBytes, seconds, predictions };
  return { bundle: trial.bundle, outcome, result, learned, fileOf };
}

function needKnownPictures({ images }: TrainingDataset, { outcome, fileOf }: Found, folder: string): void {
  const known = new Set(images.map(({ id }) => id));
  if (![...outcome.answered, ...(outcome.learned ?? [])].every((id) => known.has(id))) throw refuse(join(folder, fileOf('result.json')), 'answers pictures that were not asked');
}
