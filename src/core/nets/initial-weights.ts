import { elementCount } from '../tensor.ts';
import type { TensorMap } from '../tensor.ts';
import type { NetPlan } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';
import type { TensorRow } from './plan/tensor-table.ts';

/** Numbers in [0, 1) that follow from a seed. */
export type Random = () => number;

/** Standard normal numbers, two a draw (Box and Muller 1958). */
function normal(random: Random): Random {
  let second: number | null = null;
  return () => {
    if (second !== null) {
      const value = second;
      second = null;
      return value;
    }
    // 1 - u is never 0, of which there is no logarithm.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    second = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/**
 * Weights of a network that nobody has trained, `tensorTable` by name. Convolutions: He's normal distribution on fan-out, deviation
 * sqrt(2 / (out / groups * kernel^2)) (arXiv 1502.01852; as torchvision's ResNet draws them, which takes no account of groups); norms: 1 and 0,
 * statistics 1 and 0; linear layers: uniform in ±1 / sqrt(in), bias too (torch.nn.Linear); a gate's bias: what its spec says.
 * @param randomOf numbers of their own for each tensor, so that a change elsewhere in the network changes none of these
 */
export function initialWeights(plan: NetPlan, classes: number, randomOf: (tensor: string) => Random): TensorMap {
  const gateBias = new Map(
    plan.blocks.flatMap(({ shortcut }) => ('gate' in shortcut ? [[shortcut.gate.bias!, shortcut.initialBias] as const] : [])),
  );
  const groupsOf = new Map(plan.blocks.flatMap(({ units }) => units.map(({ conv }) => [conv.weight, conv.groups] as const)));
  let linearBound = 0;
  const drawOf = ({ name, role, shape }: TensorRow): Random => {
    const random = randomOf(name);
    switch (role) {
      case 'conv': {
        const [out, , height, width] = shape as [number, number, number, number];
        const deviation = Math.sqrt(2 / ((out / (groupsOf.get(name) ?? 1)) * height * width));
        const draw = normal(random);
        return () => draw() * deviation;
      }
      case 'conv-bias':
        return () => gateBias.get(name) ?? 0;
      case 'norm-weight':
      case 'running-var':
        return () => 1;
      case 'norm-bias':
      case 'running-mean':
        return () => 0;
      case 'hidden-weight':
      case 'classifier-weight':
        // Its bias is the next row.
        linearBound = 1 / Math.sqrt(shape[1]!);
        return () => (2 * random() - 1) * linearBound;
      case 'hidden-bias':
      case 'classifier-bias':
        return () => (2 * random() - 1) * linearBound;
    }
  };
  return new Map(
    tensorTable(plan, classes).map((row) => {
      const draw = drawOf(row);
      return [row.name, { shape: row.shape, data: Float32Array.from({ length: elementCount(row.shape) }, draw) }];
    }),
  );
}
