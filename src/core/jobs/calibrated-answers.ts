import { familiarOf } from '../evaluation/familiarity-index.ts';
import type { FamiliarityIndex } from '../evaluation/familiarity-index.ts';
import { matrixOfRows } from '../evaluation/matrix-of-rows.ts';
import { softmaxRows } from '../evaluation/softmax.ts';
import { chooseTemperature } from '../evaluation/temperature.ts';
import { readBatches } from '../images/read-batches.ts';
import type { Model } from '../nets/model.ts';
import { createPredictor } from '../nets/predictor.ts';
import type { JobContext } from '../training/job-context.ts';
import type { ImagePrediction, TemperatureFit, TrainingImage, TrainResult } from '../../shared/trainer-protocol.ts';

interface PictureLogits {
  readonly image: TrainingImage;
  readonly logits: Float32Array;
  readonly features: Float32Array;
}

/** What the finished model says of validation and test pictures: the whole network in float32, from the pictures. */
async function logitsOfAll({ job, pool, emit, onBad }: JobContext, model: Model): Promise<PictureLogits[]> {
  const batchSize = 32;
  const images = job.images.filter((image) => image.split !== 'train');
  const predictor = createPredictor(model);
  const answers: PictureLogits[] = [];
  const { preprocessing } = model;
  const pixelBytes = preprocessing.imageSize ** 2 * 3;
  for await (const { images: batch, read, done } of readBatches(pool, images, batchSize, preprocessing)) {
    const kept = batch.flatMap((image, i) => {
      const result = read[i]!;
      if (!result.ok) onBad(image, result);
      return result.ok ? [{ image, pixels: result.pixels }] : [];
    });
    const pixels = new Uint8Array(kept.length * pixelBytes);
    for (const [row, { pixels: values }] of kept.entries()) pixels.set(values, row * pixelBytes);
    if (kept.length > 0) {
      const width = model.classes.length;
      const { logits, features } = predictor.logitsAndFeatures(pixels, kept.length);
      const of = (values: Float32Array, columns: number, row: number) => values.slice(row * columns, (row + 1) * columns);
      for (const [row, { image }] of kept.entries()) answers.push({ image, logits: of(logits, width, row), features: of(features, predictor.dimensions, row) });
    }
    emit({ type: 'progress', activity: 'evaluating', done, total: images.length });
  }
  predictor.close();
  return answers;
}

/** A temperature of the validation pictures, 1 where none is worth keeping; test pictures are never asked. Null where there are none. */
function fittedOn(answers: readonly PictureLogits[], classCount: number): TemperatureFit | null {
  const validation = answers.filter(({ image }) => image.split === 'val');
  if (validation.length === 0) return null;
  const logits = matrixOfRows(validation.map((answer) => answer.logits), classCount);
  const { temperature: fitted, isKept, ...rest } = chooseTemperature(logits, validation.map(({ image }) => image.label), classCount);
  return { temperature: isKept ? fitted : 1, fitted, ...rest };
}

/**
 * What the finished model answers for validation and test pictures, the temperature that its probabilities have from now on, and how familiar each validation
 * picture is by `index`.
 */
export async function answerCalibrated(
  context: JobContext,
  model: Model,
  index: FamiliarityIndex | null,
): Promise<Pick<TrainResult, 'calibration' | 'predictions'> & { known: Float32Array }> {
  const classCount = model.classes.length;
  const answers = await logitsOfAll(context, model);
  const calibration = fittedOn(answers, classCount);
  const predictions = answers.map(({ image, logits }): ImagePrediction => ({
    imageId: image.id,
    probabilities: Float32Array.from(softmaxRows(logits, classCount, calibration?.temperature)),
  }));
  const familiar = index && familiarOf(index);
  const validation = familiar ? answers.filter(({ image }) => image.split === 'val') : [];
  return { calibration, predictions, known: Float32Array.from(validation, ({ features }) => familiar!(features)[0]!.score) };
}
