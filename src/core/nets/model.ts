import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { TensorMap } from '../tensor.ts';
import type { NetPlan } from './plan/net-plan.ts';

/**
 * A network with its weights, ready to be run or exported. `tensors` holds every row of
 * `tensorTable(net, classes.length)` as float32 in PyTorch's layout; `classes[i]` names logit `i`.
 */
export interface Model {
  readonly net: NetPlan;
  readonly classes: readonly string[];
  readonly preprocessing: Preprocessing;
  readonly tensors: TensorMap;
}
