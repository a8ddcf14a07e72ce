import type { FamiliarityIndex } from './familiarity-index.ts';
import { nearRows } from './near-rows.ts';
import { squaresTo, widenedRows } from './squared-distances.ts';

/** How familiar a picture is, less the distance to the k-th nearest, and the places of the `shown` nearest ones. */
export interface Familiar {
  readonly score: number;
  readonly nearest: readonly number[];
}

/**
 * How familiar each row of `features` is, as `familiarity` has it of the rounded rows: by the distances of `squaredDistances` to the last bit, of which only those are worked
 * out that may count. `[n, dimensions]` → `n`
 */
export function familiarOf(index: FamiliarityIndex, shown = 0): (features: ArrayLike<number>) => Familiar[] {
  const { k, dimensions } = index;
  const known = nearRows(index, Math.max(k, shown));
  const exactly = squaresTo(known);
  return (features) => {
    const asked = widenedRows(features, dimensions);
    return known.placesNear(asked).map((places, row) => {
      const squares = new Float64Array(places.length);
      exactly(asked[row]!, places, squares);
      const order = Array.from(squares.keys()).sort((a, b) => squares[a]! - squares[b]!);
      return { score: -Math.sqrt(squares[order[k - 1]!] ?? NaN), nearest: order.slice(0, shown).map((at) => places[at]!) };
    });
  };
}
