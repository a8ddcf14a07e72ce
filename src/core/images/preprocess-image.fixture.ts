import type { InputGeometry } from '../../shared/preprocessing.ts';
import type { Pixels } from './pixels.ts';
import { finishView, intoSquare, planPreprocessing } from './preprocess.ts';
import type { Interpolation } from './resize-coefficients.ts';
import { planResize, runResize } from './resize.ts';
import type { View } from './view.ts';

/** All of a picture, as Pillow's `Image.resize((width, height))`: `[height, width, 3]`. */
export const resizePixels = (pixels: Pixels, width: number, height: number, interpolation: Interpolation): Uint8Array =>
  runResize(pixels, planResize({ left: 0, top: 0, width: pixels.width, height: pixels.height }, width, height, interpolation));

/** The steps of `read-image.ts` one after the other, on pixels that are there: the network's input before normalisation, `[imageSize, imageSize, 3]`, RGB 0..255. */
export function preprocessImage(pixels: Pixels, geometry: InputGeometry, view: View | null = null): Uint8Array {
  const plan = planPreprocessing(pixels.width, pixels.height, geometry, view);
  const square = intoSquare(runResize(pixels, plan.resize), plan);
  finishView(square, geometry.imageSize, view);
  return square;
}
