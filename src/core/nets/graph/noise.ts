import { cast } from '../../graph/array-ops.ts';
import { ints, scalar } from '../../graph/graph.ts';
import type { Value } from '../../graph/graph.ts';
import { add, greaterEqual, multiply } from '../../graph/math-ops.ts';
import { randomUniform, sizesWith } from '../../graph/random-ops.ts';
import type { Branch } from './branch.ts';

/**
 * x with parts of it set to zero with chance `rate` and the others divided by `1 - rate` (inverted dropout), so that nothing is to be done
 * when the network answers. `each`: every value on its own, or every picture as a whole.
 */
export function dropout(branch: Branch, x: Value, rate: number, each: 'value' | 'picture'): Value {
  const { graph, noise } = branch;
  if (!noise || rate === 0) return x;
  noise.drawn += 1;
  const seed = add(graph, noise.seed, ints(graph, [Math.imul(noise.drawn, 0x9e3779b1), 0]));
  const shape = each === 'value' ? x.shape : x.shape.map((size, axis) => (axis === 0 ? size : 1));
  const drawn = randomUniform(graph, sizesWith(graph, x, shape), seed, shape);
  const isKept = cast(graph, greaterEqual(graph, drawn, scalar(graph, rate)), x.dtype);
  return multiply(graph, x, multiply(graph, isKept, scalar(graph, 1 / (1 - rate), branch.compute)));
}
