import { fewestGroups } from '../../shared/independent-groups.ts';
import type { LabelSuspect, VerdictHelp } from '../../shared/verdict.ts';
import type { Metrics } from '../../shared/metrics.ts';
import type { AccuracyInterval } from './accuracy-interval.ts';
import { chosenInterval } from './chosen-interval.ts';
import { exactInterval } from './exact-interval.ts';
import { fewHits } from './hypergeometric.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** What might help, each computed or left out. All pure; a share is 0..1, a gain in accuracy on the judged pictures. */
type Help<Kind extends VerdictHelp['kind']> = Extract<VerdictHelp, { kind: Kind }>;

/** The interval of what is found of one class, by its label. */
export type ClassInterval = (label: number) => AccuracyInterval;

const median = (counts: readonly number[]): number => counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;

/**
 * The class found least, lower label first; null where that is hardly a picture's difference. It gains what it would if it were found as often as all others together. It is shown to be weaker
 * where Fisher's exact test, one-sided against all others and times the number of classes looked at (Bonferroni), is below 2.5 %.
 * Where its pictures lie in groups, the test does not hold, so its interval must end below what others are found. Its interval is as wide as that of one chosen of all: the least of many
 * is low by chance too, so that a plain one holds the truth in two of three cases of six classes, and in hardly any of sixty.
 * @param trainImages pictures each class was learned from
 */
export function weakestClass({ perClass, confusion, correct, images }: Metrics, trainImages: readonly number[], classInterval?: ClassInterval): Help<'weakest-class'> | null {
  const judged = perClass.flatMap(({ name, support, recall }, at) => (support === 0 ? [] : [{ name, at, support, recall }]));
  if (judged.length < 2) return null;
  const least = judged.reduce((weakest, each) => (each.recall < weakest.recall ? each : weakest));
  const found = confusion[least.at]![least.at]!;
  const others = (correct - found) / (images - least.support);
  if (least.recall >= others) return null;
  const own = trainImages[least.at] ?? 0;
  const told = classInterval?.(least.at);
  const isOfGroups = typeof told?.independentGroups === 'number';
  const wide = isOfGroups ? chosenInterval({ correct: found, images: least.support, ...told }, judged.length) : exactInterval(found, least.support, 0.05 / judged.length);
  const isByChance = isOfGroups ? wide === null || wide[1] >= others : judged.length * fewHits(found, least.support, correct, images) >= 0.025;
  const gain = ((others - least.recall) * least.support) / images;
  // Less than a picture, and perhaps by chance.
  if (isByChance && gain * images < 1) return null;
  return {
    kind: 'weakest-class',
    label: least.name,
    found,
    images: least.support,
    recall: least.recall,
    interval: wide,
    trainImages: own,
    morePictures: Math.max(0, median(trainImages) - own),
    isShown: !isByChance,
    gain,
  };
}

/** Of how many independent groups the pictures are that are taken for each other by two classes (their labels), both ways together. */
export type GroupsConfused = (a: number, b: number) => number;

/** The two classes most often taken for each other, both ways together; told apart, those would all be right. One mistake is no pair, nor are those of one group. */
export function confusedPair({ perClass, confusion, correct, images }: Metrics, groupsConfused?: GroupsConfused): Help<'confused-pair'> | null {
  let best = { a: -1, b: -1, count: 1 };
  for (const [a, row] of confusion.entries()) {
    for (let b = a + 1; b < row.length; b += 1) {
      const count = row[b]! + confusion[b]![a]!;
      if (count > best.count && (groupsConfused?.(a, b) ?? 2) > 1) best = { a, b, count };
    }
  }
  const { a, b, count } = best;
  if (a < 0) return null;
  // The direction that happens more often is named first.
  const [from, to] = confusion[a]![b]! >= confusion[b]![a]! ? [a, b] : [b, a];
  return {
    kind: 'confused-pair',
    labels: [perClass[from]!.name, perClass[to]!.name],
    counts: [confusion[from]![to]!, confusion[to]![from]!],
    ...(groupsConfused && { groups: groupsConfused(a, b) }),
    share: count / (images - correct),
    gain: count / images,
  };
}

/** Below these, wrong labels and the confusions of a weak model look alike (ours). */
const leastAccuracy = 0.7;
const leastPicturesAClass = 10;
/** Half the probability further away from the given label; closer is doubt, not contradiction. */
const clearlySure = 0.5;
const namedSuspects = 500;

/** Pictures whose given label clearly looks wrong: were it, and the likely one right, each would be right. */
export function suspectHelp(found: readonly LabelSuspect[], { accuracy, images, perClass }: Metrics): Help<'label-suspects'> | null {
  const suspects = found.filter(({ given, sure }) => sure - given >= clearlySure);
  if (suspects.length === 0) return null;
  const isUnsure = accuracy < leastAccuracy || images < leastPicturesAClass * perClass.length;
  return { kind: 'label-suspects', count: suspects.length, isUnsure, pictures: suspects.slice(0, namedSuspects), gain: suspects.length / images };
}

/** A width of more than eight points is hardly a figure. */
const wideInterval = 0.08;

/** How many more pictures, of which the same share is right, halve Wilson's interval. */
function moreToHalve(share: number, images: number, width: number): number {
  const widthAt = (n: number) => {
    const [low, high] = wilsonInterval(Math.round(share * n), n);
    return high - low;
  };
  // Four times as many do it but for Wilson's own pull to the middle, which asks for fewer.
  let [enough, tooFew] = [4 * images, images];
  while (widthAt(enough) > width / 2) enough += images;
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (widthAt(middle) > width / 2) tooFew = middle;
    else enough = middle;
  }
  return enough - images;
}

/**
 * Too few pictures for a figure, or for telling whether it is better than doing without. Of groups four times as many halve an interval (its width goes
 * with the root of their number); pictures more of the same groups hardly do.
 */
export function tooFewToJudge({ accuracy, accuracyInterval, independentGroups: groups = null, images }: Metrics, isUntold: boolean): Help<'too-few-pictures' | 'too-few-groups'> | null {
  if (accuracyInterval === null) return { kind: 'too-few-groups', groups: groups ?? 0, moreGroups: fewestGroups - (groups ?? 0), margin: null, gain: null };
  const width = accuracyInterval[1] - accuracyInterval[0];
  if (width <= wideInterval && !isUntold) return null;
  if (groups !== null) return { kind: 'too-few-groups', groups, moreGroups: 3 * groups, margin: width / 2, gain: null };
  return { kind: 'too-few-pictures', images, moreImages: moreToHalve(accuracy, images, width), margin: width / 2, gain: null };
}

/** Figures of the epoch whose weights were kept. */
export interface KeptEpoch {
  readonly trainAccuracy: number;
  readonly valAccuracy: number;
  readonly trainLoss: number;
  readonly valLoss: number;
}

/** Loss more than doubled and ten points fewer right: what it learned is about its pictures more than about their classes. */
const farLoss = 2;
const farAccuracy = 0.1;

export function learnsByHeart(kept: KeptEpoch | null, isAugmented: boolean): Help<'learns-by-heart'> | null {
  if (!kept) return null;
  const { trainAccuracy, valAccuracy, trainLoss, valLoss } = kept;
  if (valLoss <= farLoss * trainLoss || trainAccuracy - valAccuracy < farAccuracy) return null;
  return { kind: 'learns-by-heart', trainAccuracy, trainLoss, valLoss, isAugmented, gain: null };
}
