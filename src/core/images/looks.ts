import type { InputGeometry } from '../../shared/preprocessing.ts';
import type { TestTimeAugmentation } from '../../shared/test-time-augmentation.ts';
import { StudioError } from '../errors.ts';
import { middle, mirrorRows, plainGeometry, planPreprocessing } from './preprocess.ts';
import type { InputPlan } from './preprocess.ts';
import { planResize } from './resize.ts';

/** A square of a picture that is `width` x `height` once resized. `left` counts in the mirrored picture where `mirrored`. */
export interface CropBox {
  readonly top: number;
  readonly left: number;
  readonly mirrored: boolean;
}

/**
 * torchvision's TenCrop: the corners (upper left, upper right, lower left, lower right) and the middle, then the same five of the mirrored
 * picture. Where the margin is odd the two middles are not the same part.
 */
export function tenCropBoxes(width: number, height: number, size: number): CropBox[] {
  const [right, bottom] = [width - size, height - size];
  const five = [
    { top: 0, left: 0 },
    { top: 0, left: right },
    { top: bottom, left: 0 },
    { top: bottom, left: right },
    { top: middle(size, height), left: middle(size, width) },
  ];
  // The mirrored picture's own upper left is the upper right of the picture.
  return [false, true].flatMap((mirrored) => five.map((box) => ({ ...box, mirrored })));
}

/** One square for the network: what is cut out of the picture, then mirrored or not. */
export interface SquareLook {
  readonly plan: InputPlan;
  readonly mirrored: boolean;
}

/** The squares of a picture of `width` x `height`, in their order; plans that are one object are one part of the picture. */
export function looksAt(width: number, height: number, geometry: InputGeometry, augmentation: TestTimeAugmentation): SquareLook[] {
  if (augmentation !== 'tencrop') {
    const plan = planPreprocessing(width, height, geometry, null);
    return augmentation === 'flip' ? [{ plan, mirrored: false }, { plan, mirrored: true }] : [{ plan, mirrored: false }];
  }
  const { imageSize, interpolation } = geometry;
  const { resizedWidth, resizedHeight } = plainGeometry(width, height, geometry);
  const whole = { left: 0, top: 0, width, height };
  const plans = new Map<string, InputPlan>();
  return tenCropBoxes(resizedWidth, resizedHeight, imageSize).map(({ top, left: seen, mirrored }) => {
    const left = mirrored ? resizedWidth - imageSize - seen : seen;
    const key = `${left} ${top}`;
    const window = { left, top, width: imageSize, height: imageSize };
    const plan = plans.get(key) ?? { resize: planResize(whole, resizedWidth, resizedHeight, interpolation, window), border: null };
    plans.set(key, plan);
    return { plan, mirrored };
  });
}

/** The looks one after the other, `[looks, imageSize, imageSize, 3]`, of the square of each plan. */
export function stackLooks(looks: readonly SquareLook[], squareOf: ReadonlyMap<InputPlan, Uint8Array>, imageSize: number): Uint8Array {
  const bytes = imageSize ** 2 * 3;
  const stack = new Uint8Array(looks.length * bytes);
  for (const [i, { plan, mirrored }] of looks.entries()) {
    stack.set(squareOf.get(plan)!, i * bytes);
    if (mirrored) mirrorRows(stack.subarray(i * bytes, (i + 1) * bytes), imageSize);
  }
  return stack;
}

/** @throws StudioError `bad-usage` where a network sees whole pictures: there is nothing around its square to cut from */
export function needRoomForLooks({ fit = 'crop' }: InputGeometry, augmentation: TestTimeAugmentation): void {
  if (augmentation !== 'tencrop' || fit === 'crop') return;
  throw new StudioError('bad-usage', `This model sees whole pictures (--fit ${fit}): there are no ten crops of them`, {
    field: 'tta',
    values: { kind: 'no-crops-of-whole', fit },
    hint: 'Take --tta flip.',
  });
}

/**
 * The mean of what a network answers to every look at a picture. Probabilities are averaged, not logits.
 * @param compute squares `[batch, size, size, 3]` → `[batch, width]`
 * @returns pictures `[batch, looks, size, size, 3]` → `[batch, width]`; the network is given as many squares at once as there are pictures
 */
export function overLooks(
  compute: (pixels: Uint8Array, batch: number) => Promise<Float32Array>,
  looks: number,
): (pixels: Uint8Array, batch: number) => Promise<Float32Array> {
  if (looks === 1) return compute;
  return async (pixels, batch) => {
    const square = pixels.length / (batch * looks);
    const sums: number[] = [];
    for (let look = 0; look < looks; look++) {
      const squares = new Uint8Array(batch * square);
      for (let row = 0; row < batch; row++) {
        const from = (row * looks + look) * square;
        squares.set(pixels.subarray(from, from + square), row * square);
      }
      for (const [i, value] of (await compute(squares, batch)).entries()) sums[i] = (sums[i] ?? 0) + value;
    }
    return Float32Array.from(sums, (sum) => sum / looks);
  };
}
