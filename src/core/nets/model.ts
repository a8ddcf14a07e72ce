import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { TensorMap } from '../tensor.ts';
import type { NetPlan } from './plan/net-plan.ts';

/** A network with its weights; without a classifier it answers with features only. */
export interface Backbone {
  readonly net: NetPlan;
  readonly preprocessing: Preprocessing;
  readonly tensors: TensorMap;
}

/**
 * A network with its weights, ready to be run or exported. `tensors` holds every row of
 * `tensorTable(net, classes.length)` as float32 in PyTorch's layout; `classes[i]` names logit `i`.
 */
export interface Model extends Backbone {
  readonly classes: readonly string[];
  /** What its logits are divided by before the softmax, so that probabilities match how often it is right; 1 where left out. */
  readonly temperature?: number;
}
