import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StudioError } from '../errors.ts';
import { elementCount } from '../tensor.ts';
import type { TensorMap } from '../tensor.ts';
import { writeFileAtomically } from '../files/write-file.ts';
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from './safetensors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-safetensors-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file with any header, valid or not. */
async function craft(header: unknown, data: Uint8Array, padding = 0): Promise<string> {
  const file = join(folder, 'crafted.safetensors');
  const json = Buffer.from((typeof header === 'string' ? header : JSON.stringify(header)) + ' '.repeat(padding));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  await writeFile(file, Buffer.concat([prefix, json, data]));
  return file;
}

async function refusal(file: string): Promise<StudioError> {
  const error = await readSafetensors(file).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StudioError);
  return error as StudioError;
}

const shapes = fc.array(fc.nat({ max: 5 }), { maxLength: 4 });
const tensor = shapes.chain((shape) =>
  fc
    .array(fc.float({ noNaN: true }), { minLength: elementCount(shape), maxLength: elementCount(shape) })
    .map((values) => ({ shape, data: Float32Array.from(values) })),
);
const names = fc.string({ unit: 'binary' }).filter((name) => name !== '__metadata__');

test('what was written is read back, bit for bit', async () => {
  const file = join(folder, 'round-trip.safetensors');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(names, tensor), { maxLength: 6 }),
      fc.dictionary(names, fc.string()),
      async (entries, metadata) => {
        const tensors: TensorMap = new Map(entries);
        await writeSafetensors(file, tensors, metadata);
        const read = await readSafetensors(file);
        expect([...read.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
        for (const [name, { shape, data }] of tensors) {
          expect(read.tensors.get(name)!.shape).toEqual(shape);
          expect(Buffer.from(read.tensors.get(name)!.data.buffer).equals(Buffer.from(data.buffer))).toBe(true);
        }
        expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort());
      },
    ),
    { numRuns: 60 },
  );
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('a view into a larger buffer is written without its neighbours, at a multiple of 8', async () => {
  const file = join(folder, 'view.safetensors');
  const view = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  await writeSafetensors(file, new Map([['a', { shape: [2], data: view }]]), { k: 'v' });
  expect([...(await readSafetensors(file)).tensors.get('a')!.data]).toEqual([2, 3]);
  expect((await readSafetensorsHeader(file)).rows[0]!.start % 8).toBe(0);
});

test.each([0, 1, 2, 3])('data that starts %i bytes off is copied into place; int64 is left out', async (padding) => {
  const data = Buffer.alloc(8 + 8 + 4 + 8 + 4);
  data.writeBigInt64LE(7n, 0);
  data.writeFloatLE(1.5, 8);
  data.writeFloatLE(-2.25, 12);
  data.writeUInt16LE(0x3c01, 16); // 1 + 2^-10
  data.writeUInt16LE(0x8001, 18); // -2^-24
  data.writeDoubleLE(0.1, 20);
  data.writeUInt16LE(0x3f80, 28); // 1
  data.writeUInt16LE(0xc2f7, 30); // -123.5
  const header = {
    'bn1.num_batches_tracked': { dtype: 'I64', shape: [], data_offsets: [0, 8] },
    f32: { dtype: 'F32', shape: [2, 1], data_offsets: [8, 16] },
    f16: { dtype: 'F16', shape: [2], data_offsets: [16, 20] },
    f64: { dtype: 'F64', shape: [1], data_offsets: [20, 28] },
    bf16: { dtype: 'BF16', shape: [2], data_offsets: [28, 32] },
  };
  const { tensors } = await readSafetensors(await craft(header, data, padding));
  expect(Object.fromEntries([...tensors].map(([name, t]) => [name, [...t.data]]))).toEqual({
    f32: [1.5, -2.25],
    f16: [1 + 2 ** -10, -(2 ** -24)],
    f64: [Math.fround(0.1)],
    bf16: [1, -123.5],
  });
});

test('every float16 widens as the language itself does it', async () => {
  const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const file = await craft({ h: { dtype: 'F16', shape: [65536], data_offsets: [0, 131072] } }, new Uint8Array(bits.buffer));
  const Float16 = (globalThis as unknown as { Float16Array: new (buffer: ArrayBuffer) => Iterable<number> }).Float16Array;
  expect((await readSafetensors(file)).tensors.get('h')!.data).toEqual(Float32Array.from(new Float16(bits.buffer)));
});

test('values beyond one reading chunk keep their places', async () => {
  const count = 3_000_001;
  const bits = Uint16Array.from({ length: count }, (_, i) => 0x3f80 + (i % 97));
  const header = { b: { dtype: 'BF16', shape: [count], data_offsets: [0, 2 * count] } };
  const file = await craft(header, new Uint8Array(bits.buffer), 1);
  const { data } = (await readSafetensors(file)).tensors.get('b')!;
  expect(data.every((value, i) => value === 1 + (i % 97) / 128)).toBe(true);
});

