import type { FileHandle } from 'node:fs/promises';
import { StudioError } from '../errors.ts';
import { elementCount } from '../tensor.ts';
import type { Tensor, TensorMap } from '../tensor.ts';
import { writeFully } from '../files/durable.ts';
import { writeFileAtomically } from '../files/write-file.ts';
import { foreignFile, isPytorch, isSafetensors } from './foreign-file.ts';
import { badFile, dtypeSizes, headerLimitBytes, parseSafetensorsHeader, readableType } from './safetensors-header.ts';
import type { HeaderRow, SafetensorsHeader } from './safetensors-header.ts';
import { readFully, readHead, withWeightsFile } from './weights-handle.ts';
import { widen } from './widen.ts';

// Numbers are copied without swapping bytes: every platform this runs on is little-endian, as is the format.
const chunkBytes = 4 << 20;
const pickleHint = 'This looks like a PyTorch file: graft backbones import reads it.';

async function readHeader(handle: FileHandle, file: string): Promise<SafetensorsHeader> {
  const { size } = await handle.stat();
  const head = await readHead(handle);
  if (!isSafetensors(head)) {
    if (isPytorch(head)) throw badFile(file, 'is no safetensors file', pickleHint);
    const foreign = foreignFile(head, file, size);
    if (foreign) throw badFile(file, foreign.problem, foreign.hint);
  }
  if (head.length < 8) throw badFile(file, `has ${size} bytes, too few for a safetensors file`);
  const headerBytes = Number(head.readBigUInt64LE());
  if (headerBytes < 2 || 8 + headerBytes > size) {
    throw badFile(file, `announces a header of ${headerBytes} bytes in a file of ${size}: no safetensors file, or cut off`);
  }
  if (headerBytes > headerLimitBytes) {
    const problem = `has a header of ${headerBytes} bytes; the limit is ${headerLimitBytes}`;
    throw badFile(file, problem, 'No image network has names for as much.');
  }
  const json = Buffer.alloc(headerBytes);
  if (!(await readFully(handle, json, 8))) throw badFile(file, 'ended inside its header');
  return parseSafetensorsHeader(file, json, 8 + headerBytes, size);
}

async function readTensor(handle: FileHandle, file: string, row: HeaderRow): Promise<Tensor> {
  const dtype = readableType(file, row);
  const data = new Float32Array(elementCount(row.shape));
  const read = async (target: Uint8Array, position: number) => {
    if (!(await readFully(handle, target, position))) throw badFile(file, `ended inside tensor "${row.name}"`);
  };
  if (dtype === 'F32') {
    await read(new Uint8Array(data.buffer), row.start);
    return { shape: row.shape, data };
  }
  const width = dtypeSizes[dtype];
  const buffer = new ArrayBuffer(Math.min(chunkBytes, row.sizeBytes));
  for (let done = 0; done < row.sizeBytes; done += buffer.byteLength) {
    const bytes = Math.min(buffer.byteLength, row.sizeBytes - done);
    await read(new Uint8Array(buffer, 0, bytes), row.start + done);
    widen(dtype, buffer, bytes / width, data, done / width);
  }
  return { shape: row.shape, data };
}

/** Names, types and shapes of a weights file without its values. Errors as `readSafetensors`. */
export function readSafetensorsHeader(file: string): Promise<SafetensorsHeader> {
  return withWeightsFile(file, (handle) => readHeader(handle, file));
}

/**
 * Reads a safetensors file, float16, bfloat16 and float64 as float32; int64 tensors (`num_batches_tracked`) are left out.
 * Each tensor gets memory of its own: the data section of many files is not 4-aligned, and no allocation reaches 2 GiB.
 * @throws StudioError `not-found`, or `bad-weights` naming the tensor that is damaged
 * @see the format: safetensors, "Format" in its README
 */
export function readSafetensors(file: string): Promise<{ metadata: Record<string, string>; tensors: TensorMap }> {
  return withSafetensors(file, async ({ metadata, rows }, read) => {
    const tensors: TensorMap = new Map();
    for (const row of rows) if (row.dtype !== 'I64') tensors.set(row.name, await read(row));
    return { metadata, tensors };
  });
}

/**
 * Header first, then the tensors that `use` asks for, one at a time; the others may be of any type. Errors as `readSafetensors`.
 * @param shownAs what messages call the file
 */
export function withSafetensors<T>(
  file: string,
  use: (header: SafetensorsHeader, read: (row: HeaderRow) => Promise<Tensor>) => Promise<T>,
  shownAs = file,
): Promise<T> {
  return withWeightsFile(file, async (handle) =>
    use(await readHeader(handle, shownAs), (row) => readTensor(handle, shownAs, row)),
  );
}

type Named<T> = Iterable<readonly [string, T]>;

function headerBytes(shapes: Named<readonly number[]>, metadata: Record<string, string>): Buffer {
  let end = 0;
  const entries: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  for (const [name, shape] of shapes) {
    const begin = end;
    end += 4 * elementCount(shape);
    entries.push([name, { dtype: 'F32', shape, data_offsets: [begin, end] }]);
  }
  const json = `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(',')}}`;
  const padded = Buffer.from(json + ' '.repeat(-Buffer.byteLength(json) & 7));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([prefix, padded]);
}

/**
 * Writes float32 tensors in the map's order, data 8-aligned, atomically (see `writeFileAtomically`).
 * @throws StudioError `out-of-disk`; the old file, if any, is untouched then
 */
export async function writeSafetensors(
  file: string,
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Record<string, string> = {},
): Promise<void> {
  const shapes = [...tensors].map(([name, { shape }]): [string, readonly number[]] => [name, shape]);
  await streamSafetensors(file, shapes, tensors, metadata);
}

/** As `writeSafetensors`, with one tensor in memory at a time: `tensors` brings those of `shapes` in that order. */
export async function streamSafetensors(
  file: string,
  shapes: readonly (readonly [string, readonly number[]])[],
  tensors: Named<Tensor> | AsyncIterable<readonly [string, Tensor]>,
  metadata: Record<string, string> = {},
): Promise<void> {
  const header = headerBytes(shapes, metadata);
  await writeFileAtomically(file, async (handle) => {
    await writeFully(handle, header);
    let written = 0;
    for await (const [name, { data }] of tensors) {
      const [expected, shape] = shapes[written++] ?? [];
      if (name === '__metadata__' || name !== expected || elementCount(shape!) !== data.length) {
        throw new StudioError('internal', `Tensor "${name}" [${shape}] with ${data.length} values cannot be stored.`);
      }
      await writeFully(handle, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    if (written !== shapes.length) throw new StudioError('internal', `${written} of ${shapes.length} tensors came.`);
  });
}
