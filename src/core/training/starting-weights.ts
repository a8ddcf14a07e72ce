import type { NetPlan } from '../nets/plan/net-plan.ts';
import type { TensorMap } from '../tensor.ts';
import { readNetwork } from '../weights/network-weights.ts';
import type { BackboneFile } from '../../shared/trainer-protocol.ts';
import { initialClassifier } from './seeded-random.ts';

/**
 * The backbone's tensors and a new classifier, PyTorch's names and layout. A classifier in the file is not used.
 * @throws StudioError `bad-weights` where the file is not the one of that sha256
 */
export async function startingWeights(
  { file, sha256 }: Pick<BackboneFile, 'file' | 'sha256'>,
  net: NetPlan,
  classes: number,
  seed: number,
): Promise<TensorMap> {
  const { tensors } = await readNetwork(file, net, sha256);
  const { weight, bias, inFeatures, convolutional } = net.classifier;
  const drawn = initialClassifier(classes, inFeatures, seed);
  const started = new Map(tensors);
  started.set(weight, { shape: convolutional ? [classes, inFeatures, 1, 1] : [classes, inFeatures], data: drawn.weight });
  started.set(bias, { shape: [classes], data: drawn.bias });
  return started;
}

/** `tensors` with the rows of a phase's best weights in place of its own. */
export const overlay = (tensors: TensorMap, rows: TensorMap): TensorMap => new Map([...tensors, ...rows]);
