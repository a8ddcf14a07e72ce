import { shuffle } from '../../shuffle.ts';

/**
 * A fold of each row, 0 to `folds` - 1, none without a row: groups stay together, and each class is spread over all folds, whole groups in a drawn order, each
 * to the fold that has least of its class (of equal ones: least of all), a group of several classes under its rarest. A class of one group, or whose groups
 * would all lie in one fold, is in none (-1): it always teaches, so that no head is judged by a class it never saw.
 * @param groups of each row; rows of one value stay together
 * @param random in [0, 1)
 */
export function headFolds(labels: readonly number[], groups: readonly (string | number)[], folds: number, random: () => number): Int32Array {
  const order = [...Map.groupBy(groups.keys(), (row) => groups[row]!).values()];
  shuffle(order, random);
  const groupsOfClass = new Map<number, number>();
  for (const rows of order) for (const label of labelsOf(rows, labels)) groupsOfClass.set(label, (groupsOfClass.get(label) ?? 0) + 1);
  const counts = Array.from({ length: folds }, () => new Map<number, number>());
  const sizes = new Float64Array(folds);
  const out = new Int32Array(labels.length).fill(-1);
  for (const rows of order) {
    const own = [...labelsOf(rows, labels)];
    if (own.some((label) => groupsOfClass.get(label) === 1)) continue;
    const rarest = own.reduce((a, b) => (groupsOfClass.get(b)! < groupsOfClass.get(a)! ? b : a));
    let best = 0;
    for (let fold = 1; fold < folds; fold++) {
      const less = (counts[fold]!.get(rarest) ?? 0) - (counts[best]!.get(rarest) ?? 0) || sizes[fold]! - sizes[best]!;
      if (less < 0) best = fold;
    }
    for (const row of rows) counts[best]!.set(labels[row]!, (counts[best]!.get(labels[row]!) ?? 0) + 1);
    sizes[best]! += rows.length;
    for (const row of rows) out[row] = best;
  }
  takeOut(out, labels, order);
  return out;
}

const labelsOf = (rows: readonly number[], labels: readonly number[]): ReadonlySet<number> => new Set(rows.map((row) => labels[row]!));

/** Groups of a class that have all gone to one fold, along with other classes of theirs, go to none. */
function takeOut(out: Int32Array, labels: readonly number[], order: readonly (readonly number[])[]): void {
  for (const [label, rows] of Map.groupBy(labels.keys(), (row) => labels[row]!)) {
    const fold = out[rows[0]!]!;
    if (fold < 0 || rows.some((row) => out[row] !== fold)) continue;
    for (const group of order) if (group.some((row) => labels[row] === label)) for (const row of group) out[row] = -1;
  }
  const used = [...new Set(out)].filter((fold) => fold >= 0).toSorted((a, b) => a - b);
  if (used.at(-1) === used.length - 1) return;
  for (const [row, fold] of out.entries()) if (fold >= 0) out[row] = used.indexOf(fold);
}
