import { collector } from '../collector.ts';
import { elementCount } from '../tensor.ts';

/** Fewer weights than this are not worth the milliseconds of a collection. */
const leastWeights = 4 * 2 ** 20;

/**
 * Gives back what JavaScript held of the weights of `rows`, once whoever calls is done with them. The collector sees small objects and not the
 * hundreds of megabytes behind them, and TensorFlow holds the thread while it would look.
 */
export function collectAfter(rows: readonly { readonly shape: readonly number[] }[]): void {
  const weights = rows.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  if (weights >= leastWeights) setImmediate(() => collector()());
}

/** Gives back young arrays alone, which takes less than a millisecond: the engine's answers are such, and few objects stand before them that would have the collector look. */
export const collectYoung = (): void => collector()({ type: 'minor' });
