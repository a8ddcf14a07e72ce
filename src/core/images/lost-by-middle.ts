import type { PictureFit } from '../../shared/picture-fits.ts';

/** Where the middle square leaves out more than this of a picture it is much; 3 : 2, a third, rounds to a little more. */
const muchLost = 1 / 3 + 1e-9;

/**
 * Part of a picture outside of its middle square, 0..1. The margin that `cropPct` cuts off besides does not count: it is the same of
 * every picture, and the pretrained network was made with it.
 */
const lostByMiddle = (width: number, height: number): number => 1 - Math.min(width, height) / Math.max(width, height);

export const losesMuch = ({ width, height }: { readonly width: number | null; readonly height: number | null }): boolean =>
  width !== null && height !== null && lostByMiddle(width, height) > muchLost;

/** {@link lostByMiddle} of the training pictures on average (0 without pictures). */
export function lostOutsideMiddle(images: readonly { readonly width: number; readonly height: number; readonly split: string }[]): number {
  const training = images.filter(({ split }) => split === 'train');
  return training.reduce((sum, { width, height }) => sum + lostByMiddle(width, height), 0) / Math.max(1, training.length);
}

/** Where the middle square of the pictures leaves out much on average they are seen whole. */
export const usualFit = (lostByCrop: number): PictureFit => (lostByCrop > muchLost ? 'pad' : 'crop');
