import type { FeatureProducts } from './feature-products.ts';
import { bendsOf, bentWay, waysBeside } from './head-curvature.ts';
import type { BendSpace } from './head-curvature.ts';
import type { Beside, OnLine } from './head-rows.ts';
import type { Search } from './head-search.ts';

/** A search, and its head where it stands. */
export interface StandingHead {
  readonly search: Search;
  readonly head: OnLine;
}

/** A step may differ from what it promised. */
const nearly = 0.9;

/**
 * Leaves in each search's `conjugate.step` where its gradient would almost vanish if the second derivatives stayed as they are: truncated Newton
 * (Dembo, Steihaug 1983). All ways go through the features at once; yields before each time.
 * @param beside residuals of the heads @param iterations of a search at most @param space of `bendsOf`
 */
export function* newtonSteps(products: FeatureProducts, going: readonly StandingHead[], beside: Beside, iterations: number, space: BendSpace): Generator<number> {
  for (const { search } of going) {
    const { gradient, gradientNorm, conjugate, share, enough } = search;
    conjugate.begin(gradient, Math.max(share * gradientNorm, nearly * enough));
  }
  const classes = going[0]!.head.bias.length;
  const bendsAsked = (asked: readonly StandingHead[]) => bendsOf(asked.map(({ head }) => head), beside, space);
  let asked = going;
  for (let bends = bendsAsked(asked); ; ) {
    yield Math.max(...asked.map(({ search }) => search.gradientNorm));
    const all = products.bend(waysBeside(asked.map(({ search }) => search.conjugate.way), classes), bends);
    const left = asked.filter(({ search }, at) => {
      const { l2, bent, conjugate } = search;
      bentWay(bent, all, conjugate.way, l2, at, classes);
      return !conjugate.go(bent) && ++search.iterations < iterations;
    });
    if (left.length === 0) return;
    if (left.length < asked.length) bends = bendsAsked(left);
    asked = left;
  }
}
