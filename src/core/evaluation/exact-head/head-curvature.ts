import type { Bends, Ways } from './feature-products.ts';
import { eachRows } from './head-rows.ts';
import type { Beside, OnLine } from './head-rows.ts';

/** Room for what `bendsOf` tells of as many heads as there will ever be, `[rows, columns]` each. */
export interface BendSpace {
  readonly likeliest: Float32Array;
  readonly doubts: Float32Array;
  readonly shares: Float32Array;
}

export function bendSpace(rows: number, classes: number, heads: number): BendSpace {
  const values = rows * heads * (classes - 1);
  return { likeliest: new Float32Array(values), doubts: new Float32Array(values), shares: new Float32Array(values) };
}

/** How the losses of some of the heads side by side bend where they stand, from their residuals. @param space whose arrays it has, until it is used again */
export function bendsOf(heads: readonly OnLine[], { columns, residuals }: Beside, space: BendSpace): Bends {
  const free = heads[0]!.bias.length - 1;
  const width = heads.length * free;
  const rows = residuals.length / columns;
  const room = (values: Float32Array) => values.subarray(0, rows * width);
  const bends = { columns: width, free, likeliest: room(space.likeliest), doubts: room(space.doubts), shares: room(space.shares) };
  const cursors = heads.map(() => 0);
  eachRows(rows, columns + width, (begin, end) => {
    for (const [place, head] of heads.entries()) cursors[place] = bendRows(head, { columns, residuals }, bends, place * free, begin, end, cursors[place]!);
  });
  const ofHead = new Float32Array(width * heads.length);
  for (let c = 0; c < width; c++) ofHead[c * heads.length + Math.floor(c / free)] = 1;
  return { ...bends, ofHead };
}

/** Of the rows from `begin` to `end`, in the columns from `place`. @param at the first chosen row among them @returns the first behind them */
function bendRows({ chosen, first }: OnLine, { columns, residuals }: Pick<Beside, 'columns' | 'residuals'>, bends: Omit<Bends, 'ofHead'>, place: number, begin: number, end: number, at: number): number {
  const { rows, targets, scale, sums } = chosen;
  const { columns: width, free, likeliest, doubts, shares } = bends;
  for (let row = begin; row < end; row++) {
    const into = row * width + place;
    if (rows[at] !== row) {
      for (let c = 0; c < free; c++) shares[into + c] = doubts[into + c] = likeliest[into + c] = 0;
      continue;
    }
    const from = row * columns + first;
    const target = row * (free + 1);
    // A row that weighs nothing has no residuals either.
    const whole = sums[at]! > 0 ? 1 / (scale * sums[at]!) : 0;
    let [most, likely] = [-1, 0];
    for (let c = 0; c <= free; c++) {
      const share = residuals[from + c]! + targets[target + c]! * scale;
      if (c < free) shares[into + c] = share;
      if (share > most) [most, likely] = [share, c];
    }
    // 1 less a probability near 1 would be rounded away.
    let others = 0;
    for (let c = 0; c <= free; c++) if (c !== likely) others += residuals[from + c]! + targets[target + c]! * scale;
    const last = residuals[from + free]! + targets[target + free]! * scale;
    for (let c = 0; c < free; c++) {
      likeliest[into + c] = c === likely ? 1 : 0;
      doubts[into + c] = ((c === likely ? -others : residuals[from + c]! + targets[target + c]! * scale) - last) * whole;
    }
    at++;
  }
  return at;
}

/** Ways (weights, then biases) of several searches side by side, without the last class of each. */
export function waysBeside(each: readonly Float64Array[], classes: number): Ways {
  const dimensions = each[0]!.length / classes - 1;
  const [free, size] = [classes - 1, classes * dimensions];
  const weights = new Float32Array(each.length * free * dimensions);
  const biases = new Float32Array(each.length * free);
  for (const [at, way] of each.entries()) {
    weights.set(way.subarray(0, free * dimensions), at * free * dimensions);
    biases.set(way.subarray(size, size + free), at * free);
  }
  return { weights, biases };
}

/** Fills `into` (weights, then biases) with what second derivatives make of the way of the search that is the `at`th, the penalty's too. */
export function bentWay(into: Float64Array, { weights, biases }: Ways, way: Float64Array, l2: number, at: number, classes: number): void {
  const dimensions = into.length / classes - 1;
  const [last, size] = [(classes - 1) * dimensions, classes * dimensions];
  const from = at * last;
  for (let j = 0; j < dimensions; j++) into[last + j] = l2 * way[last + j]!;
  for (let i = 0, j = 0; i < last; i++, j = j + 1 === dimensions ? 0 : j + 1) {
    const change = weights[from + i]!;
    into[i] = change + l2 * way[i]!;
    into[last + j]! -= change;
  }
  into[size + classes - 1] = 0;
  for (let c = 0; c < classes - 1; c++) {
    const change = biases[at * (classes - 1) + c]!;
    into[size + c] = change;
    into[size + classes - 1]! -= change;
  }
}
