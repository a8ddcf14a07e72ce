import { openSession } from '../src/core/engine/session.ts';
import { identity } from '../src/core/graph/array-ops.ts';
import { placeholder } from '../src/core/graph/graph.ts';
import { encodeSavedModel } from '../src/core/graph/saved-model.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { namedNets } from '../src/core/nets/named.ts';
import { cutIndex } from '../src/core/nets/plan/cut-point.ts';
import { trunk } from '../src/core/nets/graph/network-graph.ts';
import { frozenBranch } from '../src/core/nets/predictor.ts';
import type { TensorMap } from '../src/core/tensor.ts';
import type { Preprocessing } from '../src/shared/preprocessing.ts';
import { channelsLast, generateInput } from './rxg1.ts';

/** What every golden of training has in common: four images of 64 px, five classes, image `n` has label `n`. */
const size = 64;
export const classes = 5;
export const batch = 4;

/** The pictures are normalised already. */
export const preprocessing: Preprocessing = {
  imageSize: size,
  cropPct: 1,
  interpolation: 'bilinear',
  mean: [0, 0, 0],
  std: [1, 1, 1],
  channels: 'RGB',
};

export interface Input {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The batch at a cut, through the frozen prefix; `imageName(n)` names generated image `n`. */
export function inputAtCut(model: string, tensors: TensorMap, cut: string, imageName: (n: number) => string): Input {
  const values = new Float32Array(batch * size * size * 3);
  for (let n = 0; n < batch; n++) values.set(channelsLast(generateInput(size, imageName(n)), 3), n * size * size * 3);
  const input = { shape: [batch, size, size, 3], values };
  if (cut === 'stem') return input;
  const branch = frozenBranch(planNet(namedNets.get(model)!.spec), tensors);
  const x = placeholder(branch.graph, 'x', 'float32', [null, size, size, 3]);
  const y = identity(branch.graph, trunk(branch, x, -1, cutIndex(branch.plan, cut)), 'features');
  const session = openSession(encodeSavedModel(branch.graph));
  const [features] = session.run({ x: input }, ['features']) as [Float32Array];
  session.close();
  return { shape: [batch, ...(y.shape.slice(1) as number[])], values: features };
}

/** Label `n` for image `n`, smoothed. `[batch, classes]` */
export function smoothedTargets(smoothing: number): Float32Array {
  const targets = new Float32Array(batch * classes).fill(smoothing / classes);
  for (let n = 0; n < batch; n++) targets[n * classes + n]! += 1 - smoothing;
  return targets;
}
