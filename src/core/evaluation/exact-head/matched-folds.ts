import { shuffle } from '../../shuffle.ts';

/**
 * Folds drawn picture by picture that hold as many of each class as other folds do, so that what is learned from them differs by nothing but what lies
 * beside what. Rows of one content stay together as far as the numbers allow. Rows in no fold (-1) stay in none.
 * @param like a fold of each row @param random in [0, 1)
 */
export function matchedFolds(labels: readonly number[], contents: readonly string[], like: ArrayLike<number>, random: () => number): Int32Array {
  const out = new Int32Array(labels.length).fill(-1);
  const folded = [...labels.keys()].filter((row) => like[row]! >= 0);
  for (const ofClass of Map.groupBy(folded, (row) => labels[row]!).values()) {
    const room = new Map<number, number>();
    for (const row of ofClass) room.set(like[row]!, (room.get(like[row]!) ?? 0) + 1);
    const units = [...Map.groupBy(ofClass, (row) => contents[row]!).values()];
    shuffle(units, random);
    // Those of several rows first, while there is room for them.
    for (const rows of units.toSorted((a, b) => b.length - a.length)) {
      const places = [...room].filter(([, left]) => left > 0);
      const fitting = places.filter(([, left]) => left >= rows.length);
      const whole = fitting[Math.floor(random() * fitting.length)]?.[0];
      for (const row of rows) {
        const fold = whole ?? [...room].find(([, left]) => left > 0)![0];
        out[row] = fold;
        room.set(fold, room.get(fold)! - 1);
      }
    }
  }
  return out;
}
