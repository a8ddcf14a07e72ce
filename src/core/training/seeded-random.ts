import { shuffle } from '../shuffle.ts';

/** 32-bit mixing of a seed and any number of integers: different inputs, unrelated outputs (MurmurHash3's finaliser). */
export function mixSeed(seed: number, ...values: number[]): number {
  let hash = 0;
  // The seed is mixed too: seed ^ value alone would give seed 1's first epoch the order of seed 0's second.
  for (const value of [seed, ...values]) {
    hash = Math.imul(hash ^ value, 0x9e3779b1);
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** Uniform numbers in [0, 1), the same on every machine (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws of whole groups behind the interval of an accuracy: begun anew for every one, so that the same answers have the same one everywhere. */
export const intervalDraws = (): (() => number) => seededRandom(0x696e7476);

/**
 * The order in which an epoch sees `count` images: a pure function of seed and epoch, so that a resumed run
 * needs no stored order and continues exactly.
 */
export function epochOrder(count: number, seed: number, epoch: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = seededRandom(mixSeed(seed, epoch));
  shuffle(order, random);
  return order;
}

/** Layers of a head draw numbers of their own. */
export const headSalt = 0x68656164;
export const hiddenSalt = 0x68696464;

/** Weights `[outFeatures, inFeatures]` of a new linear layer: uniform in ±1 / sqrt(inFeatures), as torch.nn.Linear starts; the bias likewise. */
export function initialLinear(
  outFeatures: number,
  inFeatures: number,
  seed: number,
  salt: number,
): { weight: Float32Array; bias: Float32Array } {
  const random = seededRandom(mixSeed(seed, salt));
  const bound = 1 / Math.sqrt(inFeatures);
  const draw = () => (2 * random() - 1) * bound;
  return {
    weight: Float32Array.from({ length: outFeatures * inFeatures }, draw),
    bias: Float32Array.from({ length: outFeatures }, draw),
  };
}
