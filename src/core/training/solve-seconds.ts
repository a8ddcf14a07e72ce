import { headsAtOnce, usualFolds } from '../evaluation/exact-head/heads-at-once.ts';

// Processor seconds by `npm run bench -- exact-head`, which prints them beside what is told here; of two idle cores the clock says as much or less.
/** Of all folds while l2 is chosen, and of the head itself: what is the same for any size, for each value of the features, and for each value and class. */
const choosing = { seconds: 0.08, aValue: 7e-8, aClass: 1.45e-8 };
const last = { seconds: 0.02, aValue: 8e-8, aClass: 7.5e-9 };

/** About how long a linear head of so many features takes to be solved. @param isGiven whether its l2 is */
export function solveSeconds(rows: number, dimensions: number, classes: number, isGiven: boolean): number {
  const values = rows * dimensions;
  const itself = last.seconds + values * (last.aValue + classes * last.aClass);
  if (isGiven) return itself;
  const parts = Math.ceil(usualFolds / headsAtOnce(rows, classes, usualFolds));
  return itself + choosing.seconds + values * (parts * choosing.aValue + classes * choosing.aClass);
}
