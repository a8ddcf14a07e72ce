import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { StudioError } from '../errors.ts';
import { elementCount } from '../tensor.ts';
import type { Tensor, TensorMap } from '../tensor.ts';
import { writeFully } from '../files/durable.ts';
import { writeFileAtomically } from '../files/write-file.ts';
import { badFile, headerLimitBytes, parseSafetensorsHeader } from './safetensors-header.ts';
import type { HeaderRow, SafetensorsHeader } from './safetensors-header.ts';
import { widenBrain, widenHalf } from './widen.ts';

// Numbers are copied without swapping bytes: every platform this runs on is little-endian, as is the format.
const chunkBytes = 4 << 20;
const pickleHint = 'This looks like a PyTorch file; save the state dict with safetensors.torch.save_file and use that.';

async function readFully(handle: FileHandle, target: Uint8Array, position: number): Promise<boolean> {
  for (let filled = 0; filled < target.byteLength; ) {
    const { bytesRead } = await handle.read(target, filled, target.byteLength - filled, position + filled);
    if (bytesRead === 0) return false;
    filled += bytesRead;
  }
  return true;
}

async function openWeights(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw badFile(file, 'cannot be opened', undefined, cause);
    throw new StudioError('not-found', `There is no file ${file}.`, { hint: 'Check the path.', cause });
  }
}

async function readHeader(handle: FileHandle, file: string): Promise<SafetensorsHeader> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw badFile(file, 'is not a file', 'Give a .safetensors file.');
  const prefix = Buffer.alloc(8);
  if (!(await readFully(handle, prefix, 0))) throw badFile(file, `has ${stats.size} bytes, too few for a safetensors file`);
  const headerBytes = Number(prefix.readBigUInt64LE());
  if (headerBytes > headerLimitBytes || headerBytes < 2 || 8 + headerBytes > stats.size) {
    const isPickle = (prefix[0] === 0x50 && prefix[1] === 0x4b) || (prefix[0] === 0x80 && prefix[1]! <= 5);
    const problem = `announces a header of ${headerBytes} bytes in a file of ${stats.size}: no safetensors file, or cut off`;
    throw badFile(file, problem, isPickle ? pickleHint : undefined);
  }
  const json = Buffer.alloc(headerBytes);
  if (!(await readFully(handle, json, 8))) throw badFile(file, 'ended inside its header');
  return parseSafetensorsHeader(file, json.toString('utf8'), 8 + headerBytes, stats.size);
}

async function readTensor(handle: FileHandle, file: string, row: HeaderRow): Promise<Tensor> {
  const data = new Float32Array(elementCount(row.shape));
  const read = async (target: Uint8Array, position: number) => {
    if (!(await readFully(handle, target, position))) throw badFile(file, `ended inside tensor "${row.name}"`);
  };
  if (row.dtype === 'F32') {
    await read(new Uint8Array(data.buffer), row.start);
    return { shape: row.shape, data };
  }
  const buffer = new ArrayBuffer(Math.min(chunkBytes, row.sizeBytes));
  const width = row.dtype === 'F64' ? 8 : 2;
  for (let done = 0; done < row.sizeBytes; done += buffer.byteLength) {
    const bytes = Math.min(buffer.byteLength, row.sizeBytes - done);
    await read(new Uint8Array(buffer, 0, bytes), row.start + done);
    const first = done / width;
    if (row.dtype === 'F64') data.set(new Float64Array(buffer, 0, bytes / 8), first);
    else (row.dtype === 'F16' ? widenHalf : widenBrain)(new Uint16Array(buffer, 0, bytes / 2), data, first);
  }
  return { shape: row.shape, data };
}

async function withWeights<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await openWeights(file);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** Names, types and shapes of a weights file without its values. Errors as `readSafetensors`. */
export function readSafetensorsHeader(file: string): Promise<SafetensorsHeader> {
  return withWeights(file, (handle) => readHeader(handle, file));
}

/**
 * Reads a safetensors file, float16, bfloat16 and float64 as float32; int64 tensors (`num_batches_tracked`) are left out.
 * Each tensor gets memory of its own: the data section of many files is not 4-aligned, and no allocation reaches 2 GiB.
 * @throws StudioError `not-found`, or `bad-weights` naming the tensor that is damaged
 * @see the format: safetensors, "Format" in its README
 */
export function readSafetensors(file: string): Promise<{ metadata: Record<string, string>; tensors: TensorMap }> {
  return withWeights(file, async (handle) => {
    const { metadata, rows } = await readHeader(handle, file);
    const tensors: TensorMap = new Map();
    for (const row of rows) {
      if (row.dtype !== 'I64') tensors.set(row.name, await readTensor(handle, file, row));
    }
    return { metadata, tensors };
  });
}

function headerBytes(tensors: ReadonlyMap<string, Tensor>, metadata: Record<string, string>): Buffer {
  let end = 0;
  const entries: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  for (const [name, { shape, data }] of tensors) {
    if (name === '__metadata__' || elementCount(shape) !== data.length) {
      throw new StudioError('internal', `Tensor "${name}" [${shape}] with ${data.length} values cannot be stored.`);
    }
    entries.push([name, { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
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
  const header = headerBytes(tensors, metadata);
  await writeFileAtomically(file, async (handle) => {
    await writeFully(handle, header);
    for (const { data } of tensors.values()) {
      await writeFully(handle, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  });
}
