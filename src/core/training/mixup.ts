import { mixSeed, seededRandom } from './seeded-random.ts';
import type { Targets } from './targets.ts';

/** Steps draw numbers of their own. */
const salt = 0x6d697875;

/** ln of a draw from Gamma(shape, 1): Marsaglia and Tsang 2000, below 1 boosted by U^(1 / shape); a logarithm, because small shapes underflow. */
function logGamma(shape: number, random: () => number): number {
  if (shape < 1) return logGamma(shape + 1, random) + Math.log(1 - random()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + c * normal) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * normal ** 2 + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}

/**
 * Which part of a picture stays in step `step` (from 0): one draw a batch from Beta(alpha, alpha), a function of seed and step alone, so that a
 * resumed run mixes as an undisturbed one (Zhang 2018, arXiv 1710.09412; timm draws once a batch). 1 where alpha is 0.
 */
export function mixShare(alpha: number, seed: number, step: number): number {
  if (alpha === 0) return 1;
  const random = seededRandom(mixSeed(seed, salt, step));
  const [own, other] = [logGamma(alpha, random), logGamma(alpha, random)];
  return 1 / (1 + Math.exp(other - own));
}

/** Row n becomes `share` of itself and the rest of row n - 1, the first with the last (torchvision's RandomMixUp). Weights of classes are mixed with it. */
export function mixTargets({ values, weight }: Targets, classes: number, share: number): Targets {
  const mixed = values.map((value, i) => share * value + (1 - share) * values[(i - classes + values.length) % values.length]!);
  return { values: mixed, weight };
}

/** The label that most of each mixed picture has: what it is counted right or wrong by. */
export const mostlyLabels = (labels: readonly number[], share: number): readonly number[] =>
  share >= 0.5 ? labels : labels.map((_, i) => labels[(i - 1 + labels.length) % labels.length]!);
