import { softmax } from '../evaluation/softmax.ts';
import { openSafetensors, openSavedModel } from '../exporting/engine-readers.ts';
import { openExport } from '../exporting/read-export.ts';
import { createImagePool } from '../images/image-pool.ts';
import { createPredictor } from '../nets/predictor.ts';
import type { Model } from '../nets/model.ts';
import type { Backbone } from '../nets/predictor.ts';
import { loadModel } from '../training/model-folder.ts';
import { knownArchitecture } from '../weights/backbones.ts';
import { readNetwork } from '../weights/network-weights.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { Answer, FromEngine, PredictJob } from '../../shared/trainer-protocol.ts';

/** What answers: pixels of `batch` pictures in, `[batch, width]` values out. */
interface Answerer {
  readonly classes: readonly string[] | null;
  readonly dimensions: number;
  readonly preprocessing: Preprocessing;
  answer(pixels: Uint8Array, batch: number): Promise<Float32Array>;
  close(): void | Promise<void>;
}

async function openExported(folder: string): Promise<Answerer> {
  const opened = await openExport(folder, { savedmodel: openSavedModel, safetensors: openSafetensors });
  const { classes, preprocessing } = opened.manifest;
  return { classes, dimensions: classes.length, preprocessing, answer: opened.probabilities, close: opened.close };
}

/** A run's model, an export, or a bare backbone. @throws StudioError `not-found` | `bad-weights` */
async function openAnswerer({ model, output }: PredictJob): Promise<Answerer> {
  if ('exportFolder' in model) return openExported(model.exportFolder);
  const opened: Model | Backbone = 'folder' in model ? await loadModel(model.folder) : await openBackbone(model);
  const predictor = createPredictor(opened);
  const classes = 'classes' in opened ? (opened as Model).classes : null;
  const probabilities = (pixels: Uint8Array, batch: number) =>
    Float32Array.from(softmax(predictor.logits(pixels, batch), classes!.length));
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

async function openBackbone({ backbone: { file, sha256 }, architecture: name, preprocessing }: BackboneModel): Promise<Backbone> {
  const architecture = knownArchitecture(name);
  const { tensors } = await readNetwork(file, architecture, sha256);
  return { architecture, preprocessing, tensors };
}

/**
 * Answers for pictures as their names arrive: the whole network in float32. `chunks` ends when there are no more;
 * each chunk is answered before the next is taken, so that the sender's pace is ours.
 */
export async function runPredictJob(
  job: PredictJob,
  chunks: AsyncIterable<string[]>,
  emit: (event: FromEngine) => void,
): Promise<void> {
  const answerer = await openAnswerer(job);
  const pool = createImagePool({ threads: job.decodeThreads });
  const { classes, dimensions, preprocessing } = answerer;
  const pixelBytes = preprocessing.imageSize ** 2 * 3;
  emit({ type: 'model', classes: classes && [...classes], dimensions });
  const answer = async (files: readonly string[]): Promise<Answer[]> => {
    const read = await Promise.all(files.map((file) => pool.read({ file, view: null, preprocessing })));
    const pixels = new Uint8Array(read.filter((picture) => picture.ok).length * pixelBytes);
    let rows = 0;
    for (const picture of read) if (picture.ok) pixels.set(picture.pixels, rows++ * pixelBytes);
    const values = rows === 0 ? new Float32Array(0) : await answerer.answer(pixels, rows);
    const width = rows === 0 ? 0 : values.length / rows;
    let row = 0;
    return files.map((file, i): Answer => {
      const picture = read[i]!;
      if (!picture.ok) return { file, error: { code: 'bad-image', message: picture.reason } };
      return { file, values: values.slice(row * width, ++row * width) };
    });
  };
  try {
    for await (const files of chunks) {
      for (let start = 0; start < files.length; start += job.batchSize) {
        emit({ type: 'answers', answers: await answer(files.slice(start, start + job.batchSize)) });
      }
    }
  } finally {
    await answerer.close();
    await pool.close();
  }
}
