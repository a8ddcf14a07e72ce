import { stemGeometry } from './geometry.ts';
import type { NetPlan } from './plan/net-plan.ts';

/**
 * Side of the square of input pixels that one value of the last feature map depends on, and the pixels between two neighbours of it; larger than
 * the picture where every value sees all of it (Araujo et al. 2019, doi 10.23915/distill.00021). Shortcuts see no more than their branch.
 */
export function receptiveField({ stem, blocks }: NetPlan): { readonly size: number; readonly stride: number } {
  const { pool } = stemGeometry[stem.kind];
  const layers = [stem.conv, ...(pool ? [pool] : []), ...blocks.flatMap(({ units }) => units.map(({ conv }) => conv))];
  return layers.reduce(({ size, stride }, layer) => ({ size: size + (layer.kernel - 1) * stride, stride: stride * layer.stride }), { size: 1, stride: 1 });
}
