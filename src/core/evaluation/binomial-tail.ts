import { StudioError } from '../errors.ts';

/**
 * P(X >= `successes`) of a binomial with `trials` of probability `p`, exactly (summed from logarithms: p^n underflows).
 * Times two it is the two-sided test whose interval is Clopper and Pearson's (Biometrika 26, 1934).
 */
export function binomialTail(successes: number, trials: number, p: number): number {
  if (!Number.isInteger(successes) || !Number.isInteger(trials) || successes < 0 || successes > trials || !(p >= 0 && p <= 1)) {
    throw new StudioError('internal', `A binomial tail needs 0 <= successes <= trials and a probability, got ${successes} of ${trials} at ${p}`);
  }
  if (successes === 0 || p === 1) return 1;
  if (p === 0) return 0;
  const odds = Math.log(p) - Math.log1p(-p);
  // ln P(X = k), from k = 0 on.
  let log = trials * Math.log1p(-p);
  let tail = 0;
  for (let k = 0; k <= trials; k += 1) {
    if (k >= successes) tail += Math.exp(log);
    log += Math.log((trials - k) / (k + 1)) + odds;
  }
  return Math.min(1, tail);
}
