import { bitcast, cast, identity, reshape, rollRows, sizedPlaceholder } from '../graph/array-ops.ts';
import type { FloatType } from '../graph/dtype.ts';
import { gradients } from '../graph/gradients.ts';
import { addValue, createGraph, placeholder, scalar } from '../graph/graph.ts';
import type { Graph, Operation, Value } from '../graph/graph.ts';
import { add, logSoftmax, multiply, negate, square, subtract, sum } from '../graph/math-ops.ts';
import { addOptimizer } from '../graph/optimizers.ts';
import type { OptimizerName } from '../graph/optimizers.ts';
import { pixelPlaceholder } from '../graph/pixels.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { createVariables, finishVariables, variable } from '../graph/variables.ts';
import type { Variables } from '../graph/variables.ts';
import { cutIndex, isTrained } from '../nets/plan/cut-point.ts';
import { restOf } from '../nets/graph/branch.ts';
import type { Branch } from '../nets/graph/branch.ts';
import { convShape } from '../nets/layout.ts';
import { classify } from '../nets/graph/head.ts';
import { featureShape, normalise, trunk } from '../nets/graph/network-graph.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import type { TensorRow } from '../nets/plan/tensor-table.ts';
import type { TensorMap } from '../tensor.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { addAverages, averagesOf, startName } from './averaged-weights.ts';
import { updateTarget } from './update-rules.ts';
import type { UpdateRules } from './update-rules.ts';

export interface TrainingGraphSpec extends UpdateRules {
  readonly plan: NetPlan;
  /** Training starts here; everything before is frozen and not part of this graph. */
  readonly cut: string;
  /** Training ends before it, and everything from it on is frozen too; left out: all is trained to the head. */
  readonly end?: string | undefined;
  /** What lies from `end` on, by PyTorch's names and layout. */
  readonly rest?: TensorMap;
  readonly classes: number;
  readonly batchNorm: 'eval' | 'train';
  readonly compute: FloatType;
  readonly optimizer: OptimizerName;
  readonly preprocessing: Preprocessing;
  /** Side of the pictures that steps see, in pixels; that of `preprocessing`, which is evaluated at, unless given. */
  readonly trainSize?: number;
  /** At the cut `stem` the input is pixels (uint8), or already normalised images (the goldens). */
  readonly normalisedInput?: boolean;
  /** How pixels come in (`graph/pixels.ts`); a session says it for the card it computes on. */
  readonly pixelsAsWords?: boolean;
  /** Of the run, for what a network drops while it is trained; 0 unless given. */
  readonly seed?: number;
  /** Whether each row is mixed with the one before it; then `mixShare` is to be fed. */
  readonly mixes?: boolean;
  /** Decay of the average of the weights, which then answers; 0 unless given: they answer themselves. */
  readonly ema?: number;
  /** Whether the momentum is fed at each step. */
  readonly movesMomentum?: boolean;
}

/** Names of the graph's inputs and outputs. */
export const names = {
  input: 'input',
  targets: 'targets',
  inverseWeight: 'inverse_weight',
  lossScale: 'loss_scale',
  noiseSeed: 'noise_seed',
  mixShare: 'mix_share',
  loss: 'loss',
  logits: 'logits',
  applied: 'applied',
  evaluationInput: 'evaluation_input',
  evaluationLogits: 'evaluation_logits',
} as const;

export interface TrainingGraph {
  readonly savedModel: Uint8Array;
  readonly variables: Variables;
  /** Rows of the trained parts, running statistics included. */
  readonly rows: readonly TensorRow[];
  /** Shape of one input of a step, without the batch. */
  readonly inputShape: readonly number[];
  /** Whether the trained part drops anything; then `noiseSeed` is to be fed. */
  readonly isNoisy: boolean;
}

