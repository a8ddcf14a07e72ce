/** A decoded picture: 8-bit RGB, rows from the top, `data.length === width * height * 3`. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A rectangle in whole pixels; `left` and `top` inside the picture, `width` and `height` at least 1. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Node cuts small Buffers out of shared memory, which must stay; below this nothing is worth giving back anyway. */
const leastReleasedBytes = 2 ** 16;

/**
 * Gives the memory behind an array back now instead of at some garbage collection; the array and all that share its
 * buffer are empty afterwards. Pictures are large and live outside V8's heap, which is slow to notice them.
 */
export function releasePixels(data: Uint8Array): void {
  const buffer = data.buffer as ArrayBuffer;
  if (buffer.byteLength >= leastReleasedBytes) buffer.transfer(0);
}
