import { familiarOf } from '../evaluation/familiarity-index.ts';
import { softmaxRows } from '../evaluation/softmax.ts';
import { engineReaders } from '../exporting/engine-readers.ts';
import { openExport } from '../exporting/read-export.ts';
import { decodeAhead } from '../images/decode-ahead.ts';
import type { ImagePool } from '../images/image-pool.ts';
import { needRoomForLooks, overLooks } from '../images/looks.ts';
import type { FrozenWeights } from '../nets/open-frozen.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { createPredictor } from '../nets/predictor.ts';
import type { Backbone, Model } from '../nets/model.ts';
import { loadFamiliarity } from '../weights/familiarity-file.ts';
import { loadLastModel } from '../training/last-model.ts';
import { loadModel, loadModelCard } from '../training/model-folder.ts';
import { readNetwork } from '../weights/network-weights.ts';
import { answerChunk } from '../images/answer-chunk.ts';
import type { Answered } from '../images/answer-chunk.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { looksAtPicture } from '../../shared/test-time-augmentation.ts';
import type { FromEngine, PredictJob } from '../../shared/trainer-protocol.ts';
import { openPool } from './open-pool.ts';

/** TensorFlow holds this thread while it computes; meanwhile the threads that decode need work. */
const decodedAhead = 2;
/** A first chunk of fewer pictures is the only one: they are answered before a graph of constants would be ready (`nets/open-frozen.ts`). */
const wholeChunk = 16;

/** What answers: pixels of `batch` pictures in, `[batch, width]` values out. */
interface Answerer {
  readonly classes: readonly string[] | null;
  readonly dimensions: number;
  readonly preprocessing: Preprocessing;
  answer(pixels: Uint8Array, batch: number): Promise<Float32Array>;
  /** The same of pictures as they are, with how familiar each is; left out where nothing tells. */
  familiar?: (pixels: Uint8Array, batch: number) => Promise<Answered>;
  close(): void | Promise<void>;
}

async function openExported(folder: string): Promise<Answerer> {
  const opened = await openExport(folder, engineReaders);
  const { classes, preprocessing } = opened.manifest;
  const { outputs } = opened;
  const familiar = outputs && (async (pixels: Uint8Array, batch: number) => {
    const { probabilities, familiarity } = await outputs(pixels, batch);
    return { values: probabilities, familiarity };
  });
  return { classes, dimensions: classes.length, preprocessing, answer: opened.probabilities, ...(familiar && { familiar }), close: opened.close };
}

/** Its index and its temperature are of the weights that count. */
const isLast = (model: PredictJob['model']): boolean => 'weights' in model && model.weights === 'last';

/** A run's model, an export, or a bare backbone. @param weights of what has its graph made here @throws StudioError `not-found` | `bad-weights` */
async function openAnswerer({ model, output }: PredictJob, weights: FrozenWeights): Promise<Answerer> {
  if ('exportFolder' in model) return openExported(model.exportFolder);
  const opened: Model | Backbone = 'folder' in model ? await (isLast(model) ? loadLastModel : loadModel)(model.folder) : await openBackbone(model);
  const predictor = createPredictor(opened, weights);
  const { classes = null, temperature } = opened as Partial<Model>;
  const probabilities = (pixels: Uint8Array, batch: number) =>
    Float32Array.from(softmaxRows(predictor.logits(pixels, batch), classes!.length, temperature));
  const kept = 'folder' in model && !isLast(model) && output === 'probabilities' ? await loadFamiliarity(model.folder, loadModelCard(model.folder).sha256) : null;
  const scoresOf = kept && familiarOf(kept.index);
  const familiar = scoresOf && (async (pixels: Uint8Array, batch: number) => {
    const { logits, features } = predictor.logitsAndFeatures(pixels, batch);
    return { values: Float32Array.from(softmaxRows(logits, classes!.length, temperature)), familiarity: scoresOf(features).map(({ score }) => score) };
  });
  return {
    classes,
    dimensions: predictor.dimensions,
    preprocessing: opened.preprocessing,
    ...(familiar && { familiar }),
    answer: async (pixels, batch) =>
      output === 'features' ? predictor.features(pixels, batch) : probabilities(pixels, batch),
    close: predictor.close,
  };
}

/** What comes first, and all of it. */
async function withFirst<T>(items: AsyncIterable<T>): Promise<{ first: T | undefined; all: AsyncGenerator<T> }> {
  const source = items[Symbol.asyncIterator]();
  const first = await source.next();
  async function* all(): AsyncGenerator<T> {
    for (let turn = first; !turn.done; turn = await source.next()) yield turn.value;
  }
  return { first: first.done ? undefined : first.value, all: all() };
}

type BackboneModel = Extract<PredictJob['model'], { backbone: unknown }>;

export async function openBackbone({ backbone: { file, sha256 }, net: spec, preprocessing }: BackboneModel): Promise<Backbone> {
  const net = planNet(spec);
  const { tensors } = await readNetwork(file, net, sha256);
  return { net, preprocessing, tensors };
}

/**
 * Answers for pictures as their names arrive: the whole network in float32. `chunks` ends when there are no more; one is
 * answered at a time while the next are decoded, and no further ones are taken, so that the sender's pace is ours.
 */
export async function runAnswerJob(
  job: PredictJob,
  chunks: AsyncIterable<string[]>,
  emit: (event: FromEngine) => void,
): Promise<void> {
  // Its threads start while the model is opened.
  const pool = openPool(job.decodeThreads);
  try {
    const { first = [], all } = await withFirst(chunks);
    const answerer = await openAnswerer(job, first.length < wholeChunk ? 'fed' : 'constant');
    await answerWith(answerer, pool, job, all, emit);
  } finally {
    await pool.close();
  }
}

async function answerWith(answerer: Answerer, pool: ImagePool, job: PredictJob, chunks: AsyncIterable<string[]>, emit: (event: FromEngine) => void): Promise<void> {
  const { looks = 'none' } = job;
  const { classes, dimensions, preprocessing } = answerer;
  try {
    needRoomForLooks(preprocessing, looks);
    const mean = overLooks(answerer.answer, looksAtPicture[looks]);
    // An index is of pictures as they are, looked at once.
    const answer = (looks === 'none' && answerer.familiar) || (async (pixels: Uint8Array, batch: number): Promise<Answered> => ({ values: await mean(pixels, batch), familiarity: null }));
    emit({ type: 'model', classes: classes && [...classes], dimensions });
    const read = (file: string) => pool.read({ file, view: null, looks, preprocessing });
    for await (const chunk of decodeAhead(chunks, read, decodedAhead)) {
      emit({ type: 'answers', answers: await answerChunk(chunk, answer) });
    }
  } finally {
    await answerer.close();
  }
}
