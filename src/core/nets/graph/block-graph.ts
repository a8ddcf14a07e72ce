import { snapshot } from '../../graph/array-ops.ts';
import { relu } from '../../graph/math-ops.ts';
import type { Value } from '../../graph/graph.ts';
import type { BlockPlan } from '../plan/block-plan.ts';
import type { Branch } from './branch.ts';
import { convolution, convolutionNorm } from './layers.ts';
import { dropout } from './noise.ts';
import { normRelu } from './norms.ts';
import { addShortcut } from './shortcut-graph.ts';

/** Chance that a block's branch is left out of a training picture: from 0 for the first to `dropPath` for the last (timm's rule). */
export function dropRate({ plan }: Pick<Branch, 'plan'>, block: BlockPlan): number {
  const last = plan.blocks.length - 1;
  return last < 1 ? 0 : (plan.spec.dropPath * Math.max(0, plan.blocks.indexOf(block))) / last;
}

function preActivation(branch: Branch, x: Value, block: BlockPlan): Value {
  const active = normRelu(branch, x, block.units[0]!.norm, block.cut);
  let y = active;
  for (const [i, { conv }] of block.units.entries()) {
    const next = block.units[i + 1]?.norm;
    y = next ? convolutionNorm(branch, y, conv, next, block.cut, true) : convolution(branch, y, conv, block.cut);
  }
  return addShortcut(branch, block, x, active, dropout(branch, y, dropRate(branch, block), 'picture'));
}

function postActivation(branch: Branch, x: Value, block: BlockPlan): Value {
  const { graph } = branch;
  const { units, order, cut } = block;
  const last = units.at(-1)!;
  // x is a sum that is read twice. Told of one reader alone TensorFlow would compute it with its convolution and the ReLU, find the other, and fuse nothing in the network.
  let y = order === 'relu-pre' ? relu(graph, snapshot(graph, x)) : x;
  for (const { conv, norm } of units.slice(0, -1)) y = convolutionNorm(branch, y, conv, norm, cut, true);
  y = order === 'bn-after-add' ? convolution(branch, y, last.conv, cut) : convolutionNorm(branch, y, last.conv, last.norm, cut, false);
  if (order === 'relu-before-add') y = relu(graph, y);
  const together = addShortcut(branch, block, x, x, dropout(branch, y, dropRate(branch, block), 'picture'));
  if (order === 'bn-after-add') return normRelu(branch, together, last.norm, cut);
  return order === 'post' ? relu(graph, together) : together;
}

/** One block; `[batch, height, width, in]` → `[batch, ceil(height / stride), ceil(width / stride), out]`. */
export const residualBlock = (branch: Branch, x: Value, block: BlockPlan): Value =>
  block.order === 'pre' ? preActivation(branch, x, block) : postActivation(branch, x, block);
