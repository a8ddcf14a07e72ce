import { chooseL2, foldCount } from '../evaluation/exact-head/choose-l2.ts';
import { chooseRows, plainRows } from '../evaluation/exact-head/head-rows.ts';
import { headSpace, solveHeads } from '../evaluation/exact-head/solve-heads.ts';
import { softmaxRows } from '../evaluation/softmax.ts';
import { engineProducts } from '../training/engine-products.ts';
import type { UnseenJob, UnseenResult } from '../../shared/unseen-job.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';

const accuracy = { gradientNorm: 1e-5, iterations: 500 };

/** Each row by the head of the other folds, its l2 chosen by these folds; rows without a label by the head of all that have one. */
export function runUnseenJob({ features, dimensions, labels, classes, folds, isGrouped = false }: UnseenJob, emit: (event: FromEngine) => void): UnseenResult {
  const products = engineProducts(features, dimensions);
  const rows = plainRows(labels.map((label) => Math.max(0, label)), classes);
  for (const [row, label] of labels.entries()) {
    if (label >= 0) continue;
    rows.weights[row] = 0;
    rows.targets.fill(0, row * classes, (row + 1) * classes);
  }
  const space = headSpace(labels.length, classes, foldCount(folds) + 1);
  const solve = <T>(search: Generator<unknown, T>): T => {
    let turn = search.next();
    while (!turn.done) turn = search.next();
    return turn.value;
  };
  try {
    emit({ type: 'progress', activity: 'training', done: 0, total: 2 });
    const { l2 } = solve(chooseL2(products, rows, folds, accuracy, { space, isGrouped }));
    emit({ type: 'progress', activity: 'training', done: 1, total: 2 });
    const learnedFrom = (isIn: (row: number) => boolean) => ({ l2, chosen: chooseRows(rows, (row) => labels[row]! >= 0 && isIn(row)) });
    const problems = Array.from({ length: foldCount(folds) }, (_, fold) => learnedFrom((row) => folds[row] !== fold));
    problems.push(learnedFrom(() => true));
    const answering = labels.map((label, row) => (label < 0 ? problems.length - 1 : folds[row]!));
    const probabilities = new Float32Array(labels.length * classes);
    for (let first = 0; first < problems.length; first += space.heads) {
      const heads = solve(solveHeads(products, classes, problems.slice(first, first + space.heads), accuracy, space));
      for (const [row, head] of answering.entries()) {
        const logits = heads[head - first]?.logits.subarray(row * classes, (row + 1) * classes);
        if (logits) probabilities.set(softmaxRows(logits, classes), row * classes);
      }
    }
    return { kind: 'unseen', l2, probabilities };
  } finally {
    products.close();
  }
}
