import { bandPixels } from './decode-cost.ts';
import { releasePixels } from './pixels.ts';
import type { ImageFormat } from './picture-kinds.ts';

/** The upper byte of the largest sample of 12 bits. */
export const dimMost = 15;

/** What verifying a picture told of it beside its being whole. */
export interface Verified {
  /** It has 16 bits a sample and none is above 4095, as cameras of 12 bits write them: to the network it is nearly black. */
  readonly isDim: boolean;
}

/** An image file whose header has been read; sizes are those of the upright picture. */
export interface OpenImage {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  /** What its decoder holds at once, the rows that it gives not counted. */
  readonly heldBytes: number;
  /** libvips alone would not read it, or show it otherwise. */
  readonly isReadHere: boolean;
  /** Rows `from` .. `to - 1` of the upright picture, `[to - from, width, 3]`. Throws `bad-image`. */
  readRows(from: number, to: number): Promise<Uint8Array>;
  /** Whether it shows without decoding it that `verify` would find nothing; false where it does not show. */
  isSurelyWhole(): boolean;
  /** Decodes every pixel and keeps few of them. Throws `bad-image`. */
  verify(): Promise<Verified>;
}

/** Rows of each band when a picture is too large to be decoded at once; all rows otherwise. */
export const rowsPerBand = (image: Pick<OpenImage, 'width' | 'height'>): number =>
  image.width * image.height <= bandPixels ? image.height : Math.max(1, Math.floor(bandPixels / image.width));

/** The largest sample of all bands, or 255 where nobody wants to know. */
export async function readAllBands(image: Pick<OpenImage, 'width' | 'height' | 'readRows'>, wantsMost = false): Promise<number> {
  const bandRows = rowsPerBand(image);
  let most = wantsMost ? 0 : 255;
  for (let from = 0; from < image.height; from += bandRows) {
    const rows = await image.readRows(from, Math.min(image.height, from + bandRows));
    for (let i = 0; i < rows.length && most < 255; i++) if (rows[i]! > most) most = rows[i]!;
    releasePixels(rows);
  }
  return most;
}
