import { StudioError } from '../errors.ts';
import { unitRows } from './unit-rows.ts';

const smallestCluster = 5;
const mostClusters = 500;
const mostNeighbours = 20;
const mostRounds = 300;

export interface LabelNext {
  /** Rows worth a label, the first first. */
  readonly chosen: number[];
  /** The rows that the clusters began at, and the cluster of each row. */
  readonly start: number[];
  readonly clusters: Int32Array;
}

/**
 * Typical pictures, each of another kind: TypiClust (Hacohen, Dekel, Weinshall, ICML 2022) on features of length 1. k-means into as many clusters as there
 * are labels and wishes, from the row nearest the mean and then the farthest; clusters with the fewest labels first, of equal ones the largest; of each the
 * row with the least mean distance to its nearest unlabelled ones. Clusters of five or fewer are left out, so outliers never come. Where clusters of
 * size have fewer rows than are wished (many labels beside few rows make kinds of one row each), half as many are made, until there are enough. Plain distances,
 * where the authors' are squared; a rest of one row is itself.
 * @param features float32 [rows, dimensions] @param labelled rows that have a label
 * @throws StudioError `internal` where the features are no whole rows
 */
export function labelNext(features: ArrayLike<number>, dimensions: number, labelled: readonly number[], budget: number): LabelNext {
  const rows = features.length / dimensions;
  if (!Number.isInteger(rows)) throw new StudioError('internal', `${features.length} features of ${dimensions} dimensions are no whole rows`);
  const unit = unitRows(features, dimensions);
  const most = Math.min(labelled.length + budget, mostClusters, rows);
  let found = chosenOfClusters(unit, dimensions, labelled, budget, most);
  for (let count = most >> 1; count > 0 && found.chosen.length < Math.min(budget, rows - labelled.length); count >>= 1) {
    const fewer = chosenOfClusters(unit, dimensions, labelled, budget, count);
    if (fewer.chosen.length > found.chosen.length) found = fewer;
  }
  return found;
}

function chosenOfClusters(unit: Float64Array, dimensions: number, labelled: readonly number[], budget: number, count: number): LabelNext {
  const start = farthestFirst(unit, dimensions, count);
  const clusters = lloyd(unit, dimensions, start);
  const members = start.map((_, cluster) => [...clusters.keys()].filter((row) => clusters[row] === cluster));
  const seen = start.map((_, cluster) => labelled.filter((row) => clusters[row] === cluster).length);
  const usable = [...start.keys()]
    .filter((cluster) => members[cluster]!.length > smallestCluster)
    .toSorted((a, b) => seen[a]! - seen[b]! || members[b]!.length - members[a]!.length || a - b);
  const taken = new Set(labelled);
  const chosen: number[] = [];
  const restOf = (cluster: number): number[] => members[cluster]!.filter((row) => !taken.has(row));
  for (let turn = 0; chosen.length < budget && usable.some((cluster) => restOf(cluster).length > 0); turn++) {
    const rest = restOf(usable[turn % usable.length]!);
    if (rest.length === 0) continue;
    const pick = mostTypical(unit, dimensions, rest);
    chosen.push(pick);
    taken.add(pick);
  }
  return { chosen, start, clusters };
}

function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, dimensions: number): number {
  let sum = 0;
  for (let d = 0; d < dimensions; d++) sum += (a[i * dimensions + d]! - b[j * dimensions + d]!) ** 2;
  return sum;
}

function farthestFirst(unit: Float64Array, dimensions: number, count: number): number[] {
  const rows = unit.length / dimensions;
  if (count === 0) return [];
  const mean = new Float64Array(dimensions);
  for (let i = 0; i < unit.length; i++) mean[i % dimensions]! += unit[i]! / rows;
  const toMean = Float64Array.from({ length: rows }, (_, row) => squaredDistance(unit, row, mean, 0, dimensions));
  const start = [toMean.indexOf(Math.min(...toMean))];
  const nearest = new Float64Array(rows).fill(Infinity);
  while (start.length < count) {
    const last = start.at(-1)!;
    let farthest = 0;
    for (let row = 0; row < rows; row++) {
      nearest[row] = Math.min(nearest[row]!, squaredDistance(unit, row, unit, last, dimensions));
      if (nearest[row]! > nearest[farthest]!) farthest = row;
    }
    start.push(farthest);
  }
  return start;
}

function lloyd(unit: Float64Array, dimensions: number, start: readonly number[]): Int32Array {
  const rows = unit.length / dimensions;
  const centres = Float64Array.from(start.flatMap((row) => [...unit.subarray(row * dimensions, (row + 1) * dimensions)]));
  let clusters = new Int32Array(rows).fill(-1);
  for (let round = 0; round < mostRounds; round++) {
    const next = Int32Array.from({ length: rows }, (_, row) => {
      let best = 0;
      let least = Infinity;
      for (let cluster = 0; cluster < start.length; cluster++) {
        const distance = squaredDistance(unit, row, centres, cluster, dimensions);
        if (distance < least) [best, least] = [cluster, distance];
      }
      return best;
    });
    if (next.every((cluster, row) => cluster === clusters[row])) break;
    clusters = next;
    const sums = new Float64Array(centres.length);
    const counts = new Int32Array(start.length);
    for (let row = 0; row < rows; row++) {
      counts[clusters[row]!]! += 1;
      for (let d = 0; d < dimensions; d++) sums[clusters[row]! * dimensions + d]! += unit[row * dimensions + d]!;
    }
    for (let i = 0; i < sums.length; i++) {
      const count = counts[Math.floor(i / dimensions)]!;
      if (count > 0) centres[i] = sums[i]! / count;
    }
  }
  return clusters;
}

/** Of the rows the one with the least mean distance to the nearest of them; the lower of equal ones. */
function mostTypical(unit: Float64Array, dimensions: number, rest: readonly number[]): number {
  if (rest.length === 1) return rest[0]!;
  const count = Math.max(1, Math.min(mostNeighbours, Math.floor(rest.length / 2)));
  const spread = rest.map((row) => {
    const distances = Float64Array.from(rest, (other) => Math.sqrt(squaredDistance(unit, row, unit, other, dimensions))).sort();
    return distances.subarray(1, count + 1).reduce((a, b) => a + b, 0) / count;
  });
  return rest[spread.indexOf(Math.min(...spread))]!;
}
