import { StudioError } from '../errors.ts';

/** Two runs on the same images: where they disagree, and how likely that much one-sidedness is by chance. */
export interface McNemar {
  /** Images that only the first run has right. */
  onlyFirst: number;
  /** Images that only the second run has right. */
  onlySecond: number;
  /** Two-sided exact binomial p-value, conservative. */
  exactP: number;
  /** The mid-p variant: nearer to the nominal level for few disagreements (Fagerland, Lydersen, Laake, 2013). */
  midP: number;
}

/** McNemar's test from whether each image was right, both arrays [n] over the same images in the same order. */
export function mcnemar(firstCorrect: readonly boolean[], secondCorrect: readonly boolean[]): McNemar {
  if (firstCorrect.length !== secondCorrect.length) {
    const lengths = `${firstCorrect.length} and ${secondCorrect.length}`;
    throw new StudioError('internal', `McNemar's test needs the same images, got ${lengths}`);
  }
  let onlyFirst = 0;
  let onlySecond = 0;
  firstCorrect.forEach((right, i) => {
    if (right && !secondCorrect[i]) onlyFirst += 1;
    if (!right && secondCorrect[i]) onlySecond += 1;
  });
  return mcnemarOfCounts(onlyFirst, onlySecond);
}

/** The same from the counts alone. */
export function mcnemarOfCounts(onlyFirst: number, onlySecond: number): McNemar {
  const disagreements = onlyFirst + onlySecond;
  if (disagreements === 0) return { onlyFirst, onlySecond, exactP: 1, midP: 1 };
  const fewer = Math.min(onlyFirst, onlySecond);
  const logs = logBinomialHalf(disagreements, fewer);
  const tail = 2 * logs.reduce((sum, log) => sum + Math.exp(log), 0);
  const exactP = Math.min(1, tail);
  // An even draw has p = 1 by symmetry; subtracting its point mass is right only off the middle.
  const midP = onlyFirst === onlySecond ? 1 - 0.5 * Math.exp(logs.at(-1)!) : tail - Math.exp(logs.at(-1)!);
  return { onlyFirst, onlySecond, exactP, midP };
}

/** ln P(X = 0..last) of a binomial with n trials of 1/2; logarithms because 0.5^n underflows at n = 1075. */
function logBinomialHalf(n: number, last: number): number[] {
  const logs = [n * Math.log(0.5)];
  for (let k = 1; k <= last; k++) logs.push(logs[k - 1]! + Math.log((n - k + 1) / k));
  return logs;
}
