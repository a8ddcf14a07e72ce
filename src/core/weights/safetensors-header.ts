import { StudioError } from '../errors.ts';
import { elementCount } from '../tensor.ts';
import { isObject, parseHeaderJson } from './header-json.ts';

/** Bytes per value of the types whose values can be read; `I64` is only `num_batches_tracked`. */
export const dtypeSizes = { F32: 4, F16: 2, BF16: 2, F64: 8, I64: 8 } as const;
export type Dtype = keyof typeof dtypeSizes;

/** Types of the format that image backbones may carry but no network here needs. Others are not measured. */
const otherSizes = { BOOL: 1, U8: 1, I8: 1, F8_E5M2: 1, F8_E4M3: 1, F8_E8M0: 1, I16: 2, U16: 2, I32: 4, U32: 4, U64: 8, C64: 8 };
const sizes = new Map<string, number>([...Object.entries(dtypeSizes), ...Object.entries(otherSizes)]);

/** A header of 932 tensors (ResNet-152) takes 0.1 MB; beyond these bounds reading it would cost more than it can be worth. */
export const headerLimitBytes = 8_000_000;
export const tensorLimit = 20_000;
const dimensionLimit = 16;
/** Electron aborts on a single allocation of 2 GiB. */
const allocationLimitBytes = 2 ** 31;

export interface HeaderRow {
  readonly name: string;
  /** As the file says it; only those of `dtypeSizes` can be read. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Position of the first byte in the file. */
  readonly start: number;
  readonly sizeBytes: number;
}

export interface SafetensorsHeader {
  readonly metadata: Record<string, string>;
  /** In the order of their bytes. */
  readonly rows: readonly HeaderRow[];
}

const tryAgain = 'Fetch or save the file again.';

/** What a window says of a weights file that cannot be used; `problem` says where in it, for whoever wants to know. */
export type WeightsFault =
  | 'weights-damaged'
  | 'weights-cut-off'
  | 'weights-foreign'
  | 'weights-of-shards'
  | 'weights-code'
  | 'weights-whole-model'
  | 'weights-not-state-dict'
  | 'weights-unread-form'
  | 'weights-too-much'
  | 'weights-folder'
  | 'weights-no-file'
  | 'weights-no-permission'
  | 'weights-not-finite';

/** Says where in which file something is wrong. */
export function badFile(file: string, problem: string, hint = tryAgain, cause?: unknown, kind: WeightsFault = 'weights-damaged'): StudioError {
  return new StudioError('bad-weights', `${file}: ${problem}`, { values: { kind, file }, hint, cause });
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const written = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

function parseRow(file: string, name: string, entry: unknown, dataStart: number, fileSizeBytes: number): HeaderRow {
  const bad = (problem: string, hint?: string, kind?: WeightsFault) => badFile(file, `tensor "${name}" ${problem}`, hint, undefined, kind);
  if (!name.isWellFormed()) throw bad('has a name that is no Unicode text');
  if (!isObject(entry)) throw bad('has no description in the header');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string') throw bad(`has the type ${written(dtype)}`, undefined, 'weights-unread-form');
  if (!Array.isArray(shape) || shape.length > dimensionLimit || !shape.every(isCount)) {
    throw bad(`has the shape ${written(shape)}`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw bad(`has the offsets ${written(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  const width = sizes.get(dtype);
  const sizeBytes = width === undefined && end >= begin ? end - begin : elementCount(shape) * (width ?? 1);
  if (end - begin !== sizeBytes) {
    throw bad(`holds ${end - begin} bytes, but ${dtype} [${shape}] takes ${sizeBytes}`);
  }
  if (dataStart + end > fileSizeBytes) {
    throw bad(`ends at byte ${dataStart + end}, but the file has ${fileSizeBytes}: it is cut off or damaged`, undefined, 'weights-cut-off');
  }
  return { name, dtype, shape, start: dataStart + begin, sizeBytes };
}

/**
 * The type of a tensor whose values are wanted.
 * @throws StudioError `bad-weights` naming the tensor whose type or size cannot be read
 */
export function readableType(file: string, { name, dtype, shape, sizeBytes }: HeaderRow): Dtype {
  if (!Object.hasOwn(dtypeSizes, dtype)) {
    throw badFile(file, `tensor "${name}" has the type ${written(dtype)}; F32, F16, BF16, F64 and I64 can be read`, undefined, undefined, 'weights-unread-form');
  }
  if (Math.max(sizeBytes, elementCount(shape) * 4) >= allocationLimitBytes) {
    throw badFile(file, `tensor "${name}" holds ${sizeBytes} bytes; the limit is 2 GiB`, undefined, undefined, 'weights-too-much');
  }
  return dtype as Dtype;
}

/**
 * Checks everything a safetensors header promises: sizes that fit the shapes, and bytes that belong to exactly one tensor
 * up to the end of the file (the format allows neither overlaps nor holes). Types are judged where values are read.
 * @param json the header's bytes
 * @param dataStart position of the first data byte in the file; often no multiple of 4 in files of early 2023
 * @throws StudioError `bad-weights` naming the tensor
 */
export function parseSafetensorsHeader(
  file: string,
  json: Buffer,
  dataStart: number,
  fileSizeBytes: number,
): SafetensorsHeader {
  const header = parseHeaderJson(json);
  if (typeof header === 'string') throw badFile(file, header);
  const metadata: Record<string, string> = {};
  const rows: HeaderRow[] = [];
  const entries = Object.entries(header);
  if (entries.length > tensorLimit) {
    throw badFile(file, `lists ${entries.length} tensors; the limit is ${tensorLimit}`, 'No image network has as many.', undefined, 'weights-too-much');
  }
  for (const [name, entry] of entries) {
    if (name !== '__metadata__') {
      rows.push(parseRow(file, name, entry, dataStart, fileSizeBytes));
      continue;
    }
    if (!isObject(entry)) throw badFile(file, '__metadata__ is not a JSON object');
    for (const [key, value] of Object.entries(entry)) {
      if (typeof value !== 'string') throw badFile(file, `__metadata__.${key} is not a text`);
      Object.defineProperty(metadata, key, { value, enumerable: true, writable: true, configurable: true });
    }
  }
  rows.sort((a, b) => a.start - b.start || a.sizeBytes - b.sizeBytes);
  let position = dataStart;
  for (const row of rows) {
    if (row.start < position) throw badFile(file, `tensor "${row.name}" overlaps the one before it`);
    const gap = row.start - position;
    if (gap > 0) throw badFile(file, `${gap} bytes before tensor "${row.name}" belong to none`);
    position += row.sizeBytes;
  }
  if (position !== fileSizeBytes) throw badFile(file, `${fileSizeBytes - position} bytes at the end belong to no tensor`);
  return { metadata, rows };
}
