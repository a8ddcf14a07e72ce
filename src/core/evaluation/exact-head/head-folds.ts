/**
 * A fold of each row, 0 to `folds` - 1: groups stay together, and each class is spread over all folds, whole groups in a drawn order, each
 * to the fold that has least of its class (of equal ones: least of all). A class of one group is in no fold (-1): it always teaches.
 * @param groups of each row; rows of one value stay together
 * @param random in [0, 1)
 */
export function headFolds(labels: readonly number[], groups: readonly (string | number)[], folds: number, random: () => number): Int32Array {
  const members = new Map<string | number, number[]>();
  for (const [row, group] of groups.entries()) members.set(group, [...(members.get(group) ?? []), row]);
  const order = [...members.values()];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const groupsOfClass = new Map<number, number>();
  for (const rows of order) for (const label of new Set(rows.map((row) => labels[row]!))) groupsOfClass.set(label, (groupsOfClass.get(label) ?? 0) + 1);
  const counts = Array.from({ length: folds }, () => new Map<number, number>());
  const sizes = new Float64Array(folds);
  const out = new Int32Array(labels.length).fill(-1);
  for (const rows of order) {
    const label = labels[rows[0]!]!;
    if (rows.some((row) => groupsOfClass.get(labels[row]!) === 1)) continue;
    let best = 0;
    for (let fold = 1; fold < folds; fold++) {
      const less = (counts[fold]!.get(label) ?? 0) - (counts[best]!.get(label) ?? 0) || sizes[fold]! - sizes[best]!;
      if (less < 0) best = fold;
    }
    counts[best]!.set(label, (counts[best]!.get(label) ?? 0) + rows.length);
    sizes[best]! += rows.length;
    for (const row of rows) out[row] = best;
  }
  return out;
}
