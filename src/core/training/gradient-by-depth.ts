import { openSession } from '../engine/session.ts';
import type { Feed } from '../engine/session.ts';
import { cast, identity } from '../graph/array-ops.ts';
import { gradients } from '../graph/gradients.ts';
import { createGraph, ints, placeholder } from '../graph/graph.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { logSoftmax, multiply, negate, square, sum } from '../graph/math-ops.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { createVariables, finishVariables, restoreVariables } from '../graph/variables.ts';
import { restOf } from '../nets/graph/branch.ts';
import type { Branch } from '../nets/graph/branch.ts';
import { residualBlock } from '../nets/graph/block-graph.ts';
import { classify } from '../nets/graph/head.ts';
import { lastMap, pool, stem } from '../nets/graph/network-graph.ts';
import { seededRandom } from './seeded-random.ts';
import { cutIndex } from '../nets/plan/cut-point.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import type { TensorMap } from '../tensor.ts';
import { initialState } from './training-session.ts';

export interface BlockGradient {
  /** Cut point, `stageN.K`. */
  readonly block: string;
  /** Root of the sum of squares of the loss's gradient for what enters the block, over a batch. */
  readonly norm: number;
  /** The part of the last block's that the shortcuts alone hand back: the product of what they multiply by; null before one that is not constant. */
  readonly carried: number | null;
}

/** Pictures that a norm is measured on. */
export const measuredPictures = 8;

/** The part of a network whose gradients are measured. */
export interface MeasuredPart {
  readonly plan: NetPlan;
  /** Where it begins; everything before is not part of it. */
  readonly cut: string;
  /** What lies behind it stays as it is, with the weights of `rest`; left out: nothing does. */
  readonly end?: string | undefined;
  readonly rest?: TensorMap;
  readonly classes: number;
  readonly batchNorm: 'eval' | 'train';
  /** Of what the network drops while it is trained. */
  readonly seed: number;
  /** What enters it, in float32: normalised images, or what leaves the block before the cut. */
  readonly read: (graph: Graph) => Value;
}

/**
 * Root of the sum of squares of the mean cross-entropy's gradient for what enters each block from the cut on, in float32; a norm that overflows is
 * no finite number. In a session of its own, so that nothing of a training changes. Needs a process with the engine's environment.
 * @param state values of the part's variables, as they hold them
 * @param targets `[rows, classes]`
 */
export function gradientNorms({ plan, cut, end, rest = new Map(), classes, batchNorm, seed, read }: MeasuredPart, state: TensorMap, feeds: Record<string, Feed>, targets: Float32Array): number[] {
  const graph = createGraph();
  const variables = createVariables(graph);
  const noise = { seed: ints(graph, [seed, 0]), drawn: 0 };
  const branch: Branch = { graph, plan, tensors: rest, variables, compute: 'float32', mode: () => batchNorm, statistics: [], noise };
  const above = end === undefined ? branch : restOf(branch);
  const stop = end === undefined ? plan.blocks.length : cutIndex(plan, end);
  const rows = targets.length / classes;
  const wanted = placeholder(graph, 'targets', 'float32', [null, classes]);
  const start = cutIndex(plan, cut);
  const input = read(graph);
  let x = start < 0 ? stem(branch, input) : input;
  const entering: Value[] = [];
  for (const [at, block] of plan.blocks.entries()) {
    if (at < start) continue;
    entering.push(x);
    x = residualBlock(at < stop ? branch : above, x, block);
  }
  const last = stop === plan.blocks.length ? branch : above;
  const logits = classify(above, pool(last, lastMap(last, x)), classes);
  const total = negate(graph, sum(graph, multiply(graph, wanted, logSoftmax(graph, logits)), [0, 1]));
  const names = gradients(graph, total, entering).map((gradient, i) => {
    const squares = square(graph, cast(graph, gradient, 'float32'));
    identity(graph, sum(graph, squares, squares.shape.map((_, axis) => axis)), `norm${i}`);
    return `norm${i}`;
  });
  finishVariables(variables);
  const session = openSession(encodeSavedModel(graph));
  try {
    restoreVariables(variables, state, session.run);
    const sums = session.run({ ...feeds, targets: { shape: [rows, classes], values: targets } }, names) as Float32Array[];
    return sums.map((values) => Math.sqrt(values[0]!) / rows);
  } finally {
    session.close();
  }
}

/**
 * How much of the gradient arrives at each block, from the first on: of the mean cross-entropy of a batch of noise, with batch statistics, as in
 * the first step of a training (arXiv 1603.05027, section 3). Needs a process with the engine's environment.
 * @param tensors of the whole network, its head too
 */
export function gradientByDepth(plan: NetPlan, tensors: TensorMap, classes: number, imageSize: number): BlockGradient[] {
  const shape = [measuredPictures, imageSize, imageSize, 3];
  const random = seededRandom(1);
  // Of mean 0 and deviation 1, as normalised pictures have them.
  const noise = Float32Array.from({ length: measuredPictures * imageSize ** 2 * 3 }, () => (random() - 0.5) * Math.sqrt(12));
  const targets = Float32Array.from({ length: measuredPictures * classes }, (_, at) => (at % classes === Math.floor(at / classes) % classes ? 1 : 0));
  const part: MeasuredPart = { plan, cut: 'stem', classes, batchNorm: 'train', seed: 1, read: (graph) => placeholder(graph, 'images', 'float32', shape) };
  const norms = gradientNorms(part, initialState(tensorTable(plan, classes), tensors), { images: { shape, values: noise } }, targets);
  const carried = carriedBack(plan);
  return plan.blocks.map(({ cut }, i) => ({ block: cut, norm: norms[i]!, carried: carried[i]! }));
}

/** What each block's shortcut multiplies by: 1 of an identity, 0 of none; null where it is learned or changes the shape. */
function factorOf({ shortcut }: NetPlan['blocks'][number]): number | null {
  if (shortcut.kind === 'identity' || shortcut.kind === 'zero-pad') return 1;
  if (shortcut.kind === 'none') return 0;
  return shortcut.kind === 'scaled' ? shortcut.shortcut : null;
}

/** From what enters each block to what leaves the last, along shortcuts alone (arXiv 1603.05027, equation 8). */
function carriedBack({ blocks }: NetPlan): (number | null)[] {
  let product: number | null = 1;
  return blocks
    .toReversed()
    .map((block) => {
      const factor = factorOf(block);
      product = product === null || factor === null ? null : product * factor;
      return product;
    })
    .toReversed();
}
