import { openSession } from '../engine/session.ts';
import { cast, identity } from '../graph/array-ops.ts';
import { gradients } from '../graph/gradients.ts';
import { createGraph, placeholder } from '../graph/graph.ts';
import type { Value } from '../graph/graph.ts';
import { logSoftmax, multiply, negate, square, sum } from '../graph/math-ops.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { createVariables, finishVariables, restoreFeeds } from '../graph/variables.ts';
import type { Branch } from '../nets/graph/branch.ts';
import { residualBlock } from '../nets/graph/block-graph.ts';
import { classify } from '../nets/graph/head.ts';
import { lastMap, pool, stem } from '../nets/graph/network-graph.ts';
import { seededRandom } from './seeded-random.ts';
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

const batch = 8;

/**
 * How much of the gradient arrives at each block, from the first on: of the mean cross-entropy of a batch of noise, with batch statistics, as in
 * the first step of a training (arXiv 1603.05027, section 3). Needs a process with the engine's environment.
 * @param tensors of the whole network, its head too
 */
export function gradientByDepth(plan: NetPlan, tensors: TensorMap, classes: number, imageSize: number): BlockGradient[] {
  const graph = createGraph();
  const variables = createVariables(graph);
  const branch: Branch = { graph, plan, tensors: new Map(), variables, compute: 'float32', mode: () => 'train', statistics: [] };
  const images = placeholder(graph, 'images', 'float32', [batch, imageSize, imageSize, 3]);
  const targets = placeholder(graph, 'targets', 'float32', [batch, classes]);
  let x = stem(branch, images);
  const entering: Value[] = [];
  for (const block of plan.blocks) {
    entering.push(x);
    x = residualBlock(branch, x, block);
  }
  const logits = classify(branch, pool(branch, lastMap(branch, x)), classes);
  const total = negate(graph, sum(graph, multiply(graph, targets, logSoftmax(graph, logits)), [0, 1]));
  const names = gradients(graph, total, entering).map((gradient, i) => {
    const squares = square(graph, cast(graph, gradient, 'float32'));
    identity(graph, sum(graph, squares, squares.shape.map((_, axis) => axis)), `norm${i}`);
    return `norm${i}`;
  });
  finishVariables(variables);
  const session = openSession(encodeSavedModel(graph));
  try {
    session.run(restoreFeeds(variables, initialState(tensorTable(plan, classes), tensors)), ['restored']);
    const random = seededRandom(1);
    // Of mean 0 and deviation 1, as normalised pictures have them.
    const noise = Float32Array.from({ length: batch * imageSize ** 2 * 3 }, () => (random() - 0.5) * Math.sqrt(12));
    const ones = Float32Array.from({ length: batch * classes }, (_, at) => (at % classes === Math.floor(at / classes) % classes ? 1 : 0));
    const feeds = { images: { shape: [batch, imageSize, imageSize, 3], values: noise }, targets: { shape: [batch, classes], values: ones } };
    const sums = session.run(feeds, names) as Float32Array[];
    const carried = carriedBack(plan);
    return plan.blocks.map(({ cut }, i) => ({ block: cut, norm: Math.sqrt(sums[i]![0]!) / batch, carried: carried[i]! }));
  } finally {
    session.close();
  }
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
