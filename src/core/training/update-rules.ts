import type { TrainedVariable } from '../graph/optimizers.ts';
import type { Variable } from '../graph/variables.ts';
import { partIndex } from '../nets/plan/cut-point.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import type { TensorRow } from '../nets/plan/tensor-table.ts';

/** How rows of a network differ in what a step does to them. */
export interface UpdateRules {
  readonly weightDecay: number;
  /** What each layer's learning rate is multiplied by for every layer above it; 1 unless given. */
  readonly layerDecay?: number;
  /** Strength of the pull to where the layers below the head started, in place of their weight decay; 0 unless given. */
  readonly l2sp?: number;
}

/**
 * A row's part of the learning rate: decay ^ (layers above its own), where the stem, each residual block and the head are a layer each (timm's
 * `param_groups_layer_decay`); a norm after all blocks belongs to the last one.
 */
export function layerRateScale(plan: NetPlan, part: string, decay: number): number {
  return decay ** (plan.blocks.length - partIndex(plan, part));
}

/** Weights that L2-SP pulls back (arXiv 1802.01483): those of convolutions; norms are left free, the head has nowhere to go back to. */
export const isPulled = ({ role, part }: TensorRow): boolean => part !== 'head' && (role === 'conv' || role === 'conv-bias');

/** How a row is trained. `anchorOf`: the variable that holds where a row started, asked for only where it is pulled there. */
export function updateTarget(plan: NetPlan, row: TensorRow, variable: Variable, rules: UpdateRules, anchorOf: () => Variable): TrainedVariable {
  const { weightDecay, layerDecay = 1, l2sp = 0 } = rules;
  const rateScale = layerRateScale(plan, row.part, layerDecay);
  if (l2sp === 0 || row.part === 'head') return { variable, decay: weightDecay, rateScale };
  return isPulled(row) ? { variable, decay: l2sp, anchor: anchorOf(), rateScale } : { variable, decay: 0, rateScale };
}
