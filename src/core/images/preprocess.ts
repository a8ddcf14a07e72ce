import type { InputGeometry } from '../../shared/preprocessing.ts';
import { StudioError } from '../errors.ts';
import type { Box } from './pixels.ts';
import { planResize } from './resize.ts';
import type { ResizePlan } from './resize.ts';
import { shiftSquare } from './shifted-view.ts';
import { changeColors, erasePart } from './square-changes.ts';
import { viewBox } from './view.ts';
import type { View } from './view.ts';

/** Python's round: a half goes to the even neighbour. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return rest < 0.5 ? floor : floor + 1;
}

/** How a picture becomes `imageSize` x `imageSize`: resized, and where it fills only a part, laid into a border. */
export interface InputPlan {
  readonly resize: ResizePlan;
  readonly border: Border | null;
}

interface Border {
  /** Of the square. */
  readonly size: number;
  /** Where the resized picture lies in it. */
  readonly left: number;
  readonly top: number;
  readonly color: readonly [number, number, number];
}

/** The size of a picture that fits into a square, by Pillow's `ImageOps.contain`. */
function contained(width: number, height: number, size: number): { width: number; height: number } {
  if (width > height) return { width: size, height: Math.max(1, roundHalfEven((height / width) * size)) };
  return { width: width < height ? Math.max(1, roundHalfEven((width / height) * size)) : size, height: size };
}

/** Where the smaller lies in the larger, as Pillow and torchvision round it. */
export const middle = (inner: number, size: number): number => roundHalfEven((size - inner) / 2);

function borderAround(inner: { width: number; height: number }, { imageSize, padColor = [0, 0, 0] }: InputGeometry): Border | null {
  if (inner.width === imageSize && inner.height === imageSize) return null;
  return { size: imageSize, left: middle(inner.width, imageSize), top: middle(inner.height, imageSize), color: padColor };
}

/**
 * How a picture of `width` x `height` becomes `imageSize` x `imageSize`: by its `fit`, all of it or the crop of a view (`finishView` does the
 * rest of a view). A crop under `crop` and `squeeze` is resized to the square. The plain view has the bits of Pillow and torchvision.
 */
export function planPreprocessing(width: number, height: number, geometry: InputGeometry, view: View | null): InputPlan {
  const { imageSize, interpolation, fit = 'crop' } = geometry;
  const crop = view && 'state' in view ? view : null;
  if (!crop && fit === 'crop') {
    const { resizedWidth, resizedHeight, window } = plainGeometry(width, height, geometry);
    return { resize: planResize({ left: 0, top: 0, width, height }, resizedWidth, resizedHeight, interpolation, window), border: null };
  }
  const region = crop ? viewBox(crop, width, height, fit) : { left: 0, top: 0, width, height };
  const inner = fit === 'pad' ? contained(region.width, region.height, imageSize) : { width: imageSize, height: imageSize };
  return { resize: planResize(region, inner.width, inner.height, interpolation), border: borderAround(inner, geometry) };
}

/** The size a picture is brought to, and the square that is cut out of that. */
export function plainGeometry(width: number, height: number, { imageSize, cropPct }: Pick<InputGeometry, 'imageSize' | 'cropPct'>) {
  const short = Math.floor(imageSize / cropPct);
  const landscape = width > height;
  const resizedWidth = landscape ? Math.trunc((short * width) / height) : short;
  const resizedHeight = landscape ? short : Math.trunc((short * height) / width);
  if (resizedWidth < imageSize || resizedHeight < imageSize)
    throw new StudioError('internal', `cannot cut ${imageSize} pixels out of ${resizedWidth} x ${resizedHeight}`);
  const window: Box = {
    left: middle(imageSize, resizedWidth),
    top: middle(imageSize, resizedHeight),
    width: imageSize,
    height: imageSize,
  };
  return { resizedWidth, resizedHeight, window };
}

/**
 * Where the network's square lies on an upright picture in the plain view: `[left, top, width, height]` in parts of the picture; with a
 * border it reaches beyond it (below 0 or above 1).
 */
export function seenPart(
  width: number,
  height: number,
  geometry: Pick<InputGeometry, 'imageSize' | 'cropPct' | 'fit'>,
): [number, number, number, number] {
  const { imageSize, fit = 'crop' } = geometry;
  if (fit === 'squeeze') return [0, 0, 1, 1];
  if (fit === 'pad') {
    const inner = contained(width, height, imageSize);
    const left = middle(inner.width, imageSize);
    const top = middle(inner.height, imageSize);
    return [-left / inner.width, -top / inner.height, imageSize / inner.width, imageSize / inner.height];
  }
  const { resizedWidth, resizedHeight, window } = plainGeometry(width, height, geometry);
  return [
    window.left / resizedWidth,
    window.top / resizedHeight,
    window.width / resizedWidth,
    window.height / resizedHeight,
  ];
}

/** The square of a planned picture: what was resized, `[height, width, 3]`, in the middle of its border; as it is without one. */
export function intoSquare(resized: Uint8Array, { resize, border }: InputPlan): Uint8Array {
  if (!border) return resized;
  const { size, left, top, color } = border;
  const square = new Uint8Array(size * size * 3);
  for (let at = 0; at < square.length; at++) square[at] = color[at % 3]!;
  const rowBytes = resize.window.width * 3;
  for (let row = 0; row < resize.window.height; row++) {
    square.set(resized.subarray(row * rowBytes, (row + 1) * rowBytes), ((top + row) * size + left) * 3);
  }
  return square;
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

/** What a view does to the square that its crop has become, in place. */
export function finishView(square: Uint8Array, imageSize: number, view: View | null): void {
  if (!view) return;
  if ('color' in view) shiftSquare(square, imageSize, view);
  if (view.flip) mirrorRows(square, imageSize);
  if ('colors' in view && view.colors) changeColors(square, view.colors);
  if ('erased' in view && view.erased) erasePart(square, imageSize, view.erased);
}
