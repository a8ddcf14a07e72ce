import type { FeatureProducts } from './feature-products.ts';
import { chooseRows, meanLoss } from './head-rows.ts';
import type { HeadRows } from './head-rows.ts';
import type { Accuracy } from './head-search.ts';
import { headSpace, solveHeads } from './solve-heads.ts';
import type { CentredHead, HeadProblem, HeadSpace } from './solve-heads.ts';

/** From the largest. */
export const l2Grid: readonly number[] = [100, 10, 1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6];

/** Where the grid is begun. */
const middle = 4;

/** Standard errors that heads may be worse than the best where they are left: a step may go too far, and the next one back, but not as far. */
const farWorse = 2;

/** What was tried of the grid, from its top. */
export interface TriedL2 {
  readonly l2: number;
  /** Mean held-out cross-entropy of each fold. */
  readonly foldLoss: readonly number[];
  readonly mean: number;
  /** sd of the folds / sqrt(folds) */
  readonly standardError: number;
  /** Whether its heads were left before their optimum: far worse than the best, and getting worse. */
  readonly isLeft: boolean;
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

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function meanAndError(foldLoss: readonly number[]): Pick<TriedL2, 'mean' | 'standardError'> {
  const middle = mean(foldLoss);
  const variance = foldLoss.reduce((sum, loss) => sum + (loss - middle) ** 2, 0) / Math.max(1, foldLoss.length - 1);
  return { mean: middle, standardError: Math.sqrt(variance / foldLoss.length) };
}

function meanHead(heads: readonly CentredHead[]): CentredHead {
  const middle = (of: (head: CentredHead) => Float64Array) =>
    of(heads[0]!).map((_, j) => heads.reduce((sum, head) => sum + of(head)[j]!, 0) / heads.length);
  return { weight: middle(({ weight }) => weight), bias: middle(({ bias }) => bias) };
}

/** As far from `near` as that is from `far`: heads change about as much from one l2 to the next. */
function beyond(near: CentredHead, far: CentredHead): CentredHead {
  const on = (a: Float64Array, b: Float64Array) => a.map((value, j) => 2 * value - b[j]!);
  return { weight: on(near.weight, far.weight), bias: on(near.bias, far.bias) };
}

export interface ChooseL2Options {
  readonly space?: HeadSpace | undefined;
  /** Folds hold whole groups of pictures: the l2 of the least loss is taken. How far folds lie apart is then how unlike groups are, which says nothing of l2 (`docs/decisions/0103`). */
  readonly isGrouped?: boolean;
}

/** What was tried, by its place in the grid, and the heads of the folds. */
type Tried = ReadonlyMap<number, TriedL2 & { readonly heads: readonly CentredHead[] }>;

const leastOf = (tried: Tried): TriedL2 => [...tried.values()].reduce((least, one) => (one.mean < least.mean ? one : least));

/** The most that a loss may be: a standard error more than the least one. Folds have their luck in common, so that more is no chance, and worse still beyond it. */
const mostOf = (tried: Tried): number => leastOf(tried).mean + leastOf(tried).standardError;

/** The next place of the grid, and from which side: up from its middle until a loss is too large, then down. One that was left may have become good enough since. */
function nextPlace(tried: Tried): { readonly at: number; readonly by: number } | undefined {
  if (tried.size === 0) return { at: middle, by: 1 };
  const most = mostOf(tried);
  for (const by of [-1, 1]) {
    let end = middle;
    while (tried.has(end + by)) end += by;
    const { mean, isLeft } = tried.get(end)!;
    if (mean > most) continue;
    if (isLeft) return { at: end, by };
    if (end + by in l2Grid) return { at: end + by, by };
  }
  return undefined;
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
  const tried = new Map<number, TriedL2 & { readonly heads: readonly CentredHead[] }>();
  for (let place = nextPlace(tried); place; place = nextPlace(tried)) {
    const { at, by } = place;
    const l2 = l2Grid[at]!;
    const near = tried.get(at - by)?.heads;
    const far = tried.get(at - 2 * by)?.heads;
    const problems = taught.map((chosen, fold): HeadProblem => (near ? { l2, chosen, start: far ? beyond(near[fold]!, far[fold]!) : near[fold]! } : { l2, chosen }));
    // One that was left before is solved.
    const least = tried.size > 0 && !tried.has(at) ? leastOf(tried) : undefined;
    const foldLoss: number[] = [];
    const heads: CentredHead[] = [];
    let isLeft = false;
    for (let first = 0; first < count; first += space.heads) {
      const lossesOf = (logits: readonly Float64Array[]) => logits.map((own, i) => meanLoss(heldOut[first + i]!, own));
      let before = Infinity;
      const isInVain = (logits: readonly Float64Array[]): boolean => {
        if (!least) return false;
        const more = mean(lossesOf(logits).map((loss, i) => loss - least.foldLoss[first + i]!));
        const isWorse = more > farWorse * least.standardError && more > before;
        before = more;
        isLeft ||= isWorse;
        return isWorse;
      };
      const solving = solveHeads(products, rows.classes, problems.slice(first, first + space.heads), accuracy, space, isInVain);
      let turn = solving.next();
      for (; !turn.done; turn = solving.next()) yield { l2, gradientNorm: turn.value };
      foldLoss.push(...lossesOf(turn.value.map(({ logits }) => logits)));
      heads.push(...turn.value.map(({ weight, bias }) => ({ weight, bias })));
    }
    tried.set(at, { l2, foldLoss, ...meanAndError(foldLoss), isLeft, heads });
  }
  const best = leastOf(tried);
  const most = isGrouped ? best.mean : mostOf(tried);
  const fromTop = [...tried].toSorted(([one], [other]) => one - other).map(([, of]) => of);
  const { l2, heads } = fromTop.find(({ mean }) => mean <= most)!;
  const isAtEnd = best.l2 === l2Grid[0] || best.l2 === l2Grid.at(-1);
  return { l2, best: best.l2, tried: fromTop, isAtEnd, start: meanHead(heads) };
}
