import type { InputGeometry } from '../../shared/preprocessing.ts';
import type { TestTimeAugmentation } from '../../shared/test-time-augmentation.ts';
import { afterRunning } from '../after-running.ts';
import { badImage } from './bad-image.ts';
import { openImage } from './decode.ts';
import { timeLimitMs } from './decode-cost.ts';
import { createGate, largeHeldBytes, largePixels } from './gate.ts';
import type { Gate } from './gate.ts';
import { rowsPerBand } from './open-image.ts';
import type { OpenImage } from './open-image.ts';
import { looksAt, stackLooks } from './looks.ts';
import { finishView, intoSquare, planPreprocessing } from './preprocess.ts';
import type { InputPlan } from './preprocess.ts';
import { releasePixels } from './pixels.ts';
import { finishResize, narrowedPitch, resizeRows, runResize } from './resize.ts';
import type { ResizePlan } from './resize.ts';
import type { View } from './view.ts';

/** One large picture at a time in this thread, for callers that bring no gate of their own. */
export const threadGate: Gate = createGate();

/**
 * Runs work on a picture, alone where the picture is large, and gives it up after its time: what then still runs ends by itself, and the
 * gate stays shut until it has. Throws StudioError `bad-image`.
 */
export async function guarded<T>(
  image: OpenImage,
  gate: Gate,
  work: () => Promise<T>,
  // Each band is a decoding of its own.
  limitMs = timeLimitMs(image) * Math.ceil(image.height / rowsPerBand(image)),
): Promise<T> {
  const late = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const timed = (): Promise<T> => {
    const giveUp = () => late.reject(badImage(`decoding this ${image.format.toUpperCase()} took too long and was given up`, 'too-slow'));
    timer = afterRunning(limitMs, giveUp);
    return work();
  };
  const isLarge = image.width * image.height > largePixels || image.heldBytes > largeHeldBytes;
  try {
    return await Promise.race([isLarge ? gate(timed) : timed(), late.promise]);
  } finally {
    clearInterval(timer);
  }
}

/** The same pixels as `runResize` on the whole picture, holding one band of it at a time. */
async function resizeInBands(image: OpenImage, plan: ResizePlan, bandRows: number): Promise<Uint8Array> {
  const { region, horizontal, vertical } = plan;
  const first = region.top + vertical.sourceFrom;
  const end = region.top + vertical.sourceTo;
  const narrowed = new Uint8Array((end - first) * narrowedPitch(horizontal));
  for (let from = first; from < end; from += bandRows) {
    const to = Math.min(end, from + bandRows);
    const band = await image.readRows(from, to);
    resizeRows(band, image.width, 0, region.left, horizontal, narrowed, from - first, to - from);
    releasePixels(band);
  }
  return finishResize(narrowed, plan);
}

/** The network's input before normalisation, `[imageSize, imageSize, 3]`, and the size of the upright picture it came from. */
export interface ReadPicture {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** An image file (a path, or its bytes), read for the network. Throws StudioError `bad-image`. */
export async function readPicture(
  source: string | Buffer,
  preprocessing: InputGeometry,
  view: View | null = null,
  gate: Gate = threadGate,
): Promise<ReadPicture> {
  const image = await openImage(source);
  const { width, height } = image;
  const plan = planPreprocessing(width, height, preprocessing, view);
  const pixels = (await readSquares(image, [plan], gate)).get(plan)!;
  finishView(pixels, preprocessing.imageSize, view);
  return { pixels, width, height };
}

/** The square of each plan, of one decoding where the picture is read whole. */
async function readSquares(image: OpenImage, plans: readonly InputPlan[], gate: Gate): Promise<Map<InputPlan, Uint8Array>> {
  const { width, height } = image;
  const bandRows = rowsPerBand(image);
  const squares = new Map<InputPlan, Uint8Array>();
  const limitMs = timeLimitMs(image) * Math.ceil(height / bandRows) * (bandRows < height ? plans.length : 1);
  await guarded(
    image,
    gate,
    async () => {
      if (bandRows < height) {
        for (const plan of plans) squares.set(plan, intoSquare(await resizeInBands(image, plan.resize, bandRows), plan));
        return;
      }
      const data = await image.readRows(0, height);
      for (const plan of plans) squares.set(plan, intoSquare(runResize({ width, height, data }, plan.resize), plan));
      releasePixels(data);
    },
    limitMs,
  );
  return squares;
}

/** A picture of which one view after the other is asked. */
export interface HeldPicture {
  /** The same bytes as `readImage`. Throws StudioError `bad-image`. */
  view(preprocessing: InputGeometry, view: View | null): Promise<Uint8Array>;
  release(): void;
}

/** 12 MB as RGB; larger ones are decoded anew for each view. */
const heldPixels = 4_000_000;

/** An image file (a path, or its bytes), decoded once for all its views, where it is not large. Throws StudioError `bad-image`. */
export async function holdPicture(source: string | Buffer, gate: Gate = threadGate): Promise<HeldPicture> {
  const image = await openImage(source);
  const { width, height } = image;
  let data: Uint8Array | null = null;
  const square = async (plan: InputPlan): Promise<Uint8Array> => {
    if (width * height > heldPixels) return (await readSquares(image, [plan], gate)).get(plan)!;
    data ??= await guarded(image, gate, () => image.readRows(0, height));
    return intoSquare(runResize({ width, height, data }, plan.resize), plan);
  };
  return {
    async view(preprocessing, view) {
      const pixels = await square(planPreprocessing(width, height, preprocessing, view));
      finishView(pixels, preprocessing.imageSize, view);
      return pixels;
    },
    release() {
      if (data) releasePixels(data);
      data = null;
    },
  };
}

/** The looks at an image file, `[looks, imageSize, imageSize, 3]`, RGB 0..255. Throws StudioError `bad-image`. */
export async function readLooks(source: string | Buffer, preprocessing: InputGeometry, augmentation: TestTimeAugmentation, gate: Gate = threadGate): Promise<Uint8Array> {
  const image = await openImage(source);
  const looks = looksAt(image.width, image.height, preprocessing, augmentation);
  const squares = await readSquares(image, [...new Set(looks.map(({ plan }) => plan))], gate);
  return stackLooks(looks, squares, preprocessing.imageSize);
}

/** The pixels of {@link readPicture} alone, RGB 0..255, in a buffer of their own. Throws StudioError `bad-image`. */
export const readImage = async (...read: Parameters<typeof readPicture>): Promise<Uint8Array> =>
  (await readPicture(...read)).pixels;
