import type { LabelledPicture } from './labelled-picture.ts';

const side = 32;
const plane = side * side;

/**
 * CIFAR's binary records: labels (one byte in CIFAR-10, coarse and fine in CIFAR-100, of which the last counts), then a plane of 32 x 32 bytes
 * for red, green and blue.
 * @throws Error where the file is cut off or a label is none
 */
export function readCifarRecords(bytes: Uint8Array, labelBytes: 1 | 2, classes: number, name: string): LabelledPicture[] {
  const record = labelBytes + 3 * plane;
  if (bytes.length === 0 || bytes.length % record !== 0) throw new Error(`${name} has ${bytes.length} bytes, which are no whole records of ${record}`);
  return Array.from({ length: bytes.length / record }, (_, i) => {
    const start = i * record;
    const label = bytes[start + labelBytes - 1]!;
    if (label >= classes) throw new Error(`${name} has a label ${label} in record ${i}, but there are ${classes} classes`);
    const planes = bytes.subarray(start + labelBytes, start + record);
    const pixels = Uint8Array.from({ length: 3 * plane }, (_, at) => planes[(at % 3) * plane + Math.floor(at / 3)]!);
    return { width: side, height: side, channels: 3, pixels, label };
  });
}
