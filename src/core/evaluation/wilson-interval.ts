import { StudioError } from '../errors.ts';

/** Quantile of the standard normal distribution that leaves 2.5 % on either side. */
export const z95 = 1.959963984540054;

/**
 * Wilson's score interval of a proportion (E. B. Wilson, 1927), 95 % unless `z` says otherwise.
 * It stays inside [0, 1] and keeps its meaning for few images and for 0 or all correct, where p ± z·s does not.
 * Without any trial nothing is known: [0, 1].
 */
export function wilsonInterval(successes: number, trials: number, z = z95): [low: number, high: number] {
  if (!Number.isInteger(successes) || !Number.isInteger(trials) || successes < 0 || successes > trials || !(z >= 0)) {
    const got = `${successes} of ${trials} (z ${z})`;
    throw new StudioError('internal', `Wilson's interval needs 0 <= successes <= trials, got ${got}`);
  }
  return trials === 0 ? [0, 1] : scoreInterval(successes / trials, trials, z);
}

/** The same of a share `p` among a number of trials above 0 that need not be whole. */
export function scoreInterval(p: number, trials: number, z = z95): [low: number, high: number] {
  const weight = (z * z) / trials;
  const centre = (p + weight / 2) / (1 + weight);
  const halfWidth = (z / (1 + weight)) * Math.sqrt((p * (1 - p)) / trials + weight / (4 * trials));
  // The ends are exactly 0 and 1 there; rounding would leave 1e-17 of them.
  const low = p === 0 ? 0 : Math.max(0, Math.min(p, centre - halfWidth));
  const high = p === 1 ? 1 : Math.min(1, Math.max(p, centre + halfWidth));
  return [low, high];
}