/** Element type of the features a suffix reads for training: float32 of pooled ones, and of an odd number of channels, which makes no pairs. */
export function featureType(plan: NetPlan, cut: string, compute: FloatType): FloatType {
  const block = plan.blocks[cutIndex(plan, cut)];
  return block ? (block.inChannels % 2 === 0 ? compute : 'float32') : cut === 'stem' ? compute : 'float32';
}

/**
 * Features as they are fed and fetched: low precision travels as int32 pairs, because the binding has no 16-bit arrays.
 * `shape` without the batch.
 */
export const packedShape = (shape: readonly number[], type: FloatType): number[] =>
  type === 'float32' ? [...shape] : [...shape.slice(0, -1), shape.at(-1)! / 2];

export function packFeatures(graph: Graph, features: Value): Value {
  if (features.dtype === 'float32') return features;
  const lead = features.shape.slice(0, -1);
  const half = (features.shape.at(-1) as number) / 2;
  return bitcast(graph, reshape(graph, features, [...lead, half, 2]), 'int32', [...lead, half]);
}

/** Where features of a suffix come in, as `packFeatures` made them. */
export function featurePlaceholder(graph: Graph, name: string, shape: readonly number[], type: FloatType): Value {
  if (type === 'float32') return sizedPlaceholder(graph, name, 'float32', shape);
  const packed = placeholder(graph, name, 'int32', [null, ...packedShape(shape, type)]);
  const pairs = bitcast(graph, packed, type, [...packed.shape, 2]);
  return reshape(graph, pairs, [null, ...shape]);
}

/** What a network is trained on where pictures are mixed: a share of each row, the rest of the one before it. In float32, whatever is computed with then. */
function mixRows(graph: Graph, rows: Value): Value {
  const share = placeholder(graph, names.mixShare, 'float32', []);
  const own = cast(graph, rows, 'float32');
  const rest = subtract(graph, scalar(graph, 1), share);
  return cast(graph, add(graph, multiply(graph, own, share), multiply(graph, rollRows(graph, own), rest)), rows.dtype);
}

/** Cross-entropy against target distributions (rows may be weighted), divided by the weights' sum as PyTorch does. */
function crossEntropy(graph: Graph, logits: Value, classes: number): Value {
  const targets = placeholder(graph, names.targets, 'float32', [null, classes]);
  const inverseWeight = placeholder(graph, names.inverseWeight, 'float32', []);
  return negate(
    graph,
    multiply(graph, sum(graph, multiply(graph, targets, logSoftmax(graph, logits)), [0, 1]), inverseWeight),
  );
}

const trueValue = (graph: Graph) =>
  addValue(graph, {
    op: 'GreaterEqual',
    inputs: [scalar(graph, 1), scalar(graph, 0)],
    dtype: 'bool',
    shape: [],
    attributes: { T: { type: 'float32' } },
  });

/** Whether all gradients are finite, and the gradients of the unscaled loss. */
function unscale(graph: Graph, scaled: readonly Value[], lossScale: Value): { values: Value[]; applied: Value } {
  const one = scalar(graph, 1);
  const inverse = addValue(graph, {
    op: 'RealDiv',
    inputs: [one, lossScale],
    dtype: 'float32',
    shape: [],
    attributes: { T: { type: 'float32' } },
  });
  const values = scaled.map((gradient) => multiply(graph, gradient, inverse));
  const total = values
    .map((value) =>
      sum(
        graph,
        square(graph, value),
        value.shape.map((_, i) => i),
      ),
    )
    .reduce((a, b) => add(graph, a, b));
  const applied = addValue(graph, {
    op: 'IsFinite',
    inputs: [total],
    dtype: 'bool',
    shape: [],
    attributes: { T: { type: 'float32' } },
  });
  return { values, applied };
}

