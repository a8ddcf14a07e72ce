import type { Preprocessing } from '../../shared/preprocessing.ts';
import { StudioError } from '../errors.ts';
import type { Box, Pixels } from './pixels.ts';
import { planResize, runResize } from './resize.ts';
import type { ResizePlan } from './resize.ts';
import { viewBox } from './view.ts';
import type { View } from './view.ts';

/** Python's round: a half goes to the even neighbour. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return rest < 0.5 ? floor : floor + 1;
}

/**
 * How a picture of `width` x `height` becomes `imageSize` x `imageSize`. Plain (`view` null): torchvision's
 * `Resize(floor(imageSize / cropPct))` and `CenterCrop(imageSize)`. A view: its crop, resized to the square.
 */
export function planPreprocessing(
  width: number,
  height: number,
  preprocessing: Pick<Preprocessing, 'imageSize' | 'cropPct' | 'interpolation'>,
  view: View | null,
): ResizePlan {
  const { imageSize, interpolation } = preprocessing;
  if (view) return planResize(viewBox(view, width, height), imageSize, imageSize, interpolation);
  const { resizedWidth, resizedHeight, window } = plainGeometry(width, height, preprocessing);
  return planResize({ left: 0, top: 0, width, height }, resizedWidth, resizedHeight, interpolation, window);
}

/** The size a picture is brought to, and the square that is cut out of that. */
function plainGeometry(width: number, height: number, { imageSize, cropPct }: Pick<Preprocessing, 'imageSize' | 'cropPct'>) {
  const short = Math.floor(imageSize / cropPct);
  const landscape = width > height;
  const resizedWidth = landscape ? Math.trunc((short * width) / height) : short;
  const resizedHeight = landscape ? short : Math.trunc((short * height) / width);
  if (resizedWidth < imageSize || resizedHeight < imageSize)
    throw new StudioError('internal', `cannot cut ${imageSize} pixels out of ${resizedWidth} x ${resizedHeight}`);
  const window: Box = {
    left: roundHalfEven((resizedWidth - imageSize) / 2),
    top: roundHalfEven((resizedHeight - imageSize) / 2),
    width: imageSize,
    height: imageSize,
  };
  return { resizedWidth, resizedHeight, window };
}

/** What part of an upright picture the network sees in the plain view: `[left, top, width, height]`, 0..1 of the picture. */
export function seenPart(
  width: number,
  height: number,
  preprocessing: Pick<Preprocessing, 'imageSize' | 'cropPct'>,
): [number, number, number, number] {
  const { resizedWidth, resizedHeight, window } = plainGeometry(width, height, preprocessing);
  return [
    window.left / resizedWidth,
    window.top / resizedHeight,
    window.width / resizedWidth,
    window.height / resizedHeight,
  ];
}

/** Mirrors `[height, width, 3]` left to right, in place. */
export function mirrorRows(data: Uint8Array, width: number): void {
  const rowBytes = width * 3;
  for (let line = 0; line < data.length; line += rowBytes)
    for (let left = line, right = line + rowBytes - 3; left < right; left += 3, right -= 3)
      for (let channel = 0; channel < 3; channel++) {
        const kept = data[left + channel]!;
        data[left + channel] = data[right + channel]!;
        data[right + channel] = kept;
      }
}

/**
 * The network's input before normalisation: `[imageSize, imageSize, 3]`, RGB 0..255, in a buffer of its own.
 * Bit-identical with Pillow and torchvision for the plain view.
 */
export function preprocessImage(
  pixels: Pixels,
  preprocessing: Pick<Preprocessing, 'imageSize' | 'cropPct' | 'interpolation'>,
  view: View | null = null,
): Uint8Array {
  const out = runResize(pixels, planPreprocessing(pixels.width, pixels.height, preprocessing, view));
  if (view?.flip) mirrorRows(out, preprocessing.imageSize);
  return out;
}
