import type { FeatureProducts } from './feature-products.ts';
import { answersFrom, bending } from './head-curvature.ts';
import type { Beside, OnLine } from './head-rows.ts';
import { addPenalty, weightsBeside } from './head-search.ts';
import type { Search } from './head-search.ts';

/** A search, and its head where it stands. */
export interface StandingHead {
  readonly search: Search;
  readonly head: OnLine;
}

/** So much of a gradient may be left: what a step is good for ends where second derivatives change. A tenth and a half took as long. */
const share = 0.3;

/**
 * Leaves in each search's `conjugate.step` where its gradient would almost vanish if the second derivatives stayed as they are: truncated Newton
 * (Dembo, Steihaug 1983). All ways go through the features at once; yields before each time.
 * @param beside residuals of the heads, which become their answers @param iterations of a search at most
 */
export function* newtonSteps(products: FeatureProducts, going: readonly StandingHead[], beside: Beside, iterations: number): Generator<number> {
  answersFrom(going.map(({ head }) => head), beside);
  for (const { search } of going) {
    const { gradient, gradientNorm, conjugate } = search;
    conjugate.begin(gradient, share * gradientNorm);
  }
  const classes = going[0]!.head.bias.length;
  for (let asked = going; asked.length > 0; ) {
    yield Math.max(...asked.map(({ search }) => search.gradientNorm));
    const columns = asked.length * classes;
    const ways = asked.map(({ search }) => search.conjugate.way);
    const { sums, turn } = bending(asked.map(({ head }, at) => ({ head, bias: ways[at]!.subarray(-classes) })), beside);
    const all = products.through(weightsBeside(ways, classes), columns, turn);
    asked = asked.filter(({ search }, at) => {
      const { l2, bent, conjugate } = search;
      addPenalty(bent, all, sums, l2, conjugate.way, at, classes);
      return !conjugate.go(bent) && ++search.iterations < iterations;
    });
  }
}