/** The trained part of a network with its loss, one optimiser step and a float32 evaluation. */
export function buildTrainingGraph(spec: TrainingGraphSpec): TrainingGraph {
  const { plan, cut, classes, compute, preprocessing, ema = 0 } = spec;
  const graph = createGraph();
  const variables = createVariables(graph);
  const start = cutIndex(plan, cut);
  const end = plan.blocks.length;
  const stop = spec.end === undefined ? end : cutIndex(plan, spec.end);
  const shapeAt = (imageSize: number) => featureShape(plan, start, imageSize);
  const inputShape = shapeAt(spec.trainSize ?? preprocessing.imageSize);
  const rows = tensorTable(plan, classes).filter((row) => isTrained(plan, row.part, spec));

  const read = (name: string, shape: readonly number[], type: FloatType): Value => {
    if (start >= 0 || spec.normalisedInput) return featurePlaceholder(graph, name, shape, type);
    return normalise(graph, pixelPlaceholder(graph, name, shape, spec.pixelsAsWords ?? false), preprocessing);
  };
  const forward = (branch: Branch, input: Value): Value => {
    const above = spec.end === undefined ? branch : restOf(branch);
    const trained = trunk(branch, start === end ? input : cast(graph, input, branch.compute), start, stop);
    return classify(above, trunk(above, trained, stop, end), classes);
  };
  const common = { graph, plan, tensors: spec.rest ?? new Map(), variables };

  const statistics: Operation[] = [];
  const noise = { seed: placeholder(graph, names.noiseSeed, 'int32', [2]), drawn: 0 };
  const training: Branch = { ...common, compute, mode: () => spec.batchNorm, statistics, noise };
  const inputType = spec.normalisedInput ? 'float32' : featureType(plan, cut, compute);
  const input = read(names.input, inputShape, inputType);
  const logits = forward(training, spec.mixes ? mixRows(graph, input) : input);
  const loss = crossEntropy(graph, logits, classes);
  const parameters = rows.filter((row) => row.role !== 'running-mean' && row.role !== 'running-var');
  const variableOf = (row: TensorRow) => variable(variables, row.name, variableShape(row));
  const wanted = parameters.map((row) => variableOf(row).read);
  const scaling = compute === 'float16' ? placeholder(graph, names.lossScale, 'float32', []) : undefined;
  const { values, applied } = scaling
    ? unscale(graph, gradients(graph, multiply(graph, loss, scaling), wanted), scaling)
    : { values: gradients(graph, loss, wanted), applied: trueValue(graph) };
  const targets = parameters.map((row) =>
    updateTarget(plan, row, variableOf(row), spec, () => variable(variables, startName(row.name), variableShape(row))),
  );
  const updates = [...addOptimizer(variables, spec.optimizer, targets, values, applied, spec.movesMomentum), ...statistics];
  const asNumber = cast(graph, applied, 'float32');
  const averages = ema === 0 ? [] : addAverages(variables, rows.map(variableOf), ema, asNumber, updates);
  identity(graph, loss, names.loss, [...updates, ...averages]);
  identity(graph, logits, names.logits);
  identity(graph, asNumber, names.applied);

  const answering = ema === 0 ? variables : averagesOf(variables);
  const evaluation: Branch = { ...common, variables: answering, compute: 'float32', mode: () => 'eval' };
  identity(graph, forward(evaluation, read(names.evaluationInput, shapeAt(preprocessing.imageSize), 'float32')), names.evaluationLogits);
  finishVariables(variables);
  return { savedModel: encodeSavedModel(graph), variables, rows, inputShape, isNoisy: noise.drawn > 0 };
}

/** Shape of a row's variable: convolutions live in TensorFlow's layout, the classifier as `[classes, features]`. */
export function variableShape(row: TensorRow): readonly number[] {
  if (row.role === 'classifier-weight') return row.shape.slice(0, 2);
  if (row.role !== 'conv') return row.shape;
  const [outChannels, inChannels, kernel] = row.shape as [number, number, number];
  return convShape({ weight: row.name, inChannels, outChannels, kernel, stride: 1, groups: 1 });
}
