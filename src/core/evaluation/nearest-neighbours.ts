import { StudioError } from '../errors.ts';

/** What the pictures most like one picture say of it. */
export interface NeighbourVote {
  /** The class most of them have; of equally many the one whose pictures are more alike, then the lower. */
  readonly label: number;
  /** Of the neighbours asked, how many say so, 0..1. */
  readonly share: number;
  /** Rows of the neighbours, the most alike first. */
  readonly neighbours: readonly number[];
}

/**
 * Votes of the `k` nearest neighbours (Cover and Hart 1967) by the cosine of pooled features, as features of pretrained networks are
 * judged (Wu et al. 2018, arXiv:1805.01978, there weighted). A picture is never its own neighbour; of equally near ones the lower row is
 * nearer. Where fewer than `k` have a class, all of them vote; null where none has. Each vote is worked out when it is asked for: one takes
 * `n * dimensions` multiplications.
 * @param features float32 [n, dimensions], row by row; a row of zeros is like none (cosine 0)
 * @param labels [n]; below 0: has no class and does not vote
 * @param asked rows, with a class or without
 * @param groups of each row, null where it is alone: the others of a picture's own group do not vote, since what they show they show of the same thing; left out: all do
 * @throws StudioError `internal` where the shapes disagree or `k` is no whole number above 0
 */
export function* neighbourVotes(
  features: Float32Array,
  labels: ArrayLike<number>,
  asked: Iterable<number>,
  k: number,
  groups: readonly (string | null)[] = [],
): Generator<NeighbourVote | null, void, void> {
  const dimensions = labels.length === 0 ? 0 : features.length / labels.length;
  if (!Number.isInteger(dimensions) || !Number.isInteger(k) || k < 1) {
    throw new StudioError('internal', `${features.length} features of ${labels.length} pictures, ${k} neighbours`);
  }
  const lengths = Float64Array.from({ length: labels.length }, (_, row) => Math.sqrt(dot(features, row, row, dimensions)) || 1);
  const voters = Array.from({ length: labels.length }, (_, row) => row).filter((row) => labels[row]! >= 0);
  for (const row of asked) {
    const group = groups[row] ?? null;
    const others = group === null ? voters : voters.filter((other) => groups[other] !== group);
    const nearest = nearestOf(row, others, k, (other) => dot(features, row, other, dimensions) / (lengths[row]! * lengths[other]!));
    yield nearest.length === 0 ? null : vote(nearest, labels);
  }
}

interface Neighbour {
  readonly row: number;
  readonly likeness: number;
}

function dot(features: Float32Array, a: number, b: number, dimensions: number): number {
  let sum = 0;
  for (let i = a * dimensions, j = b * dimensions, end = i + dimensions; i < end; i++, j++) sum += features[i]! * features[j]!;
  return sum;
}

function nearestOf(row: number, voters: readonly number[], k: number, likenessOf: (other: number) => number): Neighbour[] {
  const nearest: Neighbour[] = [];
  for (const other of voters) {
    if (other === row) continue;
    const likeness = likenessOf(other);
    if (nearest.length === k && !(likeness > nearest[k - 1]!.likeness)) continue;
    const place = nearest.findIndex((each) => likeness > each.likeness);
    nearest.splice(place < 0 ? nearest.length : place, 0, { row: other, likeness });
    if (nearest.length > k) nearest.pop();
  }
  return nearest;
}

function vote(nearest: readonly Neighbour[], labels: ArrayLike<number>): NeighbourVote {
  const counts = new Map<number, { votes: number; likeness: number }>();
  for (const { row, likeness } of nearest) {
    const label = labels[row]!;
    const { votes, likeness: sum } = counts.get(label) ?? { votes: 0, likeness: 0 };
    counts.set(label, { votes: votes + 1, likeness: sum + likeness });
  }
  const [[label, { votes }]] = [...counts].toSorted(
    ([a, one], [b, two]) => two.votes - one.votes || two.likeness - one.likeness || a - b,
  ) as [[number, { votes: number; likeness: number }], ...unknown[]];
  return { label, share: votes / nearest.length, neighbours: nearest.map(({ row }) => row) };
}
