import { chooseL2, foldCount } from '../evaluation/exact-head/choose-l2.ts';
import { chooseRows, plainRows } from '../evaluation/exact-head/head-rows.ts';
import { headSpace, solveHeads } from '../evaluation/exact-head/solve-heads.ts';
import { top1 } from '../evaluation/top-k.ts';
import { engineProducts } from '../training/engine-products.ts';
import type { FoldsJob, FoldsResult } from '../../shared/folds-job.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';

const accuracy = { gradientNorm: 1e-5, iterations: 500 };

/**
 * Exact heads that are judged by what they never saw, for each way of dealing rows into folds, its l2 chosen by these folds, as
 * whoever believes in them would. Rows in no fold always teach and are never judged.
 */
export function runFoldsJob({ features, dimensions, labels, classes, dealings, isGrouped = [] }: FoldsJob, emit: (event: FromEngine) => void): FoldsResult {
  const products = engineProducts(features, dimensions);
  const rows = plainRows(labels, classes);
  const solve = <T>(search: Generator<unknown, T>): T => {
    let turn = search.next();
    while (!turn.done) turn = search.next();
    return turn.value;
  };
  try {
    const solved = dealings.map((folds, done) => {
      emit({ type: 'progress', activity: 'training', done, total: dealings.length });
      const space = headSpace(labels.length, classes, foldCount(folds));
      const { l2 } = solve(chooseL2(products, rows, folds, accuracy, { space, isGrouped: isGrouped[done] ?? false }));
      const problems = Array.from({ length: foldCount(folds) }, (_, fold) => ({ l2, chosen: chooseRows(rows, (row) => folds[row] !== fold) }));
      const right = labels.map((): boolean | null => null);
      for (let first = 0; first < problems.length; first += space.heads) {
        const heads = solve(solveHeads(products, classes, problems.slice(first, first + space.heads), accuracy, space));
        for (const [row, label] of labels.entries()) {
          const judge = heads[folds[row]! - first];
          if (judge) right[row] = top1(judge.logits, classes, row) === label;
        }
      }
      return { l2, right };
    });
    return { kind: 'folds', l2: solved.map(({ l2 }) => l2), right: solved.map(({ right }) => right) };
  } finally {
    products.close();
  }
}
