/**
 * The k for classes of so many pictures: half the smallest, since beyond a class's size the k-th neighbour is a stranger always; at most 3, where near classes are
 * told apart better than by farther ones, and one odd picture does not decide alone (`docs/decisions/0055`).
 */
export const neighbourOf = (classSizes: readonly number[]): number => Math.min(3, Math.max(1, Math.floor(Math.min(...classSizes) / 2)));

/** How familiar pictures are to a bank without one class: those of the other classes, and those of the class itself. */
export interface HeldOutScores {
  readonly known: readonly number[];
  readonly unknown: readonly number[];
}

/**
 * Each class left out once: its pictures are the unknown ones to a bank without it, those of the other classes the known ones. Null where one side has no
 * pictures, or the bank is too small without the class.
 * @param squaresOf squares of the distances of each judged picture to every picture of the bank, each good until the next one
 */
export function heldOutScores(bankLabels: readonly number[], judgedLabels: readonly number[], squaresOf: Iterable<ArrayLike<number>>, classCount: number, k: number): (HeldOutScores | null)[] {
  const classes = Array.from({ length: classCount }, (_, held) => ({ held, others: bankLabels.filter((label) => label !== held).length }));
  // [judged, held]: less the distance to the k-th nearest that is of no held class.
  const scores = Array.from(squaresOf, (squares) => {
    const sorted = nearestByLabel(bankLabels, squares, k);
    return classes.map(({ held }) => {
      let left = k;
      return -Math.sqrt(sorted.find(({ label }) => label !== held && --left === 0)?.square ?? NaN);
    });
  });
  return classes.map(({ held, others }) => {
    const [known, unknown] = [true, false].map((isKnown) => scores.flatMap((row, at) => ((judgedLabels[at] !== held) === isKnown ? [row[held]!] : [])));
    return known!.length === 0 || unknown!.length === 0 || others < k ? null : { known: known!, unknown: unknown! };
  });
}

/** The `k` nearest of each label, all of them in order, the nearest first: whichever class is left out, no farther one counts. */
function nearestByLabel(labels: readonly number[], squares: ArrayLike<number>, k: number): { label: number; square: number }[] {
  const nearest = new Map<number, number[]>();
  for (let at = 0; at < labels.length; at++) {
    const own = nearest.get(labels[at]!) ?? [];
    if (own.length === 0) nearest.set(labels[at]!, own);
    const square = squares[at]!;
    if (Number.isNaN(square) || (own.length === k && square >= own[k - 1]!)) continue;
    own.splice(own.findLastIndex((nearer) => nearer <= square) + 1, 0, square);
    if (own.length > k) own.pop();
  }
  return [...nearest].flatMap(([label, own]) => own.map((square) => ({ label, square }))).sort((a, b) => a.square - b.square);
}
