import { forecastNeeds, type AccuracyForecast } from '../../shared/forecast.ts';
import { fewestGroups } from '../../shared/independent-groups.ts';
import { accuracyInterval, independentGroups, type TogetherKeys } from './accuracy-interval.ts';
import { groupDraws, type RowDraw } from './group-draws.ts';
import { notNarrower, type Interval } from './group-interval.ts';

/** How sure each answer is of its likeliest class. @param probabilities `[n, classes]` */
function confidencesOf(probabilities: ArrayLike<number>, classes: number): number[] {
  return Array.from({ length: probabilities.length / classes }, (_, row) => {
    let most = 0;
    for (let c = 0; c < classes; c++) most = Math.max(most, probabilities[row * classes + c]!);
    return most;
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The confidence that as many labelled pictures lie strictly below as are wrong (Garg 2022, ATC); above all where all are wrong. */
function sureThreshold(confidences: readonly number[], right: readonly boolean[]): number {
  const errors = right.filter((one) => !one).length;
  return confidences.toSorted((a, b) => a - b)[errors] ?? Number.POSITIVE_INFINITY;
}

const shareAbove = (confidences: readonly number[], threshold: number): number => confidences.filter((one) => one >= threshold).length / confidences.length;

/** DoC: the accuracy less what the mean confidence has lost. */
const differenceOfConfidences = (own: readonly number[], right: readonly boolean[], there: readonly number[]): number => right.filter(Boolean).length / right.length - (mean(own) - mean(there));

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

/** Answers of a run, `[n, classes]`, and which of the pictures belong together; null: none of them. */
interface Answered {
  readonly probabilities: ArrayLike<number>;
  readonly together?: TogetherKeys | null;
}

/**
 * The accuracy to be expected of pictures without labels if nothing but how hard they are has changed: by answers to labelled ones, and whether each is
 * right, and to those; `strangers` null where nothing is known of them.
 * @param random uniform in [0, 1)
 */
export function accuracyForecast(
  { probabilities, right, together = null }: Answered & { readonly right: readonly boolean[] },
  { probabilities: target, strangers = null, together: togetherThere = null }: Answered & { readonly strangers?: Strangers | null },
  classes: number,
  random: () => number,
): AccuracyForecast {
  const [own, there] = [confidencesOf(probabilities, classes), confidencesOf(target, classes)];
  const atc = shareAbove(there, sureThreshold(own, right));
  const doc = differenceOfConfidences(own, right, there);
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
