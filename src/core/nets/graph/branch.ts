import type { FloatType } from '../../graph/dtype.ts';
import type { Graph, Operation, Value } from '../../graph/graph.ts';
import { variable } from '../../graph/variables.ts';
import type { Variables } from '../../graph/variables.ts';
import type { TensorMap } from '../../tensor.ts';
import type { NormPlan } from '../plan/layer-plan.ts';
import type { NetPlan } from '../plan/net-plan.ts';

/**
 * How the layers of one part are made: `frozen` from constants, BatchNorm folded away; `eval` from variables with stored statistics
 * (folded in the graph, so that the gradients of gamma and beta follow and no activation is normalised); `train` with batch statistics.
 */
type LayerMode = 'frozen' | 'eval' | 'train';

/** What layers need to know; one per branch of a graph (training, evaluation, feature extraction). */
export interface Branch {
  readonly graph: Graph;
  readonly plan: NetPlan;
  /** Values of frozen parts, PyTorch's names and layout. */
  readonly tensors: TensorMap;
  /** Where trained parts live; not needed when everything is frozen. */
  readonly variables?: Variables;
  readonly compute: FloatType;
  readonly mode: (part: string) => LayerMode;
  /** Updates of running statistics are added here in `train` mode. */
  readonly statistics?: Operation[];
  /** Where pictures are trained on: dropout and stochastic depth take part. Without it they are the identity. */
  readonly noise?: Noise;
  /** Told of every folded BatchNorm and what comes out of it, before ReLU. */
  readonly onNorm?: (norm: NormPlan, part: string, value: Value) => void;
  /** Told of every BatchNorm in `train` mode, and what its running statistics become. */
  readonly onStatistics?: (norm: NormPlan, runningMean: Value, runningVariance: Value) => void;
}

/** Randomness that is a function of the seed alone, so that a resumed run draws what it would have drawn. */
interface Noise {
  /** int32 `[2]`: the run's seed and the step. */
  readonly seed: Value;
  /** Places of the network that have drawn so far; each draws other numbers. */
  drawn: number;
}

/** The same graph for a part that stays as it is while others are trained: from constants, and nothing of it is left out. */
export function restOf({ noise: _, statistics: __, ...branch }: Branch): Branch {
  return { ...branch, mode: () => 'frozen' };
}

export function variablesOf(branch: Branch): Variables {
  if (!branch.variables) throw new Error('A trained part needs variables');
  return branch.variables;
}

export const vector = (branch: Branch, name: string, channels: number): Value =>
  variable(variablesOf(branch), name, [channels]).read;