const row = (begin: number, end: number, shape: unknown = [(end - begin) / 4], dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

test.each([
  ['overlap', { a: row(0, 8), b: row(4, 12) }, 12, /"b" overlaps/],
  ['the same bytes twice', { a: row(0, 8), b: row(0, 8) }, 8, /overlaps/],
  ['a hole', { a: row(0, 4), b: row(8, 12) }, 12, /4 bytes before tensor "b"/],
  ['past the end', { a: row(0, 16) }, 8, /"a" ends at byte .* cut off/],
  ['bytes left over', { a: row(0, 4) }, 8, /4 bytes at the end/],
  ['shape and bytes differ', { a: row(0, 8, [3]) }, 8, /"a" holds 8 bytes, but F32 \[3\] takes 12/],
  ['negative size', { a: row(0, 4, [-1]) }, 4, /"a" has the shape/],
  ['fractional size', { a: row(0, 4, [0.5, 2]) }, 4, /"a" has the shape/],
  ['backward offsets', { a: row(4, 0, [1]) }, 4, /"a" holds -4 bytes/],
  ['an unknown type', { a: row(0, 4, [4], 'U8') }, 4, /"a" has the type "U8"/],
  ['a type named like a method', { a: row(0, 4, [4], 'toString') }, 4, /"a" has the type/],
  ['no type', { a: { shape: [1] } }, 4, /"a" has the type undefined/],
  ['not an entry', { a: 3 }, 4, /"a" has no description/],
  ['more values than numbers count', { a: row(0, 4, [2 ** 40, 2 ** 40]) }, 4, /"a" holds 4 bytes/],
  ['metadata that is no text', { __metadata__: { a: 1 } }, 0, /__metadata__\.a/],
  ['a list', [], 0, /not a JSON object/],
  ['no JSON', '{"a":', 0, /not JSON/],
])('refuses %s, naming the tensor', async (_, header, dataBytes, message) => {
  const error = await refusal(await craft(header, new Uint8Array(dataBytes)));
  expect(error.code).toBe('bad-weights');
  expect(error.message).toMatch(message);
});

test('a file cut anywhere is refused, never half read', async () => {
  const file = join(folder, 'cut.safetensors');
  const tensors: TensorMap = new Map([
    ['a', { shape: [3], data: new Float32Array(3) }],
    ['b', { shape: [2, 2], data: new Float32Array(4) }],
  ]);
  await writeSafetensors(file, tensors, {});
  const { rows } = await readSafetensorsHeader(file);
  const size = rows.at(-1)!.start + rows.at(-1)!.sizeBytes;
  for (let length = size - 1; length >= 0; length--) {
    await truncate(file, length);
    const error = await refusal(file);
    expect(error.code).toBe('bad-weights');
    if (length >= rows[0]!.start) expect(error.message).toMatch(/tensor "[ab]"/);
  }
});

test('fuzzed headers and bytes end in a StudioError or in tensors that fit their shapes', async () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('F32', 'F16', 'I64'), fc.nat({ max: 40 }));
  const entry = fc.oneof(
    fc.jsonValue(),
    fc.record({
      dtype: fc.oneof(fc.constantFrom('F32', 'F16', 'BF16', 'F64', 'I64'), value),
      shape: fc.oneof(fc.array(fc.nat({ max: 3 }), { maxLength: 3 }), value),
      data_offsets: fc.oneof(fc.tuple(fc.nat({ max: 16 }), fc.nat({ max: 16 })), value),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), entry), fc.uint8Array({ maxLength: 24 }), async (header, data) => {
      const file = await craft(header, data);
      try {
        for (const { shape, data: values } of (await readSafetensors(file)).tensors.values()) {
          expect(values.length).toBe(elementCount(shape));
        }
      } catch (error) {
        expect(error).toBeInstanceOf(StudioError);
      }
    }),
    { numRuns: 300 },
  );
  const file = join(folder, 'noise.safetensors');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (noise) => {
      await writeFile(file, noise);
      expect((await refusal(file)).code).toBe('bad-weights');
    }),
    { numRuns: 100 },
  );
});

test('a pickle, a folder and a missing file are told apart', async () => {
  const pickle = join(folder, 'model.pth');
  await writeFile(pickle, Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(100, 1)]));
  expect((await refusal(pickle)).hint).toMatch(/PyTorch/);
  expect((await refusal(folder)).code).toBe('bad-weights');
  expect((await refusal(join(folder, 'nowhere'))).code).toBe('not-found');
});

test('a failed write leaves neither half a file nor a temporary name', async () => {
  const taken = join(folder, 'failed', 'taken');
  await mkdir(taken, { recursive: true });
  const tensors: TensorMap = new Map([['a', { shape: [1], data: new Float32Array(1) }]]);
  await expect(writeSafetensors(taken, tensors, {})).rejects.toThrow();
  expect(await readdir(join(folder, 'failed'))).toEqual(['taken']);

  const file = join(folder, 'failed', 'kept.txt');
  await writeFile(file, 'old');
  await expect(
    writeFileAtomically(file, async (handle) => {
      await handle.write('half of the n');
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    }),
  ).rejects.toMatchObject({ code: 'out-of-disk' });
  expect(await readFile(file, 'utf8')).toBe('old');
  expect((await readdir(join(folder, 'failed'))).sort()).toEqual(['kept.txt', 'taken']);
});
