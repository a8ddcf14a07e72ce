import { softmax } from '../evaluation/softmax.ts';
import { createImagePool } from '../images/image-pool.ts';
import { createPredictor } from '../nets/predictor.ts';
import type { Backbone } from '../nets/predictor.ts';
import type { Model } from '../nets/model.ts';
import { loadModel } from '../training/model-folder.ts';
import { knownArchitecture } from '../weights/backbones.ts';
import { normaliseTensors } from '../weights/name-map.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import type { Answer, FromEngine, PredictJob } from '../../shared/trainer-protocol.ts';

/** Either a run's model or a bare backbone. @throws StudioError `not-found` | `bad-weights` */
async function openModel({ model }: PredictJob): Promise<Model | Backbone> {
  if ('folder' in model) return loadModel(model.folder);
  const architecture = knownArchitecture(model.architecture);
  const { file } = model.backbone;
  const { tensors } = normaliseTensors(architecture, (await readSafetensors(file)).tensors, file);
  return { architecture, preprocessing: model.preprocessing, tensors };
}

/**
 * Answers for pictures as their names arrive: the whole network in float32. `chunks` ends when there are no more;
 * each chunk is answered before the next is taken, so that the sender's pace is ours.
 */
export async function runPredictJob(job: PredictJob, chunks: AsyncIterable<string[]>, emit: (event: FromEngine) => void): Promise<void> {
  const model = await openModel(job);
  const predictor = createPredictor(model);
  const pool = createImagePool({ threads: job.decodeThreads });
  const { preprocessing } = model;
  const pixelBytes = preprocessing.imageSize ** 2 * 3;
  emit({ type: 'model', classes: 'classes' in model ? [...model.classes] : null, dimensions: predictor.dimensions });
  const answer = async (files: readonly string[]): Promise<Answer[]> => {
    const read = await Promise.all(files.map((file) => pool.read({ file, view: null, preprocessing })));
    const pixels = new Uint8Array(read.filter((picture) => picture.ok).length * pixelBytes);
    let rows = 0;
    for (const picture of read) if (picture.ok) pixels.set(picture.pixels, rows++ * pixelBytes);
    const values = rows === 0 ? new Float32Array(0) : job.output === 'features' ? predictor.features(pixels, rows) : probabilities(rows, pixels);
    const width = rows === 0 ? 0 : values.length / rows;
    let row = 0;
    return files.map((file, i): Answer => {
      const picture = read[i]!;
      if (!picture.ok) return { file, error: { code: 'bad-image', message: picture.reason } };
      return { file, values: values.slice(row * width, ++row * width) };
    });
  };
  const probabilities = (rows: number, pixels: Uint8Array) =>
    Float32Array.from(softmax(predictor.logits(pixels, rows), (model as Model).classes.length));
  try {
    for await (const files of chunks) {
      for (let start = 0; start < files.length; start += job.batchSize) {
        emit({ type: 'answers', answers: await answer(files.slice(start, start + job.batchSize)) });
      }
    }
  } finally {
    predictor.close();
    await pool.close();
  }
}
