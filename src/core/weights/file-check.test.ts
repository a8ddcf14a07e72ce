import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { flipByte } from '../../../test/flip-byte.ts';
import { embeddedFile, embeddedSha256 } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import type { TensorMap } from '../tensor.ts';
import { catalogueNets } from '../nets/named.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { checkWhileReading } from './file-check.ts';
import { readNetwork } from './network-weights.ts';
import { readAndHash, readSafetensors, writeSafetensors } from './safetensors.ts';

let folder: string;
let file: string;
const tensors: TensorMap = new Map([
  ['a', { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
  ['b', { shape: [2], data: Float32Array.of(0.5, -0.5) }],
]);
const sha256Of = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

beforeEach(async () => {
  folder = tempFolder();
  file = join(folder, 'weights.safetensors');
  await writeSafetensors(file, tensors, { note: 'ours' });
});

test('a file that we write carries its sha256, with zeros in its place', async () => {
  expect(await readSafetensors(file)).toMatchObject({ isSealed: true, metadata: { note: 'ours' } });
  const text = readFileSync(file, 'latin1');
  const seal = /"graft_sha256":"([0-9a-f]{64})"/.exec(text)![1]!;
  const zeroed = Buffer.from(text.replace(seal, '0'.repeat(64)), 'latin1');
  expect(createHash('sha256').update(zeroed).digest('hex')).toBe(seal);
});

test('any bit of any byte flipped is refused by name, or has only the mark itself no longer readable', async () => {
  const good = readFileSync(file);
  for (let at = 0; at < good.length; at++) {
    const bad = Buffer.from(good);
    bad[at]! ^= 1 << (at * 5 + 3) % 8;
    writeFileSync(file, bad);
    const read = await readSafetensors(file).catch((error: unknown) => error);
    if (read instanceof Error) expect(read, `byte ${at}`).toMatchObject({ code: 'bad-weights', message: expect.stringContaining(file) });
    else expect(read, `byte ${at}`).toMatchObject({ isSealed: false, tensors });
  }
});

test('a file is read and hashed in one pass, whatever it holds', async () => {
  expect(await readAndHash(file)).toEqual({ tensors, sha256: sha256Of(file) });
});

test.each([
  ['one bit flipped', () => flipByte(file)],
  ['cut off', () => truncateSync(file, readFileSync(file).length - 8)],
  ['longer', () => appendFileSync(file, Buffer.alloc(8))],
  ['empty', () => truncateSync(file)],
  ['another whole file', () => copyFileSync(embeddedFile, file)],
])('a file of known sha256 that is %s is refused, saying what it is now', async (_, damage) => {
  const expected = sha256Of(file);
  expect((await readSafetensors(file, expected)).tensors).toEqual(tensors);
  const done = damage();
  const error = await readSafetensors(file, expected).catch((thrown: unknown) => thrown);
  expect(error, String(done)).toMatchObject({ code: 'bad-weights', message: expect.stringContaining(file), hint: expect.anything() });
  if (readFileSync(file).length >= 8) expect((error as Error).message).toContain(sha256Of(file));
});

test('a network is read only from the file of its sha256, float16 too, and whatever order its tensors have', async () => {
  const net = planNet(catalogueNets.get('resnet18')!.spec);
  const { tensors: good } = await readNetwork(embeddedFile, net, embeddedSha256);
  expect(good.size).toBe(100);
  const copy = join(folder, 'copy.safetensors');
  for (let i = 0; i < 6; i++) {
    copyFileSync(embeddedFile, copy);
    const done = flipByte(copy);
    await expect(readNetwork(copy, net, embeddedSha256), done).rejects.toMatchObject({
      code: 'bad-weights',
      message: expect.stringContaining(`its sha256 is ${sha256Of(copy)}, not ${embeddedSha256}`),
    });
  }
});

test('reads in any order, of any size, into reused memory hash the file once', async () => {
  const path = join(folder, 'bytes');
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 3000 }),
      fc.nat(40),
      fc.array(fc.tuple(fc.nat(3000), fc.nat(900), fc.boolean()), { maxLength: 12 }),
      async (bytes, headBytes, reads) => {
        writeFileSync(path, bytes);
        const handle = await open(path, 'r');
        try {
          const sha256 = createHash('sha256').update(bytes).digest('hex');
          const checked = checkWhileReading(handle, Buffer.from(bytes.subarray(0, headBytes)), { kind: 'file', sha256 });
          const reused = new Uint8Array(900);
          for (const [at, length, isReused] of reads) {
            const target = isReused ? reused : new Uint8Array(length);
            const { bytesRead } = await checked.read(target, 0, length, at);
            expect([...target.subarray(0, bytesRead)]).toEqual([...bytes.subarray(at, at + length)]);
          }
          expect(await checked.digest()).toBe(sha256);
        } finally {
          await handle.close();
        }
      },
    ),
    { numRuns: 100 },
  );
});
