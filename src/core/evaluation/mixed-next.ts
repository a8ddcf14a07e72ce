/** Of so many pictures one is drawn at random. Ours. */
const controlEvery = 5;
/** With so many labels a class being unsure says more than being typical (Hacohen 2022: a gain of typical ones is published for tiny numbers alone). */
const labelsForUncertain = 50;

export const usualMethod = (labelled: number, classes: number): 'typical' | 'uncertain' => (classes >= 2 && labelled >= labelsForUncertain * classes ? 'uncertain' : 'typical');

/** How many of `count` are chosen by a method; the others are drawn. */
export const chosenOf = (count: number): number => count - Math.floor(count / controlEvery);

export interface MixedRow {
  readonly row: number;
  readonly isRandom: boolean;
}

/**
 * Chosen rows with randomly drawn ones among them, at places that tell nothing. Where fewer were chosen than wished, more are drawn; where fewer are left than
 * wished, as many of five are drawn as of more, or nothing would tell whether choosing helps.
 * @param chosen the first first; of them `chosenOf` of what comes at most are taken @param rest rows that may be drawn @param random in [0, 1)
 */
export function mixedNext(chosen: readonly number[], rest: readonly number[], count: number, random: () => number): MixedRow[] {
  const coming = Math.min(count, rest.length);
  const taken = chosen.slice(0, chosenOf(coming));
  const isTaken = new Set(taken);
  const drawn = rest
    .filter((row) => !isTaken.has(row))
    .map((row) => ({ row, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .slice(0, coming - taken.length)
    .map(({ row }) => row);
  const places = new Set(
    Array.from({ length: taken.length + drawn.length }, (_, place) => ({ place, key: random() }))
      .toSorted((a, b) => a.key - b.key)
      .slice(0, drawn.length)
      .map(({ place }) => place),
  );
  const [own, others] = [taken.values(), drawn.values()];
  return Array.from({ length: taken.length + drawn.length }, (_, place) => ({ row: (places.has(place) ? others : own).next().value!, isRandom: places.has(place) }));
}

/** The two likeliest classes of a row of probabilities. */
export function likeliestTwo(probabilities: Float32Array, classes: number, row: number): [first: number, second: number] {
  const order = Array.from({ length: classes }, (_, label) => label).toSorted((a, b) => probabilities[row * classes + b]! - probabilities[row * classes + a]! || a - b);
  return [order[0]!, order[1]!];
}

/** Rows by how little lies between their two likeliest classes, the least first (margin sampling; Scheffer 2001). */
export function leastSure(probabilities: Float32Array, classes: number, rows: readonly number[]): number[] {
  const margin = (row: number): number => {
    const [first, second] = likeliestTwo(probabilities, classes, row);
    return probabilities[row * classes + first]! - probabilities[row * classes + second]!;
  };
  return rows.map((row) => ({ row, by: margin(row) })).toSorted((a, b) => a.by - b.by || a.row - b.row).map(({ row }) => row);
}
