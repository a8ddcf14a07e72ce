import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { StudioError } from '../errors.ts';
import { elementCount, streamOf } from '../tensor.ts';
import type { Tensor, TensorMap, TensorStream } from '../tensor.ts';
import { writeFully } from '../files/durable.ts';
import { joinedWrites } from '../files/joined-writes.ts';
import { layFile } from '../files/laid-file.ts';
import type { LaidFile, WriteOptions } from '../files/laid-file.ts';
import { writeFileAtomically } from '../files/write-file.ts';
import { checkWhileReading, noSeal, sealKey } from './file-check.ts';
import type { CheckedFile, Expected } from './file-check.ts';
import { foreignFile, isPytorch, isSafetensors } from './foreign-file.ts';
import { badFile, dtypeSizes, headerLimitBytes, parseSafetensorsHeader, readableType } from './safetensors-header.ts';
import type { HeaderRow, SafetensorsHeader } from './safetensors-header.ts';
import { readFully, readHead, withWeightsFile } from './weights-handle.ts';
import type { ReadableFile } from './weights-handle.ts';
import { widen } from './widen.ts';

// Numbers are copied without swapping bytes: every platform this runs on is little-endian, as is the format.
const chunkBytes = 4 << 20;
const pickleHint = 'This looks like a PyTorch file: graft backbones import reads it.';

/** A header, and the bytes before the data. */
async function readHeader(handle: ReadableFile, file: string): Promise<{ header: SafetensorsHeader; bytes: Buffer }> {
  const { size } = await handle.stat();
  const head = await readHead(handle);
  if (!isSafetensors(head)) {
    if (isPytorch(head)) throw badFile(file, 'is no safetensors file', pickleHint, undefined, 'weights-not-state-dict');
    const foreign = foreignFile(head, file, size);
    if (foreign) throw badFile(file, foreign.problem, foreign.hint, undefined, 'weights-foreign');
  }
  if (head.length < 8) throw badFile(file, `has ${size} bytes, too few for a safetensors file`, undefined, undefined, 'weights-cut-off');
  const headerBytes = Number(head.readBigUInt64LE());
  if (headerBytes < 2 || 8 + headerBytes > size) {
    throw badFile(file, `announces a header of ${headerBytes} bytes in a file of ${size}: no safetensors file, or cut off`, undefined, undefined, 'weights-cut-off');
  }
  if (headerBytes > headerLimitBytes) {
    const problem = `has a header of ${headerBytes} bytes; the limit is ${headerLimitBytes}`;
    throw badFile(file, problem, 'No image network has names for as much.');
  }
  const bytes = Buffer.alloc(8 + headerBytes);
  if (!(await readFully(handle, bytes, 0))) throw badFile(file, 'ended inside its header', undefined, undefined, 'weights-cut-off');
  return { header: parseSafetensorsHeader(file, bytes.subarray(8), bytes.length, size), bytes };
}

