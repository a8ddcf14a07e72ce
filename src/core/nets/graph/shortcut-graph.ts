import { padChannels, subsample } from '../../graph/array-ops.ts';
import { scalar } from '../../graph/graph.ts';
import type { Value } from '../../graph/graph.ts';
import { add, multiply, sigmoid, subtract } from '../../graph/math-ops.ts';
import type { BlockPlan } from '../plan/block-plan.ts';
import type { Branch } from './branch.ts';
import { convolution, convolutionNorm } from './layers.ts';
import { dropout } from './noise.ts';

/** `factor * x`; x itself for 1, null for 0. */
function scaled({ graph, compute }: Branch, x: Value, factor: number): Value | null {
  if (factor === 0) return null;
  return factor === 1 ? x : multiply(graph, x, scalar(graph, factor, compute));
}

function sum(branch: Branch, y: Value | null, shortcut: Value | null): Value {
  if (y && shortcut) return add(branch.graph, y, shortcut);
  const one = y ?? shortcut;
  if (!one) throw new RangeError('A block whose shortcut and branch are both scaled by 0');
  return one;
}

/**
 * What a block's branch `y` and its input `x` make together. `shared` is what a projection reads: x, or its pre-activation where the
 * order is `pre`.
 */
export function addShortcut(branch: Branch, block: BlockPlan, x: Value, shared: Value, y: Value): Value {
  const { graph, compute } = branch;
  const { shortcut, cut } = block;
  switch (shortcut.kind) {
    case 'none':
      return y;
    case 'identity':
      return add(graph, y, x);
    case 'scaled':
      return sum(branch, scaled(branch, y, shortcut.branch), scaled(branch, x, shortcut.shortcut));
    case 'dropout':
      return add(graph, y, dropout(branch, x, shortcut.rate, 'value'));
    case 'exclusive-gate':
    case 'shortcut-gate': {
      const gate = sigmoid(graph, convolution(branch, x, shortcut.gate, cut));
      const carried = multiply(graph, subtract(graph, scalar(graph, 1, compute), gate), x);
      return add(graph, shortcut.kind === 'exclusive-gate' ? multiply(graph, gate, y) : y, carried);
    }
    case 'conv1x1':
      return add(graph, y, convolutionNorm(branch, x, shortcut.conv, shortcut.norm, cut, false));
    case 'zero-pad':
      return add(graph, y, padChannels(graph, subsample(graph, x, block.stride), block.outChannels - block.inChannels));
    case 'projection': {
      const { conv, norm } = shortcut;
      return add(graph, y, norm ? convolutionNorm(branch, shared, conv, norm, cut, false) : convolution(branch, shared, conv, cut));
    }
  }
}
