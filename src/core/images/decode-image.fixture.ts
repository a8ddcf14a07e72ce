import { openImage } from './decode.ts';
import type { Pixels } from './pixels.ts';

/** All pixels of a picture at once, where the program reads what it needs row by row. `source` is a path or the file's bytes. Throws StudioError `bad-image`. */
export async function decodeImage(source: string | Buffer): Promise<Pixels> {
  const image = await openImage(source);
  return { width: image.width, height: image.height, data: await image.readRows(0, image.height) };
}
