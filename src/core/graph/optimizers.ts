import { cast } from './array-ops.ts';
import { addOperation, addValue, placeholder, scalar } from './graph.ts';
import type { Attributes, Graph, Operation, Value } from './graph.ts';
import { add, multiply, subtract } from './math-ops.ts';
import { variable } from './variables.ts';
import type { Variable, Variables } from './variables.ts';

/**
 * PyTorch's definitions. `sgd`: v = 0.9 v + (g + decay w), w -= rate v (torch.optim.SGD, momentum 0.9, no dampening, no Nesterov).
 * `adamw`: torch.optim.AdamW, betas 0.9 and 0.999, epsilon 1e-8, decoupled decay.
 */
export type OptimizerName = 'sgd' | 'adamw';

const adamBeta2 = 0.999;
const adamEpsilon = 1e-8;
/** SGD's momentum, and AdamW's first beta, unless they move. */
export const usualMomentum = 0.9;

const attributes: Attributes = { T: { type: 'float32' }, use_locking: { b: false }, use_nesterov: { b: false } };

/** A variable that is trained, and how. */
export interface TrainedVariable {
  readonly variable: Variable;
  /** Of the weight decay. */
  readonly decay: number;
  /** What the decay draws to: 0 unless given. */
  readonly anchor?: Variable;
  /** What the learning rate is multiplied by; 1 unless given. */
  readonly rateScale?: number;
}

interface Step {
  readonly graph: Graph;
  readonly variables: Variables;
  readonly rate: Value;
  readonly momentum: Value;
  /** 1, or 0 where a float16 gradient overflowed and the step must leave everything as it is. */
  readonly applied: Value;
}

const slot = ({ variables }: Step, word: string, target: Variable) =>
  variable(variables, `slot/${word}/${target.name}`, target.shape).handle;

/** `value` when the step is applied, `otherwise` when it is skipped. */
const whenApplied = ({ graph, applied }: Step, value: Value, otherwise: number): Value =>
  addValue(graph, {
    op: 'SelectV2',
    inputs: [applied, value, scalar(graph, otherwise)],
    dtype: 'float32',
    shape: value.shape,
    attributes: { T: { type: 'float32' } },
  });

const rateOf = ({ graph, rate }: Step, { rateScale = 1 }: TrainedVariable): Value =>
  rateScale === 1 ? rate : multiply(graph, rate, scalar(graph, rateScale));

/** What decay takes away from. */
const decaying = ({ graph }: Step, { variable: { read }, anchor }: TrainedVariable): Value => (anchor ? subtract(graph, read, anchor.read) : read);

function applySgd(step: Step, trained: TrainedVariable, gradient: Value): Operation {
  const { graph } = step;
  const { variable: target, decay } = trained;
  const decayed = decay === 0 ? gradient : add(graph, gradient, multiply(graph, decaying(step, trained), scalar(graph, decay)));
  return addOperation(graph, {
    op: 'ResourceApplyMomentum',
    inputs: [
      target.handle,
      slot(step, 'momentum', target),
      rateOf(step, trained),
      whenApplied(step, decayed, 0),
      whenApplied(step, step.momentum, 1),
    ],
    outputs: [],
    attributes,
  });
}

/** Takes `share` of a target's weights away, or of how far they are from their anchor. Without one they are written once and adopted by the variable, a third of the bytes of a difference that is taken off. */
function decayWeights(step: Step, trained: TrainedVariable, share: Value): Operation {
  const { graph } = step;
  const { handle, read } = trained.variable;
  const [op, value] = trained.anchor
    ? (['AssignSubVariableOp', multiply(graph, decaying(step, trained), share)] as const)
    : (['AssignVariableOp', multiply(graph, read, subtract(graph, scalar(graph, 1), share))] as const);
  return addOperation(graph, { op, inputs: [handle, value], outputs: [], attributes: { dtype: { type: 'float32' } } });
}

/**
 * ResourceApplyAdam computes w -= rate sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + epsilon'); PyTorch's epsilon stands beside the
 * corrected sqrt(v), so epsilon' = epsilon sqrt(1 - b2^t) is fed.
 */
function applyAdamW(step: Step, trained: TrainedVariable, gradient: Value, fed: Readonly<Record<string, Value>>): Operation {
  const { graph } = step;
  const { variable: target } = trained;
  const rate = rateOf(step, trained);
  const decay = trained.decay === 0 ? [] : [decayWeights(step, trained, multiply(graph, rate, scalar(graph, trained.decay)))];
  return addOperation(graph, {
    op: 'ResourceApplyAdam',
    inputs: [
      target.handle,
      slot(step, 'first-moment', target),
      slot(step, 'second-moment', target),
      fed['beta1_power']!,
      fed['beta2_power']!,
      rate,
      whenApplied(step, step.momentum, 1),
      whenApplied(step, scalar(graph, adamBeta2), 1),
      fed['epsilon']!,
      whenApplied(step, gradient, 0),
    ],
    outputs: [],
    after: decay,
    attributes,
  });
}

interface Rule {
  /** What it is fed beside rate and momentum at a step, which counts from 1: by the names of its placeholders. */
  readonly feeds: (step: number, momentum: number) => Readonly<Record<string, number>>;
  readonly apply: (step: Step, trained: TrainedVariable, gradient: Value, fed: Readonly<Record<string, Value>>) => Operation;
}

const rules: Readonly<Record<OptimizerName, Rule>> = {
  sgd: { feeds: () => ({}), apply: applySgd },
  adamw: {
    // The correction goes by the momentum of the step, as PyTorch's.
    feeds: (step, momentum) => {
      const power2 = adamBeta2 ** step;
      return { beta1_power: momentum ** step, beta2_power: power2, epsilon: adamEpsilon * Math.sqrt(1 - power2) };
    },
    apply: applyAdamW,
  },
};

/** Adds one update of every target. Placeholders: `learning_rate`, where it moves `momentum`, and those of the optimiser (see `optimizerFeeds`). */
export function addOptimizer(
  variables: Variables,
  name: OptimizerName,
  targets: readonly TrainedVariable[],
  gradientValues: readonly Value[],
  applied: Value,
  movesMomentum = false,
): Operation[] {
  const { graph } = variables;
  const fed = (key: string) => placeholder(graph, key, 'float32', []);
  const asNumber = cast(graph, applied, 'float32');
  const momentum = movesMomentum ? fed('momentum') : scalar(graph, usualMomentum);
  const step: Step = { graph, variables, rate: multiply(graph, fed('learning_rate'), asNumber), momentum, applied };
  const { feeds, apply } = rules[name];
  const own = Object.fromEntries(Object.keys(feeds(1, usualMomentum)).map((key) => [key, fed(key)]));
  return targets.map((target, i) => apply(step, target, gradientValues[i]!, own));
}

/** Values for the optimiser's placeholders. `step` counts from 1; `momentum` null: it does not move. */
export function optimizerFeeds(
  name: OptimizerName,
  learningRate: number,
  step: number,
  momentum: number | null = null,
): Record<string, { shape: readonly number[]; values: Float32Array }> {
  const fed = { learning_rate: learningRate, ...(momentum !== null && { momentum }), ...rules[name].feeds(step, momentum ?? usualMomentum) };
  return Object.fromEntries(Object.entries(fed).map(([key, value]) => [key, { shape: [], values: Float32Array.of(value) }]));
}
