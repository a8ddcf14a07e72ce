// Of two busy cores; measured by `npm run bench -- exact-head`.
const multiplyAddsASecond = 8e9;
/** In float32, as l2 is chosen. */
const quickMultiplyAddsASecond = 16e9;
const iterationSeconds = 5e-3;
/** Of all l2 that are tried, for each of five folds; and of the head itself. */
const triedIterations = 150;
const lastIterations = 100;

/** About how long a linear head of so many features takes to be solved. @param isGiven whether its l2 is */
export function solveSeconds(rows: number, dimensions: number, classes: number, isGiven: boolean): number {
  const product = 2 * rows * dimensions * classes;
  const tried = isGiven ? 0 : triedIterations * (iterationSeconds + (5 * product) / quickMultiplyAddsASecond);
  return tried + lastIterations * (iterationSeconds + product / multiplyAddsASecond);
}
