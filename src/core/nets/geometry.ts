import type { NetSpec } from '../../shared/net-spec.ts';

/** Height or width after a convolution or pool of odd kernel that pads `(kernel - 1) / 2` on every side: ceil(n / stride). */
export const strided = (size: number, stride: number): number => Math.floor((size - 1) / stride) + 1;

/** The stem, layer by layer: kernel and stride of its convolution, and of its max-pool where it has one. */
export const stemGeometry = {
  imagenet: { kernel: 7, stride: 2, pool: { kernel: 3, stride: 2 } },
  small: { kernel: 3, stride: 1, pool: null },
} as const satisfies Record<NetSpec['stem'], unknown>;

/** Height or width that leaves the stem. */
function stemSize(stem: NetSpec['stem'], imageSize: number): number {
  const { stride, pool } = stemGeometry[stem];
  const convolved = strided(imageSize, stride);
  return pool ? strided(convolved, pool.stride) : convolved;
}

/** What enters each block, and last what leaves the last one: height or width, `blocks + 1` numbers. */
export function blockSizes(stem: NetSpec['stem'], blocks: readonly { readonly stride: number }[], imageSize: number): number[] {
  const sizes = [stemSize(stem, imageSize)];
  for (const { stride } of blocks) sizes.push(strided(sizes.at(-1)!, stride));
  return sizes;
}
