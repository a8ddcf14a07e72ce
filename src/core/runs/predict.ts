import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runFolder } from '../data-folder.ts';
import { findRun } from '../store/runs.ts';
import type { Studio } from '../studio.ts';
import { backboneReference } from '../weights/backbones.ts';
import { StudioError } from '../errors.ts';
import { isExportFolder } from '../exporting/export-folder.ts';
import { onnxFile } from '../exporting/onnx-reader.ts';
import { openExport } from '../exporting/read-export.ts';
import { createImagePool } from '../images/image-pool.ts';
import type { Answer, FromEngine, PredictJob } from '../../shared/trainer-protocol.ts';
import { defaultThreads, startEngine } from './engine-process.ts';
import { decodeThreads } from './train.ts';

const batchSize = 16;
/** Chunks of names sent ahead of the answers: enough to keep the engine busy, not a whole disk's names. */
const chunksAhead = 2;

type OnAnswer = (answer: Answer, classes: readonly string[]) => void | Promise<void>;

async function* chunked(files: AsyncIterable<string>): AsyncGenerator<string[]> {
  let chunk: string[] = [];
  for await (const file of files) {
    chunk.push(file);
    if (chunk.length === batchSize) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

/** Streams names through a predict job, answers in order of arrival, at the pace of whichever side is slower. */
async function streamJob(
  job: PredictJob,
  files: AsyncIterable<string>,
  onModel: (classes: string[] | null, dimensions: number) => void,
  onAnswer: (answer: Answer) => void | Promise<void>,
): Promise<void> {
  let delivered = Promise.resolve();
  let pending = 0;
  let wake = (): void => undefined;
  let giveUp = (_error: unknown): void => undefined;
  const refused = new Promise<never>((_resolve, reject) => (giveUp = reject));
  const onEvent = (event: FromEngine) => {
    if (event.type === 'model') onModel(event.classes, event.dimensions);
    if (event.type !== 'answers') return;
    delivered = delivered.then(async () => {
      for (const answer of event.answers) await onAnswer(answer);
      pending--;
      wake();
    });
    delivered.catch(giveUp);
  };
  const engine = startEngine(job, defaultThreads(), onEvent);
  const send = async () => {
    for await (const chunk of chunked(files)) {
      while (pending >= chunksAhead) await new Promise<void>((resolve) => (wake = resolve));
      pending++;
      engine.send({ type: 'files', files: chunk });
    }
    engine.send({ type: 'end' });
  };
  try {
    await Promise.race([Promise.all([engine.finished, Promise.race([send(), engine.finished])]), refused]);
    await delivered;
  } catch (error) {
    engine.kill();
    throw error;
  }
}

async function predictWithExport(folder: string, files: AsyncIterable<string>, onAnswer: OnAnswer): Promise<void> {
  const opened = await openExport(folder);
  const { classes, preprocessing } = opened.manifest;
  const pool = createImagePool({ threads: decodeThreads() });
  try {
    for await (const chunk of chunked(files)) {
      const read = await Promise.all(chunk.map((file) => pool.read({ file, view: null, preprocessing })));
      for (const [i, file] of chunk.entries()) {
        const picture = read[i]!;
        if (!picture.ok) await onAnswer({ file, error: { code: 'bad-image', message: picture.reason } }, classes);
        else await onAnswer({ file, values: await opened.probabilities(picture.pixels, 1) }, classes);
      }
    }
  } finally {
    await pool.close();
    await opened.close();
  }
}

/**
 * Probabilities for pictures, one answer a file in order; a file that cannot be read answers with its reason.
 * @param reference a run's number, or what a person typed: a number, a name, or an export folder (ONNX is read by ONNX Runtime,
 * without the engine)
 */
export async function predictFiles(
  studio: Studio,
  reference: string | number,
  files: AsyncIterable<string>,
  onAnswer: OnAnswer,
): Promise<void> {
  if (typeof reference === 'string' && isExportFolder(reference)) {
    if (existsSync(join(reference, onnxFile))) return predictWithExport(reference, files, onAnswer);
    return answerFrom({ exportFolder: reference }, files, onAnswer);
  }
  return answerFrom({ folder: runFolder(studio.folder, findRun(studio.db, reference).id) }, files, onAnswer);
}

async function answerFrom(model: PredictJob['model'], files: AsyncIterable<string>, onAnswer: OnAnswer): Promise<void> {
  let classes: readonly string[] = [];
  const job: PredictJob = { kind: 'predict', model, output: 'probabilities', batchSize, decodeThreads: decodeThreads() };
  await streamJob(
    job,
    files,
    (names) => (classes = names ?? []),
    (answer) => onAnswer(answer, classes),
  );
}

/** Pooled features of pictures; `reference` is a backbone's id or a run's number or name. */
export async function extractFeatures(
  studio: Studio,
  reference: string,
  files: AsyncIterable<string>,
  onAnswer: (answer: Answer) => void | Promise<void>,
  onStart: (dimensions: number) => void,
): Promise<void> {
  const job: PredictJob = {
    kind: 'predict',
    model: await featureModel(studio, reference),
    output: 'features',
    batchSize,
    decodeThreads: decodeThreads(),
  };
  await streamJob(job, files, (_classes, dimensions) => onStart(dimensions), onAnswer);
}

async function featureModel(studio: Studio, reference: string): Promise<PredictJob['model']> {
  try {
    return { folder: runFolder(studio.folder, findRun(studio.db, reference).id) };
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'not-found') throw error;
  }
  const { id, file, sha256, licence, architecture, preprocessing } = await backboneReference(studio.folder, reference);
  return { backbone: { id, file, sha256, licence }, architecture: architecture.name, preprocessing };
}
