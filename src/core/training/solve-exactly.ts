import { setImmediate as nextTurn } from 'node:timers/promises';
import { chooseL2, foldCount } from '../evaluation/exact-head/choose-l2.ts';
import { headFolds } from '../evaluation/exact-head/head-folds.ts';
import { usualFolds } from '../evaluation/exact-head/heads-at-once.ts';
import { chooseRows } from '../evaluation/exact-head/head-rows.ts';
import type { HeadRows } from '../evaluation/exact-head/head-rows.ts';
import { top1 } from '../evaluation/top-k.ts';
import { headSpace, solveHeads, uncentred } from '../evaluation/exact-head/solve-heads.ts';
import type { CentredHead, HeadSpace } from '../evaluation/exact-head/solve-heads.ts';
import { runningMs } from '../running-ms.ts';
import { engineProducts } from './engine-products.ts';
import type { EngineProducts } from './engine-products.ts';
import { blockCount } from './feature-blocks.ts';
import type { FeatureBlocks } from './feature-blocks.ts';
import { mixSeed, seededRandom } from './seeded-random.ts';
import { streamedProducts } from './streamed-products.ts';
import { buildTargets } from './targets.ts';

export interface ExactRequest {
  /** Gone through many times. */
  readonly features: FeatureBlocks;
  readonly labels: readonly number[];
  readonly classes: number;
  /** Rows of one group are held out together. */
  readonly groups: readonly string[];
  /** Whether a person said which belong together, not equal contents alone. */
  readonly isGrouped?: boolean;
  /** Of each class. */
  readonly classWeights: Float64Array;
  readonly labelSmoothing: number;
  /** Null: chosen by cross-validation. */
  readonly l2: number | null;
  /** Of the folds. */
  readonly seed: number;
  readonly stopped: () => boolean;
}

export interface ExactHead extends CentredHead {
  readonly l2: number;
  /** Whether it was given, chosen, the best of an end of the grid, or one that could not be tried. */
  readonly l2From: 'given' | 'chosen' | 'grid-end' | 'untried';
  /** Mean cross-entropy and penalty, and the first alone. */
  readonly loss: number;
  readonly dataLoss: number;
  /** Rows whose likeliest class is theirs. */
  readonly correct: number;
  readonly gradientNorm: number;
  readonly iterations: number;
  /** Classes without a row: nothing is known of them, and the head never answers them. */
  readonly absent: readonly number[];
  readonly seconds: number;
}

/** Held-out losses of heads that are this near their optimum differ from those of the optimum in the fourth digit or the third, standard errors in the second; their products need no float64. */
const whileChoosing = { gradientNorm: 0, ofDoubts: 0.005, iterations: 500 };
/** Of features as large as those of usual networks. Gradients of smaller ones are smaller where a head is as far from its optimum. */
const atTheEnd = (scale: number) => ({ gradientNorm: 1e-8 * Math.min(1, 10 * scale), iterations: 2000 });
const foldSalt = 0x666f6c64;
/** Where no class has two rows. */
const untried = { l2: 0.01, start: undefined, isAtEnd: false };
/** exp of it is 0 in float32. */
const never = -1e4;

function rowsOf({ labels, labelSmoothing, classWeights }: ExactRequest, present: readonly number[]): HeadRows {
  const place = new Map(present.map((label, at) => [label, at]));
  const own = Float64Array.from(present, (label) => classWeights[label]!);
  const placed = labels.map((label) => place.get(label)!);
  const { values } = buildTargets(placed, present.length, labelSmoothing, own);
  return { classes: present.length, targets: Float64Array.from(values), weights: Float64Array.from(placed, (at) => own[at]!) };
}

/** Those of one block lie in the engine, which is quicker; more pass through it. */
const productsOf = (features: FeatureBlocks): EngineProducts =>
  blockCount(features) === 1 ? engineProducts(features.block(0), features.dimensions) : streamedProducts(features);

/**
 * The linear head of features at its optimum, in float64, its l2 chosen by cross-validation unless given (`evaluation/exact-head`).
 * @returns null when stopped
 * @throws StudioError `engine-failed` | `out-of-memory`
 */
export async function solveExactly(request: ExactRequest): Promise<ExactHead | null> {
  const { features, labels, classes, groups, isGrouped = false, seed, stopped } = request;
  const { dimensions } = features;
  const started = runningMs();
  const present = Array.from({ length: classes }, (_, label) => label).filter((label) => labels.includes(label));
  const rows = rowsOf(request, present);
  /** Null when stopped. */
  const run = async <T>(search: Generator<unknown, T>): Promise<{ value: T } | null> => {
    for (;;) {
      const turn = search.next();
      if (turn.done) return { value: turn.value };
      await nextTurn();
      if (stopped()) return null;
    }
  };
  const products = productsOf(features);
  try {
    let l2 = request.l2;
    let start: CentredHead | undefined;
    let l2From: ExactHead['l2From'] = 'given';
    let space: HeadSpace | undefined;
    if (l2 === null) {
      const fold = headFolds(labels, groups, usualFolds, seededRandom(mixSeed(seed, foldSalt)));
      const isTried = fold.some((one) => one > 0);
      if (isTried) space = headSpace(features.rows, rows.classes, foldCount(fold));
      const chosen = space ? await run(chooseL2(products.rough, rows, fold, whileChoosing, { space, isGrouped })) : { value: untried };
      if (!chosen) return null;
      ({ l2, start } = chosen.value);
      l2From = isTried ? (chosen.value.isAtEnd ? 'grid-end' : 'chosen') : 'untried';
    }
    const solved = await run(solveHeads(products, rows.classes, [{ l2, chosen: chooseRows(rows, () => true), ...(start && { start }) }], atTheEnd(products.scale), space));
    if (!solved) return null;
    const [head] = solved.value as [(typeof solved.value)[number]];
    const own = uncentred(head, products);
    const weight = new Float64Array(classes * dimensions);
    const bias = new Float64Array(classes).fill(never);
    for (const [at, label] of present.entries()) {
      weight.set(own.weight.subarray(at * dimensions, (at + 1) * dimensions), label * dimensions);
      bias[label] = own.bias[at]!;
    }
    const absent = Array.from({ length: classes }, (_, label) => label).filter((label) => !present.includes(label));
    const { loss, dataLoss, gradientNorm, iterations, logits } = head;
    const correct = labels.filter((label, row) => present[top1(logits, present.length, row)] === label).length;
    return { weight, bias, l2, l2From, loss, dataLoss, correct, gradientNorm, iterations, absent, seconds: (runningMs() - started) / 1000 };
  } finally {
    products.close();
  }
}
