import { StudioError } from '../errors.ts';

/** Float64's machine epsilon, 2^-52: what scikit-learn's log_loss clips float64 probabilities to. */
const epsilon = Number.EPSILON;

/**
 * Mean of -ln p(true class) in nats; probabilities [n, classCount], labels [n] in 0..classCount-1, n >= 1.
 * Each p is clipped to [2^-52, 1 - 2^-52], so that one image at p = 0 costs 36.04 nats instead of making the
 * mean infinite. The sum is float64 and compensated, hence independent of the order to the last digits.
 */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>, classCount: number): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < labels.length; i++) {
    const p = probabilities[i * classCount + labels[i]!];
    if (p === undefined || !(p >= 0 && p <= 1 + 1e-6)) {
      throw new StudioError('internal', `probability of image ${i} for its class ${labels[i]} is ${p}, not 0..1`);
    }
    const term = -Math.log(Math.min(1 - epsilon, Math.max(epsilon, p))) - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  return sum / labels.length;
}
