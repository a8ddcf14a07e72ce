import { betaQuantile } from './beta-quantile.ts';

/**
 * Clopper and Pearson's interval of a proportion (Biometrika 26, 1934): it misses the truth in a share `outside` of cases at most, however few images and however small that share is, where Wilson's, near 0 and 1, does not.
 * @param trials one at least
 */
export function exactInterval(successes: number, trials: number, outside: number): [low: number, high: number] {
  const low = successes === 0 ? 0 : betaQuantile(outside / 2, successes, trials - successes + 1);
  const high = successes === trials ? 1 : betaQuantile(1 - outside / 2, successes + 1, trials - successes);
  return [low, high];
}
