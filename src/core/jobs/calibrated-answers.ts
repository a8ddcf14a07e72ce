import { togetherOf } from '../evaluation/accuracy-interval.ts';
import { familiarOf } from '../evaluation/familiar-of.ts';
import type { FamiliarityIndex } from '../evaluation/familiarity-index.ts';
import { matrixOfRows } from '../evaluation/matrix-of-rows.ts';
import { softmaxRows } from '../evaluation/softmax.ts';
import { chooseTemperature } from '../evaluation/temperature.ts';
import { readBatches } from '../images/read-batches.ts';
import { joinPixels } from '../images/join-pixels.ts';
import { createPredictor } from '../nets/predictor.ts';
import type { JobContext } from '../training/job-context.ts';
import { intervalDraws } from '../training/seeded-random.ts';
import type { Tail } from '../training/tail.ts';
import type { TemperatureFit } from '../../shared/temperature-fit.ts';
import type { ImagePrediction, TrainingImage, TrainResult } from '../../shared/trainer-protocol.ts';
import type { CutModel, Half } from './cut-model.ts';

interface PictureLogits {
  readonly image: TrainingImage;
  readonly logits: Float32Array;
  /** How familiar it is, where there is an index. */
  readonly score: number | undefined;
}

const batchSize = 32;
type LogitsAndFeatures = ReturnType<Tail['logitsAndFeatures']>;
type Answered = (images: readonly TrainingImage[], answers: LogitsAndFeatures) => void;

/**
 * The same context, in which the first test pictures are being read already: the threads that decode have nothing else to do while a model is written.
 * All of them are asked for in the end.
 */
export function readingAhead(context: JobContext): JobContext {
  const { job, pool } = context;
  const { preprocessing } = job.plan;
  const tests = job.images.filter(({ split }) => split === 'test').slice(0, 2 * batchSize);
  const begun = new Map(tests.map(({ file, sha256 }) => [file, pool.read({ file, sha256, view: null, preprocessing })]));
  const read: JobContext['pool']['read'] = (task) => {
    const reading = task.view === null ? begun.get(task.file) : undefined;
    begun.delete(task.file);
    return reading ?? pool.read(task);
  };
  return { ...context, pool: { ...pool, read } };
}

/** Pictures by what was kept of them before the cut. */
async function answerKept({ source, tail }: Half, images: readonly TrainingImage[], answered: Answered, told: (done: number) => void): Promise<void> {
  for (let from = 0; from < images.length; from += batchSize) {
    const batch = await source.load(images.slice(from, from + batchSize).map((image) => ({ image, view: 0 })));
    if (batch.examples.length > 0) answered(batch.examples.map(({ image }) => image), tail.logitsAndFeatures(batch.input));
    told(Math.min(images.length, from + batchSize));
  }
}

/** Pictures from their files, through the whole network. */
async function answerFiles({ pool, onBad }: JobContext, { model, cut, validation }: CutModel, images: readonly TrainingImage[], answered: Answered, told: (done: number) => void): Promise<void> {
  if (images.length === 0) return;
  const { preprocessing } = model;
  const size = preprocessing.imageSize;
  // At the stem all of the network lies behind the cut.
  const predictor = cut === 'stem' ? null : createPredictor(model, 'fed');
  const answer = (pixels: Uint8Array, batch: number): LogitsAndFeatures =>
    predictor ? predictor.logitsAndFeatures(pixels, batch) : validation.tail.logitsAndFeatures({ shape: [batch, size, size, 3], values: pixels });
  try {
    for await (const { images: batch, read, done } of readBatches(pool, images, batchSize, preprocessing)) {
      const kept = batch.flatMap((image, i) => {
        const result = read[i]!;
        if (!result.ok) onBad(image, result);
        return result.ok ? [{ image, pixels: result.pixels }] : [];
      });
      if (kept.length > 0) answered(kept.map(({ image }) => image), answer(joinPixels(kept.map(({ pixels }) => pixels)), kept.length));
      told(done);
    }
  } finally {
    predictor?.close();
  }
}

/**
 * What the finished model says of validation and test pictures, in float32, in the order of the job: of validation pictures from what was kept of
 * them before the cut, where it was kept, of all others from their files.
 */
async function logitsOfAll(context: JobContext, finished: CutModel, index: FamiliarityIndex | null): Promise<PictureLogits[]> {
  const { emit, job } = context;
  const images = job.images.filter(({ split }) => split !== 'train');
  const isKept = ({ split }: TrainingImage): boolean => split === 'val' && finished.validation.source.cached;
  const [kept, others] = [images.filter(isKept), images.filter((image) => !isKept(image))];
  const scoresOf = index && familiarOf(index);
  const answers = new Map<number, PictureLogits>();
  const { classes, net } = finished.model;
  const answered: Answered = (batch, { logits, features }) => {
    const rowOf = (values: Float32Array, width: number, row: number) => values.slice(row * width, (row + 1) * width);
    const judged = [...batch.keys()].filter((row) => batch[row]!.split === 'val');
    const familiar = scoresOf?.(matrixOfRows(judged.map((row) => rowOf(features, net.features, row)), net.features)) ?? [];
    const scores = new Map(familiar.map(({ score }, at) => [judged[at]!, score]));
    for (const [row, image] of batch.entries()) answers.set(image.id, { image, logits: rowOf(logits, classes.length, row), score: scores.get(row) });
  };
  const told = (before: number) => (done: number) => emit({ type: 'progress', activity: 'evaluating', done: before + done, total: images.length });
  await answerKept(finished.validation, kept, answered, told(0));
  await answerFiles(context, finished, others, answered, told(kept.length));
  return images.flatMap(({ id }) => answers.get(id) ?? []);
}

/** A temperature of the validation pictures, 1 where none is worth keeping; test pictures are never asked. Null where there are none. */
function fittedOn(answers: readonly PictureLogits[], classCount: number): TemperatureFit | null {
  const validation = answers.filter(({ image }) => image.split === 'val');
  if (validation.length === 0) return null;
  const logits = matrixOfRows(validation.map((answer) => answer.logits), classCount);
  const together = togetherOf(validation.map(({ image }) => image), intervalDraws);
  const { temperature: fitted, isKept, ...rest } = chooseTemperature(logits, validation.map(({ image }) => image.label), classCount, { together });
  return { temperature: isKept ? fitted : 1, fitted, ...rest };
}

/**
 * What the finished model answers for validation and test pictures, the temperature that its probabilities have from now on, and how familiar each validation
 * picture is by `index`.
 */
export async function answerCalibrated(
  context: JobContext,
  finished: CutModel,
  index: FamiliarityIndex | null,
): Promise<Pick<TrainResult, 'calibration' | 'predictions'> & { known: Float32Array }> {
  const classCount = finished.model.classes.length;
  const answers = await logitsOfAll(context, finished, index);
  const calibration = fittedOn(answers, classCount);
  const predictions = answers.map(({ image, logits }): ImagePrediction => ({
    imageId: image.id,
    probabilities: Float32Array.from(softmaxRows(logits, classCount, calibration?.temperature)),
  }));
  return { calibration, predictions, known: Float32Array.from(answers.flatMap(({ score }) => score ?? [])) };
}
