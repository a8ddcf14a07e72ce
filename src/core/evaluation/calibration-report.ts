import type { CalibrationFigures } from '../../shared/calibration.ts';
import { fewestGroups } from '../../shared/independent-groups.ts';
import { independentGroups, unitsOf, type TogetherKeys } from './accuracy-interval.ts';
import { intervalsOfDraws } from './group-draws.ts';
import type { Interval } from './group-interval.ts';
import { quantile } from './learning-curve.ts';
import { drawnErrors } from './least-error.ts';
import { reliability } from './reliability.ts';
import { top1 } from './top-k.ts';

const resamples = 200;

/**
 * Figures of calibration on judged pictures. Where the temperature is not 1, what the model said before is p^T, normalised.
 * @param probabilities `[n, classCount]`, after the temperature
 * @param random uniform in [0, 1)
 * @param together which of the pictures belong together; null: none of them
 */
export function calibrationReport(probabilities: ArrayLike<number>, labels: ArrayLike<number>, classCount: number, temperature: number, random: () => number, together: TogetherKeys | null = null): CalibrationFigures {
  const n = labels.length;
  const groups = independentGroups(together);
  const [after, before, isRight] = [new Float64Array(n), new Float64Array(n), new Uint8Array(n)];
  for (let i = 0; i < n; i++) {
    const top = top1(probabilities, classCount, i);
    after[i] = Math.min(1, probabilities[i * classCount + top]!);
    before[i] = temperature === 1 ? after[i]! : warmer(probabilities, i * classCount, classCount, top, temperature);
    isRight[i] = top === labels[i] ? 1 : 0;
  }
  // One number for a whole group: its pictures are then as often right together as each being right as often as it is sure allows.
  const { unit, count } = unitsOf(together, n);
  const drawn = drawnErrors(after, isRight, unit);
  const drawnBefore = temperature === 1 ? drawn : drawnErrors(before, isRight, unit);
  for (let i = 0; i < resamples; i++) {
    const luck = Float64Array.from({ length: count }, random);
    for (const of of new Set([drawn, drawnBefore])) of.draw(luck);
  }
  const { ece: eceAfter, bins } = reliability(after, isRight);
  const { ece: eceBefore, bins: binsBefore } = reliability(before, isRight);
  const { eceInterval, eceIntervalBefore } = resampledErrors({ after, before, isRight, eceAfter, eceBefore }, together, random);
  const down = (interval: Interval | null, least: number): Interval | null => interval && [Math.min(interval[0], least), interval[1]];
  const intervals = { eceInterval: down(eceInterval, drawn.least(eceAfter)), eceIntervalBefore: down(eceIntervalBefore, drawnBefore.least(eceBefore)) };
  return { temperature, eceBefore, eceAfter, ...intervals, eceIfCalibrated: drawn.ifCalibrated(), images: n, independentGroups: groups, bins, binsBefore };
}

interface Judged {
  readonly after: Float64Array;
  readonly before: Float64Array;
  readonly isRight: Uint8Array;
  readonly eceAfter: number;
  readonly eceBefore: number;
}

/**
 * 2.5 and 97.5 % of ECE over resamples, moved so that their median is the ECE that was seen; null below five groups. A resample repeats pictures, which adds as much noise to the bins again as
 * new pictures did, and noise makes ECE larger: unmoved, the interval lies too high, at times wholly above the ECE itself (docs/decisions/0078). So far it is of ECE on as many other pictures;
 * of what it would be on endlessly many the low end is `drawnErrors`' (docs/decisions/0115).
 */
function resampledErrors({ after, before, isRight, eceAfter, eceBefore }: Judged, together: TogetherKeys | null, random: () => number): Pick<CalibrationFigures, 'eceInterval' | 'eceIntervalBefore'> {
  const groups = independentGroups(together);
  if (groups !== null && groups < fewestGroups) return { eceInterval: null, eceIntervalBefore: null };
  const [eceInterval, eceIntervalBefore] = intervalsOfDraws(together, isRight.length, (draw) => {
    const [errors, errorsBefore] = [new Float64Array(resamples), new Float64Array(resamples)];
    for (let i = 0; i < resamples; i++) {
      const rows = draw(random);
      const isRowRight = rows.map((row) => isRight[row]!);
      errors[i] = reliability(rows.map((row) => after[row]!), isRowRight).ece;
      errorsBefore[i] = reliability(rows.map((row) => before[row]!), isRowRight).ece;
    }
    return [aroundSeen(errors.toSorted(), eceAfter), aroundSeen(errorsBefore.toSorted(), eceBefore)];
  });
  return { eceInterval: eceInterval!, eceIntervalBefore: eceIntervalBefore! };
}

/** Never below 0, and never without what was seen, whatever rounding does. */
function aroundSeen(sorted: Float64Array, seen: number): Interval {
  const bias = quantile(sorted, 0.5) - seen;
  return [Math.min(seen, Math.max(0, quantile(sorted, 0.025) - bias)), Math.max(seen, quantile(sorted, 0.975) - bias)];
}

/** Confidence of the top class before the temperature divided the logits. */
function warmer(probabilities: ArrayLike<number>, start: number, classCount: number, top: number, temperature: number): number {
  let sum = 0;
  for (let c = 0; c < classCount; c++) sum += (probabilities[start + c]! / probabilities[start + top]!) ** temperature;
  return 1 / sum;
}
