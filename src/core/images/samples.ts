import type { DecodeTasks } from './decode-task.ts';
import type { Gate } from './gate.ts';
import { readImage } from './read-image.ts';
import { seenPixels } from './seen-picture.ts';
import type { View } from './view.ts';

/** A picture in views of it, as the network sees them: WebP that loses nothing, in the order asked. Throws StudioError `bad-image`. */
export async function sampleViews(
  file: string,
  views: readonly (View | null)[],
  preprocessing: DecodeTasks['samples']['ask']['preprocessing'],
  gate: Gate,
): Promise<Uint8Array[]> {
  const made: Uint8Array[] = [];
  for (const view of views) {
    const pixels = await readImage(file, preprocessing, view, gate);
    made.push(await seenPixels(pixels, preprocessing.imageSize));
  }
  return made;
}
