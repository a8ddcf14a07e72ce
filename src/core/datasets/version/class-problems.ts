import type { ClassCount } from '../../../shared/contract/dataset-calls.ts';
import type { Split } from '../../../shared/split.ts';
import { namesAlike } from './names-alike.ts';

/** Why a class is hard to learn, or to judge. `names-alike`: several that look like one, or one with a blank at an end. */
export type ClassProblem =
  | { kind: 'single-image' | 'no-training-image' | 'no-validation-image'; name: string }
  | { kind: 'uneven'; most: ClassCount; least: ClassCount }
  | { kind: 'names-alike'; names: string[] };

/** Largest class / smallest class above which the imbalance is mentioned. */
export const imbalanceLimit = 10;

/** Looks over the pictures of a version; `classes` in label order, `label` the index of a picture's class. */
export function classProblems(classes: readonly string[], images: Iterable<{ label: number; split: Split }>): ClassProblem[] {
  const bySide = classes.map((): Record<Split, number> => ({ train: 0, val: 0, test: 0 }));
  for (const { label, split } of images) bySide[label]![split] += 1;
  const counts = classes.map((name, label) => ({ name, count: bySide[label]!.train + bySide[label]!.val + bySide[label]!.test }));
  const problems = counts.flatMap(({ name, count }, label): ClassProblem[] => {
    const has = (side: Split): boolean => bySide[label]![side] > 0;
    if (count === 1) return [{ kind: 'single-image', name }];
    if (!has('train')) return [{ kind: 'no-training-image', name }];
    return has('val') ? [] : [{ kind: 'no-validation-image', name }];
  });
  const [most, least] = [counts.toSorted((a, b) => b.count - a.count)[0], counts.toSorted((a, b) => a.count - b.count)[0]];
  const isUneven = most && least && most.count > imbalanceLimit * least.count;
  const alike = namesAlike(classes).map((names): ClassProblem => ({ kind: 'names-alike', names }));
  return [...alike, ...problems, ...(isUneven ? [{ kind: 'uneven', most, least } as const] : [])];
}
