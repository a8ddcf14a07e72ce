/** Repeated measurements of one thing: the middle one, and from the smallest to the largest. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** @throws RangeError where there is no value, or one that is no number */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0 || values.some((value) => !Number.isFinite(value))) throw new RangeError(`No figures: [${values.join(', ')}]`);
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)! };
}

/** Median (least to most), in a column. */
export function spreadText(values: readonly number[], digits: number): string {
  const { median, least, most } = spreadOf(values);
  return `${median.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`.padStart(24);
}

/**
 * Measures each of `cells` once, then each again, and so on: what else the machine does in between falls on all of them alike.
 * @returns the values of each cell, in the order of the rounds
 */
export async function interleaved<Cell, Value>(
  cells: readonly Cell[],
  rounds: number,
  measure: (cell: Cell, round: number) => Promise<Value>,
): Promise<Map<Cell, Value[]>> {
  const values = new Map(cells.map((cell): [Cell, Value[]] => [cell, []]));
  for (let round = 0; round < rounds; round++) {
    // Backwards in every second round, so that no cell always comes after the same other one.
    for (const cell of round % 2 === 0 ? cells : cells.toReversed()) values.get(cell)!.push(await measure(cell, round));
  }
  return values;
}
