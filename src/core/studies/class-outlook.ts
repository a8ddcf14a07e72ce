import { learningCurve } from '../evaluation/learning-curve.ts';
import type { CurvePoint } from '../evaluation/learning-curve.ts';
import { seededRandom } from '../training/seeded-random.ts';
import type { ClassOutlook } from '../../shared/study-result.ts';

/** What is looked forward to, as many times the pictures of the largest size; a curve is carried on to four times at most. */
const times = [1.25, 1.5, 2, 3, 4];
/** Less is not worth the labelling. */
const worthwhile = 0.02;
/** A class that cannot have risen by more over all its sizes will not with more pictures. */
const flat = 0.05;

/**
 * What more pictures of one class would bring it, by the pictures of it that are told right; points in ascending size. Only what the rules of a
 * learning curve allow is said (`evaluation/learning-curve.ts`), of the fewest pictures that bring two points or more. Pure.
 */
export function classOutlook(points: readonly CurvePoint[]): ClassOutlook {
  const [first, last] = [points[0]!, points.at(-1)!];
  const [before, now] = [first.correct / first.trials, last.correct / last.trials];
  const base = { size: last.size, accuracy: now, of: last.trials };
  const refused = learningCurve(points, [], seededRandom(1)).refused;
  if (refused.includes('few-errors')) return { ...base, kind: 'few-mistakes', mistakes: Math.round(last.trials - last.correct) };
  if (refused.length > 0) {
    const most = now - before + 1.645 * Math.hypot(errorOf(first), errorOf(last));
    const isFlat = refused.includes('no-rise') && !refused.includes('narrow') && !refused.includes('few-groups') && most < flat;
    return isFlat ? { ...base, kind: 'flat' } : { ...base, kind: 'open', refused: [...refused] };
  }
  const { predictions } = learningCurve(points, times.map((factor) => Math.round(factor * last.size)), seededRandom(1));
  const shown = predictions.filter(({ isShown }) => isShown);
  const enough = shown.find(({ accuracy }) => accuracy - now >= worthwhile);
  if (enough) return { ...base, kind: 'more', more: enough.size - last.size, low: Math.max(now, enough.low), high: enough.high };
  const farthest = shown.at(-1);
  return farthest && farthest.size >= 2 * last.size && farthest.high - now < flat ? { ...base, kind: 'flat' } : { ...base, kind: 'open', refused: [] };
}

/** Standard error of a share; one picture more on either side keeps it from 0. */
function errorOf({ correct, trials, spread = 0 }: CurvePoint): number {
  const share = (correct + 2) / (trials + 4);
  return Math.max(spread, Math.sqrt((share * (1 - share)) / trials));
}
