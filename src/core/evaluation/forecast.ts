import { forecastNeeds, type AccuracyForecast } from '../../shared/forecast.ts';
import { fewestGroups } from '../../shared/independent-groups.ts';
import { accuracyInterval, independentGroups, type TogetherKeys } from './accuracy-interval.ts';
import { groupDraws, type RowDraw } from './group-draws.ts';
import { notNarrower, type Interval } from './group-interval.ts';

/** What answers say of pictures that nobody labelled: how sure the likeliest class is, or less the entropy. Higher is surer. */
export type SureScore = 'max-confidence' | 'negative-entropy';

function scoresOf(probabilities: ArrayLike<number>, classes: number, score: SureScore): number[] {
  return Array.from({ length: probabilities.length / classes }, (_, row) => {
    let [most, entropy] = [0, 0];
    for (let c = 0; c < classes; c++) {
      const p = probabilities[row * classes + c]!;
      most = Math.max(most, p);
      entropy += p === 0 ? 0 : p * Math.log(p);
    }
    return score === 'max-confidence' ? most : entropy;
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The score that as many labelled pictures lie strictly below as are wrong (Garg 2022, ATC); above all where all are wrong. */
function sureThreshold(scores: readonly number[], right: readonly boolean[]): number {
  const errors = right.filter((one) => !one).length;
  return scores.toSorted((a, b) => a - b)[errors] ?? Number.POSITIVE_INFINITY;
}

const shareAbove = (scores: readonly number[], threshold: number): number => scores.filter((score) => score >= threshold).length / scores.length;

/** ATC: the accuracy to be expected of pictures without labels, from labelled ones. @param probabilities `[n, classes]`, n >= 1 */
export function thresholdedConfidence(probabilities: ArrayLike<number>, right: readonly boolean[], target: ArrayLike<number>, classes: number, score: SureScore) {
  const own = scoresOf(probabilities, classes, score);
  const threshold = sureThreshold(own, right);
  return { threshold, onSource: shareAbove(own, threshold), predicted: shareAbove(scoresOf(target, classes, score), threshold) };
}

/** DoC: the accuracy less what the mean confidence has lost. */
export function differenceOfConfidences(probabilities: ArrayLike<number>, right: readonly boolean[], target: ArrayLike<number>, classes: number): number {
  const sure = (of: ArrayLike<number>): number => mean(scoresOf(of, classes, 'max-confidence'));
  return right.filter(Boolean).length / right.length - (sure(probabilities) - sure(target));
}

/** How far two lists of confidences are apart, 0 to 1: the largest distance of their distribution functions (Kolmogorov and Smirnov). */
function distributionsApart(first: readonly number[], second: readonly number[]): number {
  const below = (values: readonly number[], at: number): number => values.filter((value) => value <= at).length / values.length;
  return Math.max(...[...new Set([...first, ...second])].map((at) => Math.abs(below(first, at) - below(second, at))));
}

const resamples = 200;
const mostApart = 0.1;

/** Which of the pictures are unlike all that a model learned from, and the most that its false alarms explain (0..1). */
export interface Strangers {
  readonly isUnfamiliar: readonly boolean[];
  readonly falseAlarmsAtMost: number;
}

const unfamiliarShare = ({ isUnfamiliar }: Strangers): number => isUnfamiliar.filter(Boolean).length / isUnfamiliar.length;

/** More than false alarms explain, and hardly by chance: the low end of the share's interval lies above. */
const areTooMany = ({ isUnfamiliar, falseAlarmsAtMost }: Strangers, there: TogetherKeys | null): boolean => (accuracyInterval(isUnfamiliar, there).accuracyInterval?.[0] ?? 0) > falseAlarmsAtMost;

/**
 * The accuracy to be expected of pictures without labels if nothing but how hard they are has changed.
 * @param random uniform in [0, 1)
 * @param strangers null where nothing is known of them
 * @param together which of the labelled pictures belong together; null: none of them
 * @param togetherThere the same of the pictures without labels
 */
export function accuracyForecast(
  probabilities: ArrayLike<number>,
  right: readonly boolean[],
  target: ArrayLike<number>,
  classes: number,
  random: () => number,
  strangers: Strangers | null = null,
  together: TogetherKeys | null = null,
  togetherThere: TogetherKeys | null = null,
): AccuracyForecast {
  const [own, there] = [scoresOf(probabilities, classes, 'max-confidence'), scoresOf(target, classes, 'max-confidence')];
  const atc = shareAbove(there, sureThreshold(own, right));
  const doc = differenceOfConfidences(probabilities, right, target, classes);
  const errors = right.filter((one) => !one).length;
  const [groups, newGroups] = [independentGroups(together), independentGroups(togetherThere)];
  const refused: AccuracyForecast['refused'] =
    right.length < forecastNeeds.labelled ? 'few-labelled'
    : groups !== null && groups < fewestGroups ? 'few-groups'
    : errors < forecastNeeds.errors ? 'few-errors'
    : there.length < forecastNeeds.images ? 'few-images'
    : newGroups !== null && newGroups < fewestGroups ? 'few-new-groups'
    : Math.abs(atc - doc) > mostApart ? 'methods-apart'
    : strangers && areTooMany(strangers, togetherThere) ? 'unfamiliar'
    : null;
  const common = { atc, doc, difference: distributionsApart(own, there), refused, unfamiliar: strangers && unfamiliarShare(strangers), independentGroups: groups, newGroups };
  if (refused !== null) return { expectedAccuracy: null, low: null, high: null, ...common };
  const bandOver = (drawOwn: RowDraw, drawThere: RowDraw): Interval => {
    const drawn = Array.from({ length: resamples }, () => {
      const rows = drawOwn(random);
      const threshold = sureThreshold(rows.map((row) => own[row]!), rows.map((row) => right[row]!));
      return shareAbove(drawThere(random).map((row) => there[row]!), threshold);
    }).toSorted((a, b) => a - b);
    return [drawn[Math.floor(0.025 * resamples)]!, drawn[Math.ceil(0.975 * resamples) - 1]!];
  };
  const ofPictures = bandOver(groupDraws(null, own.length), groupDraws(null, there.length));
  const isGrouped = groups !== null || newGroups !== null;
  const [low, high] = isGrouped ? notNarrower(bandOver(groupDraws(together, own.length), groupDraws(togetherThere, there.length)), ofPictures) : ofPictures;
  return { expectedAccuracy: atc, low: Math.max(0, Math.min(low, doc)), high: Math.min(1, Math.max(high, doc)), ...common };
}
