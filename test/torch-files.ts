/** Files as `torch.save` writes them, and as nobody should: a pickle by its instructions, a zip archive by its fields. */
import { crc32, deflateRawSync } from 'node:zlib';
import { elementCount } from '../src/core/tensor.ts';

const bytes = (...parts: (number | string | Buffer)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))));
const uint32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer;
};
const uint64 = (value: number): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
};

/** Instructions of a pickle of protocol 2. */
export const py = {
  none: bytes('N'),
  no: bytes(0x89),
  text: (value: string) => bytes('X', uint32(Buffer.byteLength(value)), value),
  int: (value: number) => (Number.isInteger(value) && value >= 0 && value < 256 ? bytes('K', value) : bytes(0x8a, 8, uint64(value))),
  list: (...items: Buffer[]) => bytes(']', '(', ...items, 'e'),
  tuple: (...items: Buffer[]) => bytes('(', ...items, 't'),
  dict: (entries: Record<string, Buffer>) =>
    bytes('}', '(', ...Object.entries(entries).flatMap(([key, value]) => [py.text(key), value]), 'u'),
  global: (module: string, name: string) => bytes(`c${module}\n${name}\n`),
  call: (callable: Buffer, ...args: Buffer[]) => bytes(callable, py.tuple(...args), 'R'),
  build: (target: Buffer, state: Buffer) => bytes(target, state, 'b'),
  pickle: (body: Buffer) => bytes(0x80, 2, body, '.'),
};

interface TensorPlace {
  readonly type?: string;
  readonly key: string;
  /** Elements of the storage; those of the shape when absent. */
  readonly count?: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly stride?: readonly number[];
}

const rowMajor = (shape: readonly number[]): number[] => shape.map((_, axis) => elementCount(shape.slice(axis + 1)));

/** A tensor as `torch._utils._rebuild_tensor_v2` makes it. */
export function pyTensor({ type = 'FloatStorage', key, shape, count = elementCount(shape), offset = 0, stride = rowMajor(shape) }: TensorPlace): Buffer {
  const id = py.tuple(py.text('storage'), py.global('torch', type), py.text(key), py.text('cpu'), py.int(count));
  const hooks = py.call(py.global('collections', 'OrderedDict'));
  const place = [py.int(offset), py.tuple(...shape.map(py.int)), py.tuple(...stride.map(py.int))];
  return py.call(py.global('torch._utils', '_rebuild_tensor_v2'), bytes(id, 'Q'), ...place, py.no, hooks);
}

export interface ZipPart {
  readonly name: string;
  readonly data: Buffer;
  readonly deflate?: boolean;
  /** Sizes and place in 64 bits. */
  readonly wide?: boolean;
  /** What the directory claims instead of the truth. */
  readonly claims?: { readonly sizeBytes?: number; readonly packedBytes?: number; readonly crc?: number; readonly start?: number; readonly method?: number };
}

/** A zip archive, honest or not. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, deflate = false, wide = false, claims = {} } of parts) {
    const packed = deflate ? deflateRawSync(data) : data;
    const crc = claims.crc ?? crc32(data);
    const [size, length, start] = [claims.sizeBytes ?? data.length, claims.packedBytes ?? packed.length, claims.start ?? at];
    const method = bytes(claims.method ?? (deflate ? 8 : 0), 0);
    const extra = wide ? bytes(1, 0, 24, 0, uint64(size), uint64(length), uint64(start)) : Buffer.alloc(0);
    const numbers = wide ? [0xffff_ffff, 0xffff_ffff, 0xffff_ffff] : [length, size, start];
    const lengths = bytes(Buffer.byteLength(name) & 255, Buffer.byteLength(name) >> 8);
    const head = bytes('PK', 3, 4, 45, 0, 0, 8, method, uint32(0), uint32(crc), uint32(numbers[0]!), uint32(numbers[1]!), lengths, 0, 0, name);
    directory.push(
      bytes('PK', 1, 2, 45, 0, 45, 0, 0, 8, method, uint32(0), uint32(crc), uint32(numbers[0]!), uint32(numbers[1]!), lengths, extra.length, 0),
      bytes(Buffer.alloc(10), uint32(numbers[2]!), name, extra),
    );
    local.push(head, packed);
    at += head.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const isWide = parts.some(({ wide }) => wide === true);
  const record = bytes('PK', 6, 6, uint64(44), 45, 0, 45, 0, uint32(0), uint32(0), uint64(parts.length), uint64(parts.length), uint64(list.length), uint64(at));
  const locator = bytes('PK', 6, 7, uint32(0), uint64(at + list.length), uint32(1));
  const count = bytes(parts.length & 255, parts.length >> 8);
  const end = isWide
    ? bytes('PK', 5, 6, uint32(0), 0xff, 0xff, 0xff, 0xff, uint32(0xffff_ffff), uint32(0xffff_ffff), 0, 0)
    : bytes('PK', 5, 6, uint32(0), count, count, uint32(list.length), uint32(at), 0, 0);
  return Buffer.concat([...local, list, ...(isWide ? [record, locator] : []), end]);
}

/** A `.pth` of a pickle's body and its storages. */
export const pthOf = (body: Buffer, storages: Record<string, Buffer> = {}, more: Partial<ZipPart> = {}): Buffer =>
  zipOf([
    { name: 'net/data.pkl', data: py.pickle(body), ...more },
    { name: 'net/byteorder', data: Buffer.from('little'), ...more },
    ...Object.entries(storages).map(([key, data]) => ({ name: `net/data/${key}`, data, ...more })),
    { name: 'net/version', data: Buffer.from('3\n'), ...more },
  ]);

/** The format of PyTorch before 1.6. */
export function legacyOf(body: Buffer, storages: Record<string, { count: number; data: Buffer }>, littleEndian = true): Buffer {
  const facts = bytes('}', '(', py.text('protocol_version'), bytes('M', 233, 3), py.text('little_endian'), littleEndian ? 0x88 : 0x89, 'u');
  return Buffer.concat([
    Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex'),
    py.pickle(bytes('M', 233, 3)),
    py.pickle(facts),
    py.pickle(body),
    py.pickle(py.list(...Object.keys(storages).map(py.text))),
    ...Object.values(storages).flatMap(({ count, data }) => [uint64(count), data]),
  ]);
}

/** A nested dictionary of tensors, one storage each, as a `.pth`; keys of `tensors` are the names, `nest` stands around them. */
export function checkpointOf(
  tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>,
  nest: (stateDict: Buffer) => Buffer = (stateDict) => stateDict,
): Buffer {
  const rows = [...tensors].map(([name, { shape }], index): [string, Buffer] => [name, pyTensor({ key: String(index), shape })]);
  const storages = [...tensors.values()].map(({ data }, index): [string, Buffer] => [
    String(index),
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  ]);
  return pthOf(nest(py.dict(Object.fromEntries(rows))), Object.fromEntries(storages));
}
