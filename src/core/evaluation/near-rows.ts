import { leastSquare } from './familiarity-index.ts';
import type { FamiliarityIndex } from './familiarity-index.ts';
import { askedAtOnce, nearKernel, knownAtOnce, stepDimensions } from './near-kernel.ts';
import { leastLength, rowLength, rowLengths } from './squared-distances.ts';
import type { KnownRows } from './squared-distances.ts';

// Features q are rounded to whole numbers Q of 16 bits: Q is s q but for less than half in each dimension. Products of those with a row r of an index are summed without
// any rounding, and Q r / |r|, the key of a row, is s |q| cos(q, r) but for |Q - s q| at most (Cauchy and Schwarz): the larger a key, the nearer the row. So rows that
// are among the `wanted` nearest have keys that are no further than twice that below the `wanted`-th largest key; all rows nearer than `leastSquare` are
// equally near, so their keys count as one. What the float64 sums of `squared-distances.ts` round, and keys, is less than `rounding` of s |q| for each dimension.

/** Over ten times as much as sums, quotients and keys in float64 can be off, in parts of what is compared, for each dimension. */
const rounding = 1e-14;
const otherRoundings = 16;

/** A block of rows stays nearest to the processor while all features of a set are compared with it. */
const blockBytes = 2 ** 14;
const setSize = 32;
const half = stepDimensions / 2;

/** What is known of a picture's neighbours while rows are looked at. */
interface Search {
  readonly places: number[];
  readonly keys: number[];
  /** The `wanted` largest keys, in falling order. */
  readonly best: Float64Array;
  /** The least key of all rows at `leastSquare`. */
  readonly reach: number;
  readonly margin: number;
  /** No row with a smaller key is among the nearest. */
  least: number;
}

/** The rows of an index, laid out for comparing, and which of them may be near. */
export interface NearRows extends KnownRows {
  /** Of each picture, `[dimensions]`, the places of all rows that may be among the nearest `wanted`, those as near as the last of them too, in rising order. */
  placesNear(asked: readonly Float64Array[]): ArrayLike<number>[];
}

export function nearRows(index: FamiliarityIndex, wanted: number): NearRows {
  const { dimensions } = index;
  const lengths = rowLengths(index);
  const count = lengths.length;
  const pitch = stepDimensions * Math.ceil(dimensions / stepDimensions);
  const blockRows = knownAtOnce * Math.max(1, Math.floor(blockBytes / pitch / knownAtOnce));
  const askedAt = pitch * knownAtOnce * Math.ceil(count / knownAtOnce);
  const dotsAt = askedAt + 2 * pitch * setSize;
  const { functions, memory } = nearKernel(dotsAt + 4 * askedAtOnce * blockRows);
  const rows = new Int8Array(memory.buffer, 0, count * pitch);
  for (let place = 0; place < count; place++) rows.set(index.rows.subarray(place * dimensions, (place + 1) * dimensions), place * pitch);
  const words = new Int16Array(memory.buffer, askedAt, pitch * setSize);
  const dots = new Int32Array(memory.buffer, dotsAt, askedAtOnce * blockRows);
  // A row of zeros has no direction: not a number is no key, and it is near or not by itself.
  const inverse = lengths.map((length) => (length === 0 ? NaN : 1 / length));
  const zeros = Array.from(lengths.keys()).filter((place) => lengths[place] === 0);
  /** So large that a sum of all products has 32 bits. */
  const level = Math.min(2 ** 15 - 1, Math.floor((2 ** 31 - 1) / (2 ** 7 * pitch)));

  function take(search: Search, place: number, key: number): number {
    const { places, keys, best, reach, margin } = search;
    places.push(place);
    keys.push(key);
    if (key > best[wanted - 1]!) {
      let rank = wanted - 1;
      for (; rank > 0 && best[rank - 1]! < key; rank--) best[rank] = best[rank - 1]!;
      best[rank] = key;
    }
    search.least = Math.min(best[wanted - 1]!, reach) - margin;
    return search.least;
  }

  /** Lays out the features that are the `at`-th of a set. Null where they have no direction either, or are no numbers: then any row may be near. */
  function begin(own: Float64Array, at: number): Search | null {
    const length = rowLength(own, 0, dimensions);
    if (!(length > leastLength && length < Infinity)) return null;
    let largest = 0;
    for (const value of own) largest = Math.max(largest, Math.abs(value));
    const scale = level / largest;
    const lane = (at % askedAtOnce) * half;
    const group = (at - (at % askedAtOnce)) * pitch;
    let lost = 0;
    for (let d = 0; d < dimensions; d++) {
      const value = own[d]! * scale;
      const whole = Math.round(value);
      lost += (value - whole) ** 2;
      words[group + askedAtOnce * (d - (d % half)) + lane + (d % half)] = whole;
    }
    const unit = scale * length;
    const margin = 2 * Math.sqrt(lost) + unit * (dimensions + otherRoundings) * rounding;
    const search: Search = { places: [], keys: [], best: new Float64Array(wanted).fill(-Infinity), reach: unit * (1 - leastSquare / 2), margin, least: -Infinity };
    // At the square 1 always.
    for (const place of zeros) take(search, place, unit / 2);
    return search;
  }

  /** At rows from `from` on, of which the dots with four features are there; who has no search has a least key that nothing reaches. */
  function look(searches: readonly (Search | null | undefined)[], from: number, many: number): void {
    const [first, second, third, fourth] = searches;
    let [a, b, c, e] = [first?.least ?? Infinity, second?.least ?? Infinity, third?.least ?? Infinity, fourth?.least ?? Infinity];
    for (let row = 0, at = 0; row < many; row++, at += askedAtOnce) {
      const by = inverse[from + row]!;
      if (dots[at]! * by >= a) a = take(first!, from + row, dots[at]! * by);
      if (dots[at + 1]! * by >= b) b = take(second!, from + row, dots[at + 1]! * by);
      if (dots[at + 2]! * by >= c) c = take(third!, from + row, dots[at + 2]! * by);
      if (dots[at + 3]! * by >= e) e = take(fourth!, from + row, dots[at + 3]! * by);
    }
  }

  function lookAtAll(searches: readonly (Search | null)[]): void {
    const groups = Array.from({ length: Math.ceil(searches.length / askedAtOnce) }, (_, group) => searches.slice(askedAtOnce * group, askedAtOnce * (group + 1)));
    for (let from = 0; from < count; from += blockRows) {
      const many = Math.min(blockRows, count - from);
      for (const [group, of] of groups.entries()) {
        functions.dotsOfRows(from * pitch, pitch, Math.ceil(many / knownAtOnce), askedAt + 2 * pitch * askedAtOnce * group, dotsAt);
        look(of, from, many);
      }
    }
  }

  return {
    rows,
    pitch,
    lengths,
    placesNear(asked) {
      const found: ArrayLike<number>[] = [];
      for (let from = 0; from < asked.length; from += setSize) {
        const searches = asked.slice(from, from + setSize).map(begin);
        if (searches.some((search) => search)) lookAtAll(searches);
        found.push(...searches.map((search) => (search ? nearOf(search) : Array.from(lengths.keys()))));
      }
      return found;
    },
  };
}

const nearOf = ({ places, keys, least }: Search): number[] => places.filter((_, at) => keys[at]! >= least).sort((a, b) => a - b);
