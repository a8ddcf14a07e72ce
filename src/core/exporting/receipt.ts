import type { Receipt } from '../../shared/manifest.ts';
import { answerSet as answerSetOf, classScores } from '../evaluation/answer-sets.ts';
import type { SetRule } from '../evaluation/answer-sets.ts';
import { StudioError } from '../errors.ts';
import type { OpenModel } from './export-reader.ts';

/** An export whose probabilities differ by more from the run's, in float32, is no export of that run. */
export const parityBound = 1e-4;

/** Pixels of `count` images, RGB 0..255 `[count, size, size, 3]`. */
interface PixelBatch {
  readonly pixels: Uint8Array;
  readonly count: number;
}

/** A run's validation images in order, and what the run predicts for them, `[images, classes]`. */
export interface Validation {
  readonly batches: Iterable<PixelBatch> | AsyncIterable<PixelBatch>;
  readonly probabilities: Float32Array;
  /** How familiar each is to the run; left out where it has no index. */
  readonly familiarity?: Float32Array;
}

/** Unlike `top1` of evaluation it takes what is no number: that is told as a difference, not as a fault of ours. */
function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** Where a score lies so near the threshold, float32 may put it on either side. */
const setRounding = 1e-5;

/** Whether the sets an export answers are those of the probabilities it answers. */
function isSetOf(rule: SetRule, probabilities: Float32Array, answerSet: Uint8Array, row: number, classes: number): boolean {
  const scores = classScores(probabilities, row * classes, classes, rule);
  const expected = new Set(answerSetOf(probabilities, row, classes, rule));
  return scores.every((score, c) => Math.abs(score - rule.threshold) <= setRounding || expected.has(c) === (answerSet[row * classes + c] === 1));
}

/**
 * Runs the reader over the validation images and compares every probability.
 * A difference that is no number (a NaN on either side) counts as infinite.
 * @throws StudioError `internal` when the images and the probabilities do not have the same number.
 */
export async function compareWithRun(reader: OpenModel, validation: Validation, classes: number, sets: SetRule | null = null): Promise<Receipt> {
  let images = 0;
  let agreeing = 0;
  let maxAbsDiff = 0;
  let [sameSets, setsSeen] = [0, 0];
  let familiarityMaxAbsDiff: number | null = null;
  for await (const { pixels, count } of validation.batches) {
    const { probabilities: actual, answerSet, familiarity } = reader.outputs ? await reader.outputs(pixels, count) : { probabilities: await reader.probabilities(pixels, count), answerSet: null, familiarity: null };
    const expected = validation.probabilities.subarray(images * classes, (images + count) * classes);
    if (actual.length !== count * classes || expected.length !== actual.length) {
      const lengths = `${actual.length} probabilities of the export and ${expected.length} of the run`;
      throw new StudioError('internal', `${lengths} for ${count} pictures of ${classes} classes`);
    }
    for (let i = 0; i < actual.length; i++) {
      const difference = Math.abs(actual[i]! - expected[i]!);
      maxAbsDiff = Math.max(maxAbsDiff, Number.isNaN(difference) ? Infinity : difference);
    }
    for (let i = 0; i < actual.length; i += classes) {
      if (argmax(actual.subarray(i, i + classes)) === argmax(expected.subarray(i, i + classes))) agreeing++;
    }
    if (sets && answerSet) for (let row = 0; row < count; row++) sameSets += Number(isSetOf(sets, actual, answerSet, row, classes));
    if (answerSet) setsSeen += count;
    for (const [row, score] of familiarity?.entries() ?? []) {
      const difference = Math.abs(score - (validation.familiarity?.[images + row] ?? NaN));
      familiarityMaxAbsDiff = Math.max(familiarityMaxAbsDiff ?? 0, Number.isNaN(difference) ? Infinity : difference);
    }
    images += count;
  }
  if (images === 0 || images * classes !== validation.probabilities.length) {
    const predictions = validation.probabilities.length / classes;
    throw new StudioError('internal', `${images} validation pictures for ${predictions} predictions`);
  }
  if (validation.familiarity && familiarityMaxAbsDiff === null) throw new StudioError('internal', 'The export does not say how familiar pictures are, and the run does');
  return { images, maxAbsDiff, top1Agreement: agreeing / images, ...(setsSeen > 0 && { answerSetAgreement: sameSets / setsSeen }), ...(familiarityMaxAbsDiff !== null && { familiarityMaxAbsDiff }) };
}
