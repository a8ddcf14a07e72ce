/** One tag of a TIFF: shorts (or longs for what is above 65535), or bytes. */
export type TiffTag = readonly [tag: number, ...values: number[]];

/** A grey or RGB TIFF of one strip, written by hand: little-endian, uncompressed, with tags of the caller's own over ours. */
export function tiffFile(samples: ArrayBufferView, width: number, height: number, more: readonly TiffTag[] = []): Buffer {
  const pixels = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const channels = (pixels.length * 8) / bitsOf(samples) / (width * height);
  const tags = new Map<number, readonly number[]>([
    [256, [width]],
    [257, [height]],
    [258, Array.from({ length: channels }, () => bitsOf(samples))],
    [259, [1]],
    [262, [channels === 3 ? 2 : 1]],
    [273, [8]],
    [277, [channels]],
    [278, [height]],
    [279, [pixels.length]],
    [339, Array.from({ length: channels }, () => formatOf(samples))],
  ]);
  for (const [tag, ...values] of more) tags.set(tag, values);
  const rows = [...tags].toSorted(([a], [b]) => a - b);
  const directory = Buffer.alloc(2 + rows.length * 12 + 4);
  const extra: Buffer[] = [];
  let extraAt = 8 + pixels.length + directory.length;
  directory.writeUInt16LE(rows.length, 0);
  rows.forEach(([tag, values], i) => {
    const at = 2 + i * 12;
    const isLong = values.some((value) => value > 65_535);
    const bytes = Buffer.alloc(Math.max(4, values.length * (isLong ? 4 : 2)));
    values.forEach((value, k) => (isLong ? bytes.writeUInt32LE(value, k * 4) : bytes.writeUInt16LE(value, k * 2)));
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(isLong ? 4 : 3, at + 2);
    directory.writeUInt32LE(values.length, at + 4);
    if (bytes.length === 4) bytes.copy(directory, at + 8);
    else {
      directory.writeUInt32LE(extraAt, at + 8);
      extra.push(bytes);
      extraAt += bytes.length;
    }
  });
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(8 + pixels.length, 4);
  return Buffer.concat([head, pixels, directory, ...extra]);
}

const bitsOf = (samples: ArrayBufferView): number =>
  8 * (samples as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;

function formatOf(samples: ArrayBufferView): number {
  if (samples instanceof Float32Array || samples instanceof Float64Array) return 3;
  return samples instanceof Int32Array || samples instanceof Int16Array || samples instanceof Int8Array ? 2 : 1;
}
