import type { Studio } from '../../open-studio.ts';
import { backboneReference } from '../../weights/backbones.ts';
import { readManifest } from '../../exporting/export-folder.ts';
import type { TestTimeAugmentation } from '../../../shared/test-time-augmentation.ts';
import type { Answer, FromEngine, PredictJob } from '../../../shared/trainer-protocol.ts';
import { decodeThreads } from '../../engine-host/decode-threads.ts';
import { defaultThreads, startEngine } from '../executors/engine-process.ts';
import { finishedModel } from './finished-model.ts';
import { predictWithOnnx } from './predict-export.ts';

/** Names of a chunk: pictures of a pass, where they are small (`jobs/answer-job.ts`). */
const chunkSize = 32;
/** ONNX Runtime computes in two processes at once: as many in all. */
const onnxChunkSize = 16;
/** Chunks of names sent ahead of the answers: as many small pictures as are decoded ahead (`jobs/answer-job.ts`), one that is computed, one on its way. */
const chunksAhead = 8;

type OnAnswer = (answer: Answer, classes: readonly string[]) => void | Promise<void>;

async function* chunked(files: AsyncIterable<string>, size: number): AsyncGenerator<string[]> {
  let chunk: string[] = [];
  for await (const file of files) {
    chunk.push(file);
    if (chunk.length === size) {
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
  threads = defaultThreads(),
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
  const engine = startEngine(job, threads, onEvent);
  const send = async () => {
    for await (const chunk of chunked(files, chunkSize)) {
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

/**
 * Probabilities for pictures, one answer a file in order; a file that cannot be read answers with its reason.
 * @param model a run's number, or an export folder (ONNX is read by ONNX Runtime, without the engine)
 * @param looks at each picture, whose answers are averaged
 */
export async function predictFiles(
  studio: Studio,
  model: number | { readonly exportFolder: string },
  files: AsyncIterable<string>,
  onAnswer: OnAnswer,
  looks: TestTimeAugmentation = 'none',
): Promise<void> {
  if (typeof model === 'number') {
    return answerFrom({ folder: (await finishedModel(studio, model)).folder }, files, onAnswer, { looks });
  }
  return predictFilesByExport(model.exportFolder, files, onAnswer, looks);
}

/** The same by an export folder, for which no database is needed. */
export async function predictFilesByExport(
  exportFolder: string,
  files: AsyncIterable<string>,
  onAnswer: OnAnswer,
  looks: TestTimeAugmentation = 'none',
): Promise<void> {
  const { format } = await readManifest(exportFolder);
  if (format === 'onnx') return predictWithOnnx(exportFolder, chunked(files, onnxChunkSize), onAnswer, looks);
  return answerFrom({ exportFolder }, files, onAnswer, { looks });
}

/** The same of a model that the engine reads, for which no database is needed either. */
export async function answerFrom(
  model: PredictJob['model'],
  files: AsyncIterable<string>,
  onAnswer: OnAnswer,
  { looks = 'none', threads = defaultThreads() }: { readonly looks?: TestTimeAugmentation; readonly threads?: number } = {},
): Promise<void> {
  let classes: readonly string[] = [];
  const job: PredictJob = { kind: 'predict', model, output: 'probabilities', looks, decodeThreads: Math.max(1, Math.min(decodeThreads(), threads)) };
  await streamJob(
    job,
    files,
    (names) => (classes = names ?? []),
    (answer) => onAnswer(answer, classes),
    threads,
  );
}

/** Pooled features of pictures; `source` is a run's number or a backbone. */
export async function extractFeatures(
  studio: Studio,
  source: number | { readonly backbone: string },
  files: AsyncIterable<string>,
  onAnswer: (answer: Answer) => void | Promise<void>,
  onStart: (dimensions: number) => void,
): Promise<void> {
  const job: PredictJob = {
    kind: 'predict',
    model: await featureModel(studio, source),
    output: 'features',
    decodeThreads: decodeThreads(),
  };
  await streamJob(job, files, (_classes, dimensions) => onStart(dimensions), onAnswer);
}

async function featureModel(studio: Studio, source: number | { readonly backbone: string }): Promise<PredictJob['model']> {
  if (typeof source === 'number') return { folder: (await finishedModel(studio, source)).folder };
  const { id, file, sha256, licence, net, preprocessing } = await backboneReference(studio.folder, source.backbone);
  return { backbone: { id, file, sha256, licence }, net, preprocessing };
}
