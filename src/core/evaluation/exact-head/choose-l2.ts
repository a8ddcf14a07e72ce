import type { FeatureProducts } from './feature-products.ts';
import { chooseRows, meanLoss } from './head-rows.ts';
import type { HeadRows } from './head-rows.ts';
import type { Accuracy } from './head-search.ts';
import { headSpace, solveHeads } from './solve-heads.ts';
import type { CentredHead, HeadSpace } from './solve-heads.ts';

/** From the largest. */
export const l2Grid: readonly number[] = [100, 10, 1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6];

/** Where the grid is begun. */
const middle = 4;

/** What was tried of the grid, from its top. */
export interface TriedL2 {
  readonly l2: number;
  /** Mean held-out cross-entropy of each fold. */
  readonly foldLoss: readonly number[];
  readonly mean: number;
  /** sd of the folds / sqrt(folds) */
  readonly standardError: number;
}

export interface ChosenL2 {
  readonly l2: number;
  /** That with the least held-out loss. */
  readonly best: number;
  readonly tried: readonly TriedL2[];
  /** Whether the best one is at an end of the grid, beyond which it may go on. */
  readonly isAtEnd: boolean;
  /** A start for the head of all rows at `l2`: the mean of the folds'. */
  readonly start: CentredHead;
}

/** How many folds there are, of which each row has one or none (negative). */
export const foldCount = (folds: ArrayLike<number>): number => Array.from(folds).reduce((most, fold) => Math.max(most, fold + 1), 0);

function meanHead(heads: readonly CentredHead[]): CentredHead {
  const mean = (of: (head: CentredHead) => Float64Array) =>
    of(heads[0]!).map((_, j) => heads.reduce((sum, head) => sum + of(head)[j]!, 0) / heads.length);
  return { weight: mean(({ weight }) => weight), bias: mean(({ bias }) => bias) };
}

/** As far from `near` as that is from `far`: heads change about as much from one l2 to the next. */
function beyond(near: CentredHead, far: CentredHead): CentredHead {
  const on = (a: Float64Array, b: Float64Array) => a.map((value, j) => 2 * value - b[j]!);
  return { weight: on(near.weight, far.weight), bias: on(near.bias, far.bias) };
}

export interface ChooseL2Options {
  /** For as many heads as there are folds. */
  readonly space?: HeadSpace | undefined;
  /** Folds hold whole groups of pictures: the l2 of the least loss is taken. How far folds lie apart is then how unlike groups are, which says nothing of l2 (`docs/decisions/0090`). */
  readonly isGrouped?: boolean;
}

/**
 * The largest l2 whose held-out loss is within one standard error of the least (Breiman et al. 1984; Hastie et al., Elements of Statistical
 * Learning, 7.10). Yields after each iteration.
 * @param folds of each row (`headFolds`); negative: in no held-out part
 */
export function* chooseL2(
  products: FeatureProducts,
  rows: HeadRows,
  folds: ArrayLike<number>,
  accuracy: Accuracy,
  { space = headSpace(products.rows, rows.classes, foldCount(folds)), isGrouped = false }: ChooseL2Options = {},
): Generator<{ readonly l2: number; readonly gradientNorm: number }, ChosenL2> {
  const count = foldCount(folds);
  const heldOut = Array.from({ length: count }, (_, fold) => chooseRows(rows, (row) => folds[row] === fold));
  const taught = Array.from({ length: count }, (_, fold) => chooseRows(rows, (row) => folds[row] !== fold));
  const tried: TriedL2[] = [];
  const headsOf = new Map<number, CentredHead[]>();
  function* attempt(l2: number, start: readonly CentredHead[] | undefined): Generator<{ readonly l2: number; readonly gradientNorm: number }> {
    const problems = taught.map((chosen, fold) => ({ l2, chosen, ...(start && { start: start[fold]! }) }));
    const solving = solveHeads(products, rows.classes, problems, accuracy, space);
    let turn = solving.next();
    for (; !turn.done; turn = solving.next()) yield { l2, gradientNorm: turn.value };
    const foldLoss = turn.value.map(({ logits }, fold) => meanLoss(heldOut[fold]!, logits));
    const mean = foldLoss.reduce((sum, loss) => sum + loss, 0) / count;
    const variance = foldLoss.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / Math.max(1, count - 1);
    tried.push({ l2, foldLoss, mean, standardError: Math.sqrt(variance / count) });
    headsOf.set(l2, turn.value.map(({ weight, bias }) => ({ weight, bias })));
  }
  yield* attempt(l2Grid[middle]!, undefined);
  for (const by of [-1, 1]) {
    for (let at = middle + by; at in l2Grid && !isBad(l2Grid[at - by]!, tried); at += by) {
      const near = headsOf.get(l2Grid[at - by]!)!;
      const far = headsOf.get(l2Grid[at - 2 * by]!);
      yield* attempt(l2Grid[at]!, far ? near.map((head, fold) => beyond(head, far[fold]!)) : near);
    }
  }
  tried.sort((one, other) => other.l2 - one.l2);
  const best = leastOf(tried);
  const { l2 } = tried.find(({ mean }) => mean <= best.mean + (isGrouped ? 0 : best.standardError))!;
  const isAtEnd = best.l2 === l2Grid[0] || best.l2 === l2Grid.at(-1);
  return { l2, best: best.l2, tried, isAtEnd, start: meanHead(headsOf.get(l2)!) };
}

const leastOf = (tried: readonly TriedL2[]): TriedL2 => tried.reduce((least, one) => (one.mean < least.mean ? one : least));

/** Whether it is worse than the best by more than a standard error. Folds have their luck in common, so that this is no chance, and it is worse still beyond it. */
function isBad(l2: number, tried: readonly TriedL2[]): boolean {
  const least = leastOf(tried);
  return tried.find((one) => one.l2 === l2)!.mean > least.mean + least.standardError;
}
