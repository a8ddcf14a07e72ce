import { initialWeights } from '../nets/initial-weights.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import { elementCount } from '../tensor.ts';
import type { Tensor, TensorMap } from '../tensor.ts';
import { readNetwork } from '../weights/network-weights.ts';
import type { RunPlan } from '../../shared/run-spec.ts';
import type { BackboneFile } from '../../shared/backbone-file.ts';
import { headSalt, hiddenSalt, initialLinear, mixSeed, seededRandom } from './seeded-random.ts';

/**
 * What training starts from, PyTorch's names and layout: the backbone's tensors and a new head (one in the file is not used), or all of it
 * drawn where there is no backbone, each tensor by its name.
 * @param rows for each class the row of the file's head that it begins with; null: drawn
 * @throws StudioError `bad-weights` where the file is not the one of that sha256
 */
export async function startingWeights(
  backbone: Pick<BackboneFile, 'file' | 'sha256'> | null,
  net: NetPlan,
  classes: number,
  seed: number,
  rows: readonly (number | null)[] = [],
): Promise<TensorMap> {
  if (!backbone) return initialWeights(net, classes, (tensor) => seededRandom(mixSeed(seed, ...Buffer.from(tensor))));
  // Planning has seen that the network fits the file of this sha256, or is the beginning of one that does.
  const { tensors } = await readNetwork(backbone.file, net, backbone.sha256, true);
  const started = new Map(tensors);
  const { hidden, classifier } = net;
  const draw = ({ weight, bias }: { weight: string; bias: string }, shape: readonly number[], salt: number) => {
    const [outFeatures, inFeatures] = shape as [number, number];
    const drawn = initialLinear(outFeatures, inFeatures, seed, salt);
    started.set(weight, { shape, data: drawn.weight });
    started.set(bias, { shape: [outFeatures], data: drawn.bias });
  };
  if (hidden) draw(hidden, [hidden.outFeatures, net.features], hiddenSalt);
  const { inFeatures, convolutional } = classifier;
  draw(classifier, convolutional ? [classes, inFeatures, 1, 1] : [classes, inFeatures], headSalt);
  for (const name of [classifier.weight, classifier.bias]) keepRows(tensors.get(name)!, started.get(name)!, rows);
  return started;
}

function keepRows(from: Tensor, to: Tensor, rows: readonly (number | null)[]): void {
  const width = elementCount(to.shape.slice(1));
  for (const [label, row] of rows.entries()) if (row !== null) to.data.set(from.data.subarray(row * width, (row + 1) * width), label * width);
}

/** The rows that a plan keeps of its start's head. */
export const keptRows = ({ start }: Pick<RunPlan, 'start'>): readonly (number | null)[] => (start.from === 'weights' && start.rows) || [];

/** `tensors` with the rows of a phase's best weights in place of its own. */
export const overlay = (tensors: TensorMap, rows: TensorMap): TensorMap => new Map([...tensors, ...rows]);
