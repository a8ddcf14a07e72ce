import { top1 } from './top-k.ts';

/** Of cleanlab: how far below a class's threshold still counts as reaching it, and the least threshold. */
const tolerance = 1e-6;
const leastThreshold = 2e-6;

/** A picture's given label and the probabilities [classes] of a model that did not learn from it. */
export interface LabelledAnswer {
  readonly label: number;
  readonly probabilities: ArrayLike<number>;
}

/** Place of a picture among all, the class that is sure of it, and (p given - p largest other + 1) / 2: the lower, the clearer. */
export interface Suspect {
  readonly at: number;
  readonly likely: number;
  readonly margin: number;
}

/** Mean probability of class j over the pictures labelled j; 2 where there is none, which is never reached. */
export function labelThresholds(answers: Iterable<LabelledAnswer>, classes: number): number[] {
  const sums = Array.from({ length: classes }, () => ({ sum: 0, count: 0 }));
  for (const { label, probabilities } of answers) {
    sums[label]!.sum += probabilities[label]!;
    sums[label]!.count += 1;
  }
  return sums.map(({ sum, count }) => (count === 0 ? 2 : Math.max(sum / count, leastThreshold)));
}

/**
 * Labels that look wrong, clearest first: confident learning (Northcutt, Jiang, Chuang, JAIR 70, 2021), the off-diagonal of the confident
 * joint as cleanlab's `confident_learning`. A picture is one where another class reaches that class's own threshold and is the likeliest of
 * those that do, and where the likeliest of all is not the given label.
 * @param answers gone through twice, and never held: a thousand classes of a hundred thousand pictures are 400 MB
 */
export function labelSuspects(answers: () => Iterable<LabelledAnswer>, classes: number): Suspect[] {
  const thresholds = labelThresholds(answers(), classes);
  const suspects: Suspect[] = [];
  let at = -1;
  for (const { label: given, probabilities: row } of answers()) {
    at += 1;
    let likely = -1;
    let other = 0;
    for (let c = 0; c < classes; c += 1) {
      if (c !== given) other = Math.max(other, row[c]!);
      if (row[c]! >= thresholds[c]! - tolerance && (likely < 0 || row[c]! > row[likely]!)) likely = c;
    }
    const isKept = likely >= 0 && likely !== given && row[top1(row, classes, 0)]! > row[given]! + tolerance;
    if (isKept) suspects.push({ at, likely, margin: (row[given]! - other + 1) / 2 });
  }
  return suspects.sort((a, b) => a.margin - b.margin || a.at - b.at);
}
