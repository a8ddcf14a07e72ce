import { StudioError } from '../errors.ts';

/** Counts of images, [true class][predicted class]. Labels outside 0..classCount-1 are an error naming the image. */
export function confusionMatrix(
  trueLabels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount: number,
): number[][] {
  if (trueLabels.length !== predicted.length) {
    throw new StudioError('internal', `${trueLabels.length} true labels beside ${predicted.length} predicted ones`);
  }
  const matrix = Array.from({ length: classCount }, () => Array.from({ length: classCount }, () => 0));
  for (let i = 0; i < trueLabels.length; i++) {
    const row = matrix[trueLabels[i]!];
    const column = predicted[i]!;
    if (row?.[column] === undefined) {
      const said = `image ${i} has label ${trueLabels[i]} and prediction ${column}`;
      throw new StudioError('internal', `${said}; classes are 0..${classCount - 1}`);
    }
    row[column] += 1;
  }
  return matrix;
}
