import type { NetPlan } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { elementCount } from '../tensor.ts';
import type { TensorMap } from '../tensor.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * Random weights for measuring speed, which does not depend on values as long as activations stay finite:
 * branches shrink what they add, so that the trunk stays as it came.
 */
export function drawnWeights(net: NetPlan, classes: number): TensorMap {
  const random = seededRandom(1);
  return new Map(
    tensorTable(net, classes).map((row) => {
      const scale = 1 / Math.sqrt(elementCount(row.shape.slice(1)));
      const draw = row.shape.length > 1 ? () => (random() - 0.5) * scale : () => 0.5 + random() / 2;
      return [row.name, { shape: row.shape, data: Float32Array.from({ length: elementCount(row.shape) }, draw) }];
    }),
  );
}
