import type { CalibrationFigures } from '../../shared/calibration.ts';
import { quantile } from './learning-curve.ts';
import { reliability } from './reliability.ts';
import { top1 } from './top-k.ts';

const resamples = 200;

/**
 * Figures of calibration on judged pictures. Where the temperature is not 1, what the model said before is p^T, normalised.
 * @param probabilities `[n, classCount]`, after the temperature
 * @param random uniform in [0, 1)
 */
export function calibrationReport(probabilities: ArrayLike<number>, labels: ArrayLike<number>, classCount: number, temperature: number, random: () => number): CalibrationFigures {
  const n = labels.length;
  const [after, before, isRight] = [new Float64Array(n), new Float64Array(n), new Uint8Array(n)];
  for (let i = 0; i < n; i++) {
    const top = top1(probabilities, classCount, i);
    after[i] = Math.min(1, probabilities[i * classCount + top]!);
    before[i] = temperature === 1 ? after[i]! : warmer(probabilities, i * classCount, classCount, top, temperature);
    isRight[i] = top === labels[i] ? 1 : 0;
  }
  const drawn = Float64Array.from({ length: resamples }, () => reliability(after, after.map((confidence) => (random() < confidence ? 1 : 0))).ece).toSorted();
  const [resampled, resampledBefore] = [new Float64Array(resamples), new Float64Array(resamples)];
  for (let i = 0; i < resamples; i++) {
    const rows = Array.from({ length: n }, () => Math.floor(random() * n));
    const isRowRight = rows.map((row) => isRight[row]!);
    resampled[i] = reliability(rows.map((row) => after[row]!), isRowRight).ece;
    resampledBefore[i] = reliability(rows.map((row) => before[row]!), isRowRight).ece;
  }
  const interval = (eces: Float64Array): [number, number] => [quantile(eces.toSorted(), 0.025), quantile(eces.toSorted(), 0.975)];
  const { ece: eceAfter, bins } = reliability(after, isRight);
  const { ece: eceBefore, bins: binsBefore } = reliability(before, isRight);
  return { temperature, eceBefore, eceAfter, eceInterval: interval(resampled), eceIntervalBefore: interval(resampledBefore), eceIfCalibrated: quantile(drawn, 0.95), images: n, bins, binsBefore };
}

/** Confidence of the top class before the temperature divided the logits. */
function warmer(probabilities: ArrayLike<number>, start: number, classCount: number, top: number, temperature: number): number {
  let sum = 0;
  for (let c = 0; c < classCount; c++) sum += (probabilities[start + c]! / probabilities[start + top]!) ** temperature;
  return 1 / sum;
}
