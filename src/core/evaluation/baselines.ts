import type { Baseline, Standing } from '../../shared/verdict.ts';
import type { Metrics } from '../../shared/metrics.ts';
import { binomialTail } from './binomial-tail.ts';
import { mcnemarOfCounts } from './mcnemar.ts';

/** Mid-p of the run against always saying one class (its label), of whole groups (`paired-answers.ts`). */
export type AgainstConstant = (label: number) => number;

/** Two-sided; that of the interval. */
const level = 0.05;

/** Below: hardly by chance worse than it. */
interface Judged extends Baseline {
  readonly isAbove: boolean;
}

/** @param p null where no test holds: then the interval decides alone */
function judged(share: number, p: number | null, { accuracy, accuracyInterval: interval }: Metrics): Judged {
  const isShown = interval !== null && (p === null || p < level);
  return { accuracy: share, p, isBeaten: isShown && accuracy > share && interval[0] > share, isAbove: isShown && accuracy < share && interval[1] < share };
}

/**
 * Guessing among all classes alike: 1 / classes, whatever the pictures are. The exact binomial test, two-sided as Clopper and
 * Pearson's interval (1934): Wilson's alone would call one right answer of one among six classes better than guessing. Of groups there is no such test.
 */
function guessing(metrics: Metrics): Judged {
  const { correct, images, perClass, accuracy, independentGroups = null } = metrics;
  const share = 1 / perClass.length;
  if (independentGroups !== null) return judged(share, null, metrics);
  const tail = accuracy >= share ? binomialTail(correct, images, share) : binomialTail(images - correct, images, 1 - share);
  return judged(share, Math.min(1, 2 * tail), metrics);
}

/**
 * Always saying one class: the one that most of these pictures are of, lower label first. Its share is counted on the same pictures, so the
 * two are compared picture by picture (McNemar's mid-p; Fagerland, Lydersen, Laake, 2013): right in the run alone, right in the constant answer alone.
 */
function largestClass(metrics: Metrics, againstConstant?: AgainstConstant): Judged & { readonly label: string } {
  const { correct, images, perClass, confusion, independentGroups = null } = metrics;
  const most = Math.max(...perClass.map(({ support }) => support));
  const at = perClass.findIndex(({ support }) => support === most);
  const both = confusion[at]![at]!;
  const p = independentGroups === null ? mcnemarOfCounts(correct - both, most - both).midP : (againstConstant?.(at) ?? null);
  return { label: perClass[at]!.name, ...judged(most / images, p, metrics) };
}

const told = ({ accuracy, isBeaten, p }: Judged): Baseline => ({ accuracy, isBeaten, p });

/** Both baselines and where the run stands. Beaten is only what the 95 % interval does not reach either. */
export function baselines(metrics: Metrics, againstConstant?: AgainstConstant): { guessing: Baseline; largestClass: Baseline & { label: string }; standing: Standing } {
  const [chance, constant] = [guessing(metrics), largestClass(metrics, againstConstant)];
  const standing = chance.isBeaten && constant.isBeaten ? 'better' : chance.isAbove || constant.isAbove ? 'worse' : 'cannot-tell';
  return { guessing: told(chance), largestClass: { label: constant.label, ...told(constant) }, standing };
}
