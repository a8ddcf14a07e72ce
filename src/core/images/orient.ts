import type { Box } from './pixels.ts';

/** EXIF orientation 5 to 8 exchange width and height. */
export const isTransposed = (orientation: number): boolean => orientation >= 5;

/** The part of the picture as stored (`width` x `height`) that rows `from` .. `to - 1` of the upright one come from. */
export function storedBox(orientation: number, width: number, height: number, from: number, to: number): Box {
  if (isTransposed(orientation)) {
    const left = orientation >= 7 ? width - to : from;
    return { left, top: 0, width: to - from, height };
  }
  const top = orientation === 3 || orientation === 4 ? height - to : from;
  return { left: 0, top, width, height: to - from };
}

/** RGB rows as stored → upright, as EXIF tag 274 says (1 to 8); a new array unless the orientation is 1. */
export function orientRows(data: Uint8Array, width: number, height: number, orientation: number): Uint8Array {
  if (orientation <= 1 || orientation > 8) return data;
  const transposed = isTransposed(orientation);
  const outWidth = transposed ? height : width;
  const outHeight = transposed ? width : height;
  const fromRight = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
  const fromBottom = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;
  const stepX = (fromRight ? -1 : 1) * 3;
  const stepY = (fromBottom ? -1 : 1) * width * 3;
  const start = (fromRight ? width - 1 : 0) * 3 + (fromBottom ? height - 1 : 0) * width * 3;
  const alongRow = transposed ? stepY : stepX;
  const alongColumn = transposed ? stepX : stepY;
  const out = new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < outHeight; y++) {
    let at = start + y * alongColumn;
    for (let x = 0; x < outWidth; x++) {
      out[to] = data[at]!;
      out[to + 1] = data[at + 1]!;
      out[to + 2] = data[at + 2]!;
      to += 3;
      at += alongRow;
    }
  }
  return out;
}
