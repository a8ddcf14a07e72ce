import { setImmediate } from 'node:timers';
import { tensorBytes } from '../tensor.ts';
import type { TensorMap } from '../tensor.ts';

/** Less than this is not worth the milliseconds of a collection. */
const leastBytes = 32 * 2 ** 20;

/**
 * Gives back what JavaScript held of the weights in `state`, once whoever calls is done with them. The collector sees small objects and not the
 * hundreds of megabytes behind them, and TensorFlow holds the thread while it would look. Does nothing in a process without `--expose-gc`.
 */
export function collectAfter(state: TensorMap): void {
  if (tensorBytes(state) >= leastBytes) setImmediate(() => globalThis.gc?.());
}
