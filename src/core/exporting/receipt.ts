import type { Receipt } from '../../shared/manifest.ts';
import { StudioError } from '../errors.ts';
import type { OpenModel } from './export-reader.ts';

/** An export whose probabilities differ by more from the run's, in float32, is no export of that run. */
export const parityBound = 1e-4;

/** Pixels of `count` images, RGB 0..255 `[count, size, size, 3]`. */
export interface PixelBatch {
  readonly pixels: Uint8Array;
  readonly count: number;
}

/** A run's validation images in order, and what the run predicts for them, `[images, classes]`. */
export interface Validation {
  readonly batches: Iterable<PixelBatch> | AsyncIterable<PixelBatch>;
  readonly probabilities: Float32Array;
}

/** Unlike `top1` of evaluation it takes what is no number: that is told as a difference, not as a fault of ours. */
function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/**
 * Runs the reader over the validation images and compares every probability.
 * A difference that is no number (a NaN on either side) counts as infinite.
 * @throws StudioError `internal` when the images and the probabilities do not have the same number.
 */
export async function compareWithRun(reader: OpenModel, validation: Validation, classes: number): Promise<Receipt> {
  let images = 0;
  let agreeing = 0;
  let maxAbsDiff = 0;
  for await (const { pixels, count } of validation.batches) {
    const actual = await reader.probabilities(pixels, count);
    const expected = validation.probabilities.subarray(images * classes, (images + count) * classes);
    if (actual.length !== count * classes || expected.length !== actual.length) {
      const lengths = `${actual.length} probabilities of the export and ${expected.length} of the run`;
      throw new StudioError('internal', `${lengths} for ${count} images of ${classes} classes`);
    }
    for (let i = 0; i < actual.length; i++) {
      const difference = Math.abs(actual[i]! - expected[i]!);
      maxAbsDiff = Math.max(maxAbsDiff, Number.isNaN(difference) ? Infinity : difference);
    }
    for (let i = 0; i < actual.length; i += classes) {
      if (argmax(actual.subarray(i, i + classes)) === argmax(expected.subarray(i, i + classes))) agreeing++;
    }
    images += count;
  }
  if (images === 0 || images * classes !== validation.probabilities.length) {
    const predictions = validation.probabilities.length / classes;
    throw new StudioError('internal', `${images} validation images for ${predictions} predictions`);
  }
  return { images, maxAbsDiff, top1Agreement: agreeing / images };
}
