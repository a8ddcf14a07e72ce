import { openImage } from './decode.ts';
import type { Gate } from './gate.ts';
import { threadGate } from './read-image.ts';
import type { ImageFormat } from './picture-kinds.ts';
import { verifyPicture } from './verify.ts';

/** Format by content; `width` and `height` in pixels, of the upright picture. */
export interface ImageFacts {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
}

/**
 * What an image file (a path, or its bytes) holds, by its header; with `verify` all of it is verified too, which
 * finds truncated and damaged files. Holds at most `bandPixels` pixels at a time, so it is safe on any picture.
 * Throws StudioError `bad-image` whose message is the reason.
 */
export async function identifyImage(
  source: string | Buffer,
  { verify = false, gate = threadGate }: { verify?: boolean; gate?: Gate } = {},
): Promise<ImageFacts> {
  const image = await openImage(source);
  const { format, width, height } = image;
  if (verify) await verifyPicture(image, gate);
  return { format, width, height };
}