async function readTensor(handle: ReadableFile, file: string, row: HeaderRow): Promise<Tensor> {
  const dtype = readableType(file, row);
  const data = new Float32Array(elementCount(row.shape));
  const read = async (target: Uint8Array, position: number) => {
    if (!(await readFully(handle, target, position))) throw badFile(file, `ended inside tensor "${row.name}"`, undefined, undefined, 'weights-cut-off');
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

/** Names, types and shapes of a weights file without its values, and not compared with its sha256. Errors as `readSafetensors`. */
export function readSafetensorsHeader(file: string): Promise<SafetensorsHeader> {
  return withWeightsFile(file, async (handle) => (await readHeader(handle, file)).header);
}

/**
 * Reads a safetensors file, float16, bfloat16 and float64 as float32; int64 tensors (`num_batches_tracked`) are left out.
 * Each tensor gets memory of its own: the data section of many files is not 4-aligned, and no allocation reaches 2 GiB.
 * A file that we wrote carries its sha256 and is compared with it.
 * @param sha256 what the whole file must hash to, where that is known
 * @throws StudioError `not-found`, or `bad-weights` naming the tensor that is damaged, or saying that the file is not what was written
 * @see the format: safetensors, "Format" in its README
 */
export function readSafetensors(
  file: string,
  sha256: string | null = null,
): Promise<{ metadata: Record<string, string>; tensors: TensorMap; isSealed: boolean }> {
  return withSafetensors(
    file,
    async ({ metadata: { [sealKey]: seal, ...metadata }, rows }, read) => {
      return { metadata, tensors: await allTensors(rows, read), isSealed: seal !== undefined };
    },
    { sha256 },
  );
}

async function allTensors(rows: readonly HeaderRow[], read: (row: HeaderRow) => Promise<Tensor>): Promise<TensorMap> {
  const tensors: TensorMap = new Map();
  for (const row of rows) if (row.dtype !== 'I64') tensors.set(row.name, await read(row));
  return tensors;
}

/** The tensors of a file as it lies there, with the sha256 that it will be known by: nothing is compared. Errors as `readSafetensors`. */
export function readAndHash(file: string): Promise<{ tensors: TensorMap; sha256: string }> {
  return withWeightsFile(file, async (handle) => {
    const { header, bytes } = await readHeader(handle, file);
    const hashed = checkWhileReading(handle, bytes, null);
    const tensors = await allTensors(header.rows, (row) => readTensor(hashed, file, row));
    return { tensors, sha256: await hashed.digest() };
  });
}

const damaged = (file: string, { kind, sha256 }: Expected, found: string) =>
  badFile(
    file,
    kind === 'seal'
      ? `is damaged: its bytes have the sha256 ${found}, and it was written with ${sha256}`
      : `is damaged or another file: its sha256 is ${found}, not ${sha256}`,
    'Bring the original file back: import, download, copy or train it again.',
  );

export interface OpenOptions {
  /** What messages call the file. */
  readonly shownAs?: string;
  /** What the whole file must hash to; without it a file that carries its own is compared with that. */
  readonly sha256?: string | null;
}

/**
 * Header first, then the tensors that `use` asks for, one at a time; the others may be of any type. Errors as `readSafetensors`; what
 * `use` returns is given on only when the whole file is what it should be.
 */
export function withSafetensors<T>(
  file: string,
  use: (header: SafetensorsHeader, read: (row: HeaderRow) => Promise<Tensor>) => Promise<T>,
  { shownAs = file, sha256 = null }: OpenOptions = {},
): Promise<T> {
  return withWeightsFile(file, async (handle) => {
    const { header, bytes } = await readHeader(handle, shownAs).catch(async (error: unknown) => {
      // That it is another file says more than what is wrong with its header.
      if (sha256 !== null) await compare(checkWhileReading(handle, Buffer.alloc(0), { kind: 'file', sha256 }), { kind: 'file', sha256 });
      throw error;
    });
    const seal = header.metadata[sealKey];
    const expected: Expected | null =
      sha256 !== null ? { kind: 'file', sha256 } : seal === undefined ? null : { kind: 'seal', sha256: seal };
    if (!expected) return use(header, (row) => readTensor(handle, shownAs, row));
    const checked = checkWhileReading(handle, bytes, expected);
    const [outcome] = await Promise.allSettled([use(header, (row) => readTensor(checked, shownAs, row))]);
    await compare(checked, expected);
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });

  async function compare(checked: CheckedFile, expected: Expected): Promise<void> {
    const found = await checked.digest();
    if (found !== expected.sha256) throw damaged(shownAs, expected, found);
  }
}

type Named<T> = Iterable<readonly [string, T]>;

function headerBytes(shapes: Named<readonly number[]>, metadata: Record<string, string>): Buffer {
  let end = 0;
  const entries: [string, unknown][] = [['__metadata__', { [sealKey]: noSeal, ...metadata }]];
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
 * Writes float32 tensors in the map's order, data 8-aligned, atomically (see `writeFileAtomically`), with their sha256 in the metadata:
 * that of the file with zeros in its place.
 * @throws StudioError `out-of-disk`; the old file, if any, is untouched then
 */
export async function writeSafetensors(
  file: string,
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Record<string, string> = {},
  options: WriteOptions = {},
): Promise<void> {
  await streamSafetensors(file, streamOf(new Map(tensors)), metadata, options);
}

/** Of files that take long to read, too. */
type ComingTensors = TensorStream | (Pick<TensorStream, 'shapes'> & { readonly tensors: AsyncIterable<readonly [string, Tensor]> });

/** As `writeSafetensors`, with one tensor in memory at a time. */
export const streamSafetensors = (file: string, coming: ComingTensors, metadata: Record<string, string> = {}, options: WriteOptions = {}): Promise<void> =>
  writeFileAtomically(file, (handle) => fill(handle, coming, metadata), options);

/** The same without its place yet. */
export const laySafetensors = (file: string, coming: ComingTensors, metadata: Record<string, string> = {}): Promise<LaidFile> =>
  layFile(file, (handle) => fill(handle, coming, metadata));

async function fill(handle: FileHandle, { shapes, tensors }: ComingTensors, metadata: Record<string, string>): Promise<void> {
  const header = headerBytes(shapes, metadata);
  const hash = createHash('sha256').update(header);
  const writer = joinedWrites(handle);
  await writer.add(header);
  let written = 0;
  for await (const [name, { data }] of tensors) {
    const [expected, shape] = shapes[written++] ?? [];
    if (name === '__metadata__' || name !== expected || elementCount(shape!) !== data.length) {
      throw new StudioError('internal', `Tensor "${name}" [${shape}] with ${data.length} values cannot be stored.`);
    }
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const earlier = writer.add(bytes);
    hash.update(bytes);
    await earlier;
  }
  if (written !== shapes.length) throw new StudioError('internal', `${written} of ${shapes.length} tensors came.`);
  await writer.end();
  await writeFully(handle, Buffer.from(hash.digest('hex')), header.indexOf(noSeal));
}
