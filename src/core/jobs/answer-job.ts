import { softmaxRows } from '../evaluation/softmax.ts';
import { engineReaders } from '../exporting/engine-readers.ts';
import { openExport } from '../exporting/read-export.ts';
import { decodeAhead } from '../images/decode-ahead.ts';
import { createImagePool } from '../images/image-pool.ts';
import { needRoomForLooks, overLooks } from '../images/looks.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { createPredictor } from '../nets/predictor.ts';
import type { Backbone, Model } from '../nets/model.ts';
import { loadModel } from '../training/model-folder.ts';
import { readNetwork } from '../weights/network-weights.ts';
import { answerChunk } from '../images/answer-chunk.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { looksAtPicture } from '../../shared/test-time-augmentation.ts';
import type { FromEngine, PredictJob } from '../../shared/trainer-protocol.ts';

/** TensorFlow holds this thread while it computes; meanwhile the threads that decode need work. */
const decodedAhead = 2;

/** What answers: pixels of `batch` pictures in, `[batch, width]` values out. */
interface Answerer {
  readonly classes: readonly string[] | null;
  readonly dimensions: number;
  readonly preprocessing: Preprocessing;
  answer(pixels: Uint8Array, batch: number): Promise<Float32Array>;
  close(): void | Promise<void>;
}

async function openExported(folder: string): Promise<Answerer> {
  const opened = await openExport(folder, engineReaders);
  const { classes, preprocessing } = opened.manifest;
  return { classes, dimensions: classes.length, preprocessing, answer: opened.probabilities, close: opened.close };
}

/** A run's model, an export, or a bare backbone. @throws StudioError `not-found` | `bad-weights` */
async function openAnswerer({ model, output }: PredictJob): Promise<Answerer> {
  if ('exportFolder' in model) return openExported(model.exportFolder);
  const opened: Model | Backbone = 'folder' in model ? await loadModel(model.folder) : await openBackbone(model);
  const predictor = createPredictor(opened);
  const { classes = null, temperature } = opened as Partial<Model>;
  const probabilities = (pixels: Uint8Array, batch: number) =>
    Float32Array.from(softmaxRows(predictor.logits(pixels, batch), classes!.length, temperature));
  return {
    classes,
    dimensions: predictor.dimensions,
    preprocessing: opened.preprocessing,
    answer: async (pixels, batch) =>
      output === 'features' ? predictor.features(pixels, batch) : probabilities(pixels, batch),
    close: predictor.close,
  };
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
  const answerer = await openAnswerer(job);
  const { looks = 'none' } = job;
  needRoomForLooks(answerer.preprocessing, looks);
  const answer = overLooks(answerer.answer, looksAtPicture[looks]);
  const pool = createImagePool({ threads: job.decodeThreads });
  const { classes, dimensions, preprocessing } = answerer;
  emit({ type: 'model', classes: classes && [...classes], dimensions });
  try {
    const read = (file: string) => pool.read({ file, view: null, looks, preprocessing });
    for await (const chunk of decodeAhead(chunks, read, decodedAhead)) {
      emit({ type: 'answers', answers: await answerChunk(chunk, answer) });
    }
  } finally {
    await answerer.close();
    await pool.close();
  }
}
