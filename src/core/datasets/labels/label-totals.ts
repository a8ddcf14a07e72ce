import type { ClassCount } from '../../../shared/contract/dataset-calls.ts';
import type { PlacedImage } from '../known/placed-image.ts';

/** How many usable pictures each class has (excluded ones left out), and how many have none or are excluded. */
export interface LabelTotals {
  /** In label order, empty classes too. */
  classes: ClassCount[];
  unlabelled: number;
  excluded: number;
}

export function labelTotals({ images, classes }: { images: Iterable<PlacedImage>; classes: readonly string[] }): LabelTotals {
  const counts = new Map<string, number>(classes.map((name) => [name, 0]));
  let unlabelled = 0;
  let excluded = 0;
  for (const { file, label, isExcluded } of images) {
    if (file.problem !== null) continue;
    if (isExcluded) excluded += 1;
    else if (label === null) unlabelled += 1;
    else counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return { classes: classes.map((name) => ({ name, count: counts.get(name) ?? 0 })), unlabelled, excluded };
}
