import sharp from 'sharp';
import type { DecodeTasks } from './decode-task.ts';
import type { Gate } from './gate.ts';
import { readImage } from './read-image.ts';
import type { View } from './view.ts';

const webpQuality = 80;

/** A picture in views of it, as the network sees them: WebP, in the order asked. Throws StudioError `bad-image`. */
export async function sampleViews(
  file: string,
  views: readonly (View | null)[],
  preprocessing: DecodeTasks['samples']['ask']['preprocessing'],
  gate: Gate,
): Promise<Uint8Array[]> {
  const { imageSize } = preprocessing;
  const raw = { width: imageSize, height: imageSize, channels: 3 } as const;
  const made: Uint8Array[] = [];
  for (const view of views) {
    const pixels = await readImage(file, preprocessing, view, gate);
    made.push(await sharp(pixels, { raw }).webp({ quality: webpQuality }).toBuffer());
  }
  return made;
}
