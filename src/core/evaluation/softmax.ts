import { StudioError } from '../errors.ts';

/**
 * Softmax of each row, divided by a temperature, in float64: logits [n, classCount] in, probabilities [n, classCount] out.
 * Float64 because exports are compared to 1e-4 and log loss reads the far tail, where float32 has long been 0.
 * A row with NaN or +Infinity is an error naming the row.
 */
export function softmaxRows(logits: ArrayLike<number>, classCount: number, temperature = 1): Float64Array {
  if (!Number.isInteger(classCount) || classCount < 1 || logits.length % classCount !== 0) {
    throw new StudioError('internal', `${logits.length} logits are no whole number of rows of ${classCount} classes`);
  }
  const probabilities = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classCount) {
    let largest = -Infinity;
    for (let c = start; c < start + classCount; c++) largest = Math.max(largest, logits[c]!);
    if (!Number.isFinite(largest)) {
      throw new StudioError('nan-loss', `the logits of picture ${start / classCount} are not finite (largest: ${largest})`, {
        values: { kind: 'logits-not-finite' },
        hint: 'Train again with a lower learning rate, or from a checkpoint before the loss became NaN.',
      });
    }
    let sum = 0;
    for (let c = start; c < start + classCount; c++) {
      const value = Math.exp((logits[c]! - largest) / temperature);
      probabilities[c] = value;
      sum += value;
    }
    for (let c = start; c < start + classCount; c++) probabilities[c] = probabilities[c]! / sum;
  }
  return probabilities;
}
