import type { LabelledPicture } from './labelled-picture.ts';

const unsignedByte = 8;

/**
 * An IDX file of bytes: two zeros, the type, the number of sizes, each size as 32 bits big-endian, then the values.
 * @throws Error naming the file: no IDX, of another type, or of another length than its header says
 */
function readIdx(bytes: Uint8Array, sizes: number, name: string): { readonly shape: readonly number[]; readonly values: Uint8Array } {
  const header = 4 + 4 * sizes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < header || view.getUint32(0) !== (unsignedByte << 8) + sizes) throw new Error(`${name} is no IDX file of bytes with ${sizes} sizes`);
  const shape = Array.from({ length: sizes }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = header + shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== expected) throw new Error(`${name} has ${bytes.length} bytes, but its header says ${expected}`);
  return { shape, values: bytes.subarray(header) };
}

/** MNIST's pair of files: grey pictures and their labels. @throws Error where either is damaged or they do not belong together */
export function readIdxPictures(images: Uint8Array, labels: Uint8Array, classes: number, name: string): LabelledPicture[] {
  const { shape, values } = readIdx(images, 3, `${name} images`);
  const { values: given } = readIdx(labels, 1, `${name} labels`);
  const [count, height, width] = shape as [number, number, number];
  if (given.length !== count) throw new Error(`${name} has ${count} pictures and ${given.length} labels`);
  const wrong = given.find((label) => label >= classes);
  if (wrong !== undefined) throw new Error(`${name} has a label ${wrong}, but there are ${classes} classes`);
  const bytes = height * width;
  return Array.from(given, (label, i) => ({ width, height, channels: 1, pixels: values.subarray(i * bytes, (i + 1) * bytes), label }));
}
