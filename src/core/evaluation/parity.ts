import { StudioError } from '../errors.ts';
import { top1 } from './top-k.ts';

/** How far two sets of predictions on the same images are apart; the receipt of an export. */
export interface Parity {
  images: number;
  /** Largest |p - q| over all images and classes. */
  maxAbsDiff: number;
  /** Part of the images whose likeliest class is the same, 0..1. */
  top1Agreement: number;
}

/**
 * Compares probabilities of the run and of the reloaded export, both [n, classCount] in the same order.
 * Different shapes, no images at all, or a value that is not finite are no parity but a `parity-failed` error.
 */
export function compareProbabilities(expected: ArrayLike<number>, actual: ArrayLike<number>, classCount: number): Parity {
  if (expected.length !== actual.length || expected.length % classCount !== 0 || expected.length === 0) {
    throw new StudioError(
      'parity-failed',
      `the export gave ${actual.length} probabilities where the run gave ${expected.length} (${classCount} classes)`,
    );
  }
  let maxAbsDiff = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(expected[i]! - actual[i]!);
    if (!Number.isFinite(difference)) {
      throw new StudioError(
        'parity-failed',
        `image ${Math.floor(i / classCount)}, class ${i % classCount}: the export says ${actual[i]}, the run ${expected[i]}`,
      );
    }
    if (difference > maxAbsDiff) maxAbsDiff = difference;
  }
  const images = expected.length / classCount;
  let agreeing = 0;
  for (let row = 0; row < images; row++) {
    if (top1(expected, classCount, row) === top1(actual, classCount, row)) agreeing += 1;
  }
  return { images, maxAbsDiff, top1Agreement: agreeing / images };
}
