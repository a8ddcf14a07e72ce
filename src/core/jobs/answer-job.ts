import { familiarOf } from '../evaluation/familiar-of.ts';
import { softmaxRows } from '../evaluation/softmax.ts';
import { engineReaders } from '../exporting/engine-readers.ts';
import { readManifest } from '../exporting/export-folder.ts';
import { openExport } from '../exporting/read-export.ts';
import { decodeAhead } from '../images/decode-ahead.ts';
import type { ReadChunk } from '../images/decode-ahead.ts';
import type { ReadResult } from '../images/image-pool.ts';
import { begunAtOnce } from '../in-order.ts';
import { inPasses } from '../images/in-passes.ts';
import { needRoomForLooks, overLooks } from '../images/looks.ts';
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

/** TensorFlow holds this thread while it takes a graph, and then while it computes; meanwhile the threads that decode need work: so much of pixels, */
const bytesAhead = 2 ** 24;
/** and of large pictures at least so many chunks. */
const leastAhead = 2;
/** What TensorFlow holds of a pass grows with its pixels: whole chunks of small pictures, of larger ones parts. */
const chunkPictures = 32;
const passPixels = chunkPictures * 224 ** 2;
const leastPass = 16;

/** What answers: pixels of `batch` pictures in, `[batch, width]` values out. */
interface Answerer {
  readonly classes: readonly string[] | null;
  readonly dimensions: number;
  answer(pixels: Uint8Array, batch: number): Promise<Float32Array>;
  /** The same of pictures as they are, with how familiar each is; left out where nothing tells. */
  familiar?: (pixels: Uint8Array, batch: number) => Promise<Answered>;
  close(): void | Promise<void>;
}

async function openExported(folder: string): Promise<Answerer> {
  const opened = await openExport(folder, engineReaders);
  const { classes } = opened.manifest;
  const { outputs } = opened;
  const familiar = outputs && (async (pixels: Uint8Array, batch: number) => {
    const { probabilities, familiarity } = await outputs(pixels, batch);
    return { values: probabilities, familiarity };
  });
  return { classes, dimensions: classes.length, answer: opened.probabilities, ...(familiar && { familiar }), close: opened.close };
}

/** Its index and its temperature are of the weights that count. */
const isLast = (model: PredictJob['model']): boolean => 'weights' in model && model.weights === 'last';

/**
 * A run's model, an export, or a bare backbone. Its weights are fed, of however many pictures: constants would be ready 0.6 s later, which a pass of theirs makes up for
 * after some thousand pictures at best (docs/decisions/0099).
 * @throws StudioError `not-found` | `bad-weights`
 */
async function openAnswerer({ model, output }: PredictJob): Promise<Answerer> {
  if ('exportFolder' in model) return openExported(model.exportFolder);
  const opened: Model | Backbone = 'folder' in model ? await (isLast(model) ? loadLastModel : loadModel)(model.folder) : await openBackbone(model);
  const predictor = createPredictor(opened, 'fed');
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
    ...(familiar && { familiar }),
    answer: async (pixels, batch) =>
      output === 'features' ? predictor.features(pixels, batch) : probabilities(pixels, batch),
    close: predictor.close,
  };
}

/** What a model wants pictures to be, which is known long before it answers. @throws StudioError `not-found` | `bad-weights` */
async function preprocessingOf(model: PredictJob['model']): Promise<Preprocessing> {
  if ('exportFolder' in model) return (await readManifest(model.exportFolder)).preprocessing;
  return 'folder' in model ? loadModelCard(model.folder).preprocessing : model.preprocessing;
}

type BackboneModel = Extract<PredictJob['model'], { backbone: unknown }>;

export async function openBackbone({ backbone: { file, sha256 }, net: spec, preprocessing }: BackboneModel): Promise<Backbone> {
  const net = planNet(spec);
  const { tensors } = await readNetwork(file, net, sha256);
  return { net, preprocessing, tensors };
}

/**
 * Answers for pictures as their names arrive: the whole network in float32. Pictures are decoded from the beginning, while the model is opened. `chunks` ends when there are no
 * more; one is answered at a time while the next are decoded, and no further ones are taken, so that the sender's pace is ours.
 */
export async function runAnswerJob(job: PredictJob, chunks: AsyncIterable<string[]>, emit: (event: FromEngine) => void): Promise<void> {
  const { looks = 'none' } = job;
  const pool = openPool(job.decodeThreads);
  try {
    const preprocessing = await preprocessingOf(job.model);
    needRoomForLooks(preprocessing, looks);
    const chunkBytes = chunkPictures * looksAtPicture[looks] * 3 * preprocessing.imageSize ** 2;
    const read = (file: string) => pool.read({ file, view: null, looks, preprocessing });
    const pictures = begunAtOnce(decodeAhead(chunks, read, Math.max(leastAhead, Math.floor(bytesAhead / chunkBytes))));
    const answerer = await openAnswerer(job);
    try {
      await answerWith(answerer, job, preprocessing, pictures, emit);
    } finally {
      await answerer.close();
    }
  } finally {
    await pool.close();
  }
}

async function answerWith(
  { classes, dimensions, answer, familiar }: Answerer,
  { looks = 'none' }: PredictJob,
  { imageSize }: Preprocessing,
  pictures: AsyncIterable<ReadChunk<ReadResult>>,
  emit: (event: FromEngine) => void,
): Promise<void> {
  const mean = overLooks(answer, looksAtPicture[looks]);
  // An index is of pictures as they are, looked at once.
  const whole = (looks === 'none' && familiar) || (async (pixels: Uint8Array, batch: number): Promise<Answered> => ({ values: await mean(pixels, batch), familiarity: null }));
  const compute = inPasses(whole, Math.max(leastPass, Math.floor(passPixels / imageSize ** 2)));
  emit({ type: 'model', classes: classes && [...classes], dimensions });
  for await (const chunk of pictures) emit({ type: 'answers', answers: await answerChunk(chunk, compute) });
}
