import type { PictureFit } from '../../shared/picture-fits.ts';
import { shuffle } from '../shuffle.ts';
import type { Box } from './pixels.ts';
import type { ShiftedView } from './shifted-view.ts';
import type { ColorChange, Erased } from './square-changes.ts';
import { nextUniform, seedState } from './view-random.ts';

/**
 * A crop of a picture, mirrored or not: plain data, so that it can cross to a worker. What the crop is in pixels follows from the picture's
 * size (`viewBox`).
 */
export interface CroppedView {
  readonly index: number;
  readonly flip: boolean;
  /** Four 32-bit words: the state of the generator that draws the crop. */
  readonly state: readonly [number, number, number, number];
  /** The least part of the picture's area that is kept; 0.7 unless given. */
  readonly leastArea?: number;
  /** What is done to the colours of the square, and what of it is covered. */
  readonly colors?: readonly ColorChange[];
  readonly erased?: Erased;
}

/** One augmented look at a picture; the plain look is `null`. */
export type View = CroppedView | ShiftedView;

/** Views are the same for every run, so that runs share their features; a run's seed decides only their order. */
export const viewSeed = 0;

/** Goes into the cache key of features: raise it when any view of any picture may differ. */
export const lightRecipe = 'light-1';

/** The part of the picture's area that a crop keeps, and its width divided by its height. */
export const leastLightArea = 0.7;
const area = { least: leastLightArea, most: 1 };
const aspect = { least: 3 / 4, most: 4 / 3 };
const attempts = 10;

/**
 * View `index` of an image under the recipe `light`: null (plain) for 0, else a flip with probability 1/2 and a
 * random crop. Depends on nothing but its arguments. `imageSha256` in lower-case hexadecimal.
 */
export function lightView(seed: number, imageSha256: string, index: number): CroppedView | null {
  if (index === 0) return null;
  const state = Uint32Array.from(seedState(`${lightRecipe}/${seed}/${imageSha256}/${index}`));
  const flip = nextUniform(state) < 0.5;
  return { index, flip, state: [state[0]!, state[1]!, state[2]!, state[3]!] };
}

/**
 * The crop of a view in a picture of `width` x `height` pixels. As torchvision's RandomResizedCrop: ten tries to fit
 * a rectangle of random area and (log-uniform) aspect, else the largest centred one of an allowed aspect. Where the network sees whole
 * pictures (`fit` not `crop`) the aspect is that of the picture times the random one.
 */
export function viewBox(view: CroppedView, width: number, height: number, fit: PictureFit = 'crop'): Box {
  const own = fit === 'crop' ? 1 : width / height;
  const state = Uint32Array.from(view.state);
  const { leastArea: least = area.least } = view;
  const logLeast = Math.log(aspect.least);
  const logMost = Math.log(aspect.most);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const pixels = width * height * (least + (area.most - least) * nextUniform(state));
    const ratio = own * Math.exp(logLeast + (logMost - logLeast) * nextUniform(state));
    const cropWidth = Math.round(Math.sqrt(pixels * ratio));
    const cropHeight = Math.round(Math.sqrt(pixels / ratio));
    if (cropWidth < 1 || cropHeight < 1 || cropWidth > width || cropHeight > height) continue;
    const left = Math.floor(nextUniform(state) * (width - cropWidth + 1));
    const top = Math.floor(nextUniform(state) * (height - cropHeight + 1));
    return { left, top, width: cropWidth, height: cropHeight };
  }
  const cropWidth = Math.max(1, Math.min(width, Math.round(height * aspect.most * own)));
  const cropHeight = Math.max(1, Math.min(height, Math.round(width / (aspect.least * own))));
  return {
    left: Math.floor((width - cropWidth) / 2),
    top: Math.floor((height - cropHeight) / 2),
    width: cropWidth,
    height: cropHeight,
  };
}

/**
 * Which of the `views` cached views (0 .. views - 1) of an image epoch `epoch` (from 0) uses: each once in
 * every `views` epochs, in an order of the image's own.
 */
export function viewForEpoch(seed: number, imageSha256: string, epoch: number, views: number): number {
  if (views <= 1) return 0;
  const state = Uint32Array.from(seedState(`${lightRecipe}/order/${seed}/${imageSha256}`));
  const order = Array.from({ length: views }, (_, i) => i);
  shuffle(order, () => nextUniform(state));
  return order[epoch % views]!;
}
