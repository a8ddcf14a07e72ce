import { StudioError } from '../errors.ts';
import { elementCount } from '../tensor.ts';

/** Bytes per value of the dtypes that occur in image backbones; `I64` is only `num_batches_tracked`. */
export const dtypeSizes = { F32: 4, F16: 2, BF16: 2, F64: 8, I64: 8 } as const;
export type Dtype = keyof typeof dtypeSizes;

/** The Rust and Python readers refuse longer headers too. */
export const headerLimitBytes = 100_000_000;
/** Electron aborts on a single allocation of 2 GiB. */
const allocationLimitBytes = 2 ** 31;

export interface HeaderRow {
  readonly name: string;
  readonly dtype: Dtype;
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

/** Says where in which file something is wrong. */
export function badFile(file: string, problem: string, hint = tryAgain, cause?: unknown): StudioError {
  return new StudioError('bad-weights', `${file}: ${problem}`, { hint, cause });
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseRow(file: string, name: string, entry: unknown, dataStart: number, fileSizeBytes: number): HeaderRow {
  const bad = (problem: string) => badFile(file, `tensor "${name}" ${problem}`);
  if (!isObject(entry)) throw bad('has no description in the header');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(dtypeSizes, dtype)) {
    throw bad(`has the type ${JSON.stringify(dtype)}; F32, F16, BF16, F64 and I64 can be read`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) throw bad(`has the shape ${JSON.stringify(shape)}`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw bad(`has the offsets ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  const values = elementCount(shape);
  const sizeBytes = values * dtypeSizes[dtype as Dtype];
  if (end - begin !== sizeBytes) {
    throw bad(`holds ${end - begin} bytes, but ${dtype} [${shape}] takes ${sizeBytes}`);
  }
  if (dataStart + end > fileSizeBytes) {
    throw bad(`ends at byte ${dataStart + end}, but the file has ${fileSizeBytes}: it is cut off or damaged`);
  }
  if (Math.max(sizeBytes, values * 4) >= allocationLimitBytes) throw bad(`holds ${sizeBytes} bytes; the limit is 2 GiB`);
  return { name, dtype: dtype as Dtype, shape, start: dataStart + begin, sizeBytes };
}

/**
 * Checks everything a safetensors header promises: known types, sizes that fit the shapes, and bytes that belong to
 * exactly one tensor up to the end of the file (the format allows neither overlaps nor holes).
 * @param json the header's text
 * @param dataStart position of the first data byte in the file; often no multiple of 4 in files of early 2023
 * @throws StudioError `bad-weights` naming the tensor
 */
export function parseSafetensorsHeader(
  file: string,
  json: string,
  dataStart: number,
  fileSizeBytes: number,
): SafetensorsHeader {
  let header: unknown;
  try {
    header = JSON.parse(json);
  } catch (cause) {
    throw badFile(file, 'the header is not JSON', undefined, cause);
  }
  if (!isObject(header)) throw badFile(file, 'the header is not a JSON object');
  const metadata: Record<string, string> = {};
  const rows: HeaderRow[] = [];
  for (const [name, entry] of Object.entries(header)) {
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
