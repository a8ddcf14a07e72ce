import { nextUniform, seedState } from './view-random.ts';

/** The square that a network is given, moved and perhaps mirrored: plain data, so that it can cross to a worker. */
export interface ShiftedView {
  readonly index: number;
  readonly flip: boolean;
  /** Pixels by which the square's content moves. */
  readonly right: number;
  readonly down: number;
  /** Of what it leaves bare, RGB 0..255. */
  readonly color: readonly [number, number, number];
}

/** Goes into the cache key of features: raise it when any view of any picture may differ. */
export const padCropRecipe = 'pad-crop-1';

/** Four pixels at 32 (arXiv 1512.03385, section 4.2), as much of other sizes. */
export const padOf = (imageSize: number): number => Math.round(imageSize / 8);

/**
 * View `index` of an image under the recipe `pad-crop`: null (plain) for 0, else a square cut at random out of the plain one with a border of
 * an eighth around it, mirrored with probability 1/2. The border has the mean colour, which is 0 once normalised, as the papers' has.
 */
export function shiftedView(
  seed: number,
  imageSha256: string,
  index: number,
  { imageSize, mean }: { readonly imageSize: number; readonly mean: readonly [number, number, number] },
): ShiftedView | null {
  if (index === 0) return null;
  const state = Uint32Array.from(seedState(`${padCropRecipe}/${seed}/${imageSha256}/${index}`));
  const pad = padOf(imageSize);
  const offset = (): number => Math.floor(nextUniform(state) * (2 * pad + 1)) - pad;
  const level = (part: number): number => Math.round(part * 255);
  return { index, flip: nextUniform(state) < 0.5, right: offset(), down: offset(), color: [level(mean[0]), level(mean[1]), level(mean[2])] };
}

/** Moves the content of a square `[size, size, 3]` by less than its size, in place. */
export function shiftSquare(square: Uint8Array, size: number, { right, down, color }: ShiftedView): void {
  const before = square.slice();
  for (let at = 0; at < square.length; at++) square[at] = color[at % 3]!;
  const from = Math.max(0, -right);
  const end = Math.min(size, size - right);
  for (let row = Math.max(0, -down); row < Math.min(size, size - down); row++) {
    square.set(before.subarray((row * size + from) * 3, (row * size + end) * 3), ((row + down) * size + from + right) * 3);
  }
}
