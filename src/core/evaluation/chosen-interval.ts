import { normalQuantile } from './normal-quantile.ts';
import { studentQuantile } from './student-t.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** An accuracy with its plain interval, as `accuracy-interval.ts` gives it. */
export interface JudgedAccuracy {
  readonly correct: number;
  readonly images: number;
  readonly accuracyInterval: readonly [number, number] | null;
  readonly independentGroups?: number | null | undefined;
}

/**
 * 95 % interval of an accuracy for whoever chose among `models` by the same pictures: at 1 - 0.05 / models (Bonferroni), so that the intervals of all of
 * them hold at once, that of the chosen one among them. Wilson's at that level where it counts pictures; where it counts groups, the ends lie as many
 * times further from the accuracy as t's of their number do, and null stays null. It counts models
 * that were made without knowing the figures before; whoever tunes on what was seen can come further off (Dwork 2015), and only new pictures tell.
 */
export function chosenInterval({ correct, images, accuracyInterval, independentGroups = null }: JudgedAccuracy, models: number): [low: number, high: number] | null {
  if (models <= 1 || accuracyInterval === null) return accuracyInterval && [accuracyInterval[0], accuracyInterval[1]];
  const z = normalQuantile(0.025 / models);
  if (independentGroups === null) return wilsonInterval(correct, images, z);
  if (correct === 0 || correct === images) return wilsonInterval(correct === 0 ? 0 : independentGroups, independentGroups, z);
  const accuracy = correct / images;
  const [low, high] = accuracyInterval;
  const further = studentQuantile(1 - 0.025 / models, independentGroups - 1) / studentQuantile(0.975, independentGroups - 1);
  return [Math.max(0, accuracy - (accuracy - low) * further), Math.min(1, accuracy + (high - accuracy) * further)];
}
