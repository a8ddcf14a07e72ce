import { normalQuantile } from './normal-quantile.ts';
import { wilsonInterval } from './wilson-interval.ts';

/**
 * 95 % interval of an accuracy for whoever chose among `models` by the same images: Wilson's at 1 - 0.05 / models (Bonferroni), so that the
 * intervals of all of them hold at once, that of the chosen one among them. It counts models that were made without knowing the figures
 * before; whoever tunes on what was seen can come further off (Dwork 2015), and only new pictures tell.
 */
export const chosenInterval = (correct: number, images: number, models: number): [low: number, high: number] =>
  models <= 1 ? wilsonInterval(correct, images) : wilsonInterval(correct, images, normalQuantile(0.025 / models));
