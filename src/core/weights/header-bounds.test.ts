import { execFileSync } from 'node:child_process';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longestPauseMs } from '../../../test/longest-pause.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { parseHeaderJson } from './header-json.ts';
import { readSafetensors, readSafetensorsHeader } from './safetensors.ts';
import { inWeightsThread } from './weights-thread.ts';

/** A safetensors file of any header; the data, `zeros` bytes, is a hole. */
async function fileOf(header: string | Buffer, zeros = 0): Promise<string> {
  const file = join(tempFolder(), 'a.safetensors');
  const json = Buffer.from(header);
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  const handle = await open(file, 'w');
  await handle.write(prefix);
  await handle.write(json);
  await handle.truncate(8 + json.length + zeros);
  await handle.close();
  return file;
}

const entry = (dtype: string, shape: unknown, begin: number, end: number) =>
  `{"dtype":"${dtype}","shape":${JSON.stringify(shape)},"data_offsets":[${begin},${end}]}`;
const manyTensors = (count: number) =>
  `{${Array.from({ length: count }, (_, i) => `"t${i}":${entry('F32', [1], 4 * i, 4 * i + 4)}`).join(',')}}`;

/** Milliseconds, and what it ended in. */
async function timed(work: () => Promise<unknown>): Promise<{ ms: number; message: string }> {
  const start = performance.now();
  const message = await work().then(() => 'accepted', (error: Error) => error.message);
  return { ms: performance.now() - start, message };
}

test('a header beyond the bounds is refused before it is parsed, in no time', async () => {
  const nested = await fileOf(Buffer.alloc(99_000_000, '['));
  const { ms, message } = await timed(() => readSafetensorsHeader(nested));
  expect(message).toMatch(/has a header of 99000000 bytes; the limit is 8000000/);
  expect(ms).toBeLessThan(1000);
  const braced = await fileOf(Buffer.concat([Buffer.from('{"a":'), Buffer.alloc(99_000_000, '[')]));
  expect((await timed(() => readSafetensorsHeader(braced))).message).toMatch(/has a header of 99000005 bytes; the limit is 8000000/);
  const within = await fileOf(Buffer.concat([Buffer.from('{"a":'), Buffer.alloc(7_000_000, '[')]));
  expect((await timed(() => readSafetensorsHeader(within))).message).toMatch(/nests deeper than 4 levels/);
});

test('more tensors or keys than any network has are refused; 20,000 are read', async () => {
  expect((await readSafetensorsHeader(await fileOf(manyTensors(20_000), 80_000))).rows).toHaveLength(20_000);
  await expect(readSafetensorsHeader(await fileOf(manyTensors(20_001), 80_004))).rejects.toThrow(/20001 tensors; the limit is 20000/);
  const keys = `{${Array.from({ length: 600_000 }, (_, i) => `"${i}":1`).join(',')}}`;
  await expect(readSafetensorsHeader(await fileOf(keys))).rejects.toThrow(/holds 600000 keys/);
});

test('while a costly header is read, calls are answered', async () => {
  const file = await fileOf(manyTensors(20_000), 80_000);
  const beganMs = performance.now();
  const longestMs = await longestPauseMs(async () => {
    expect(await inWeightsThread({ kind: 'guess', file, shownAs: 'a file' })).toEqual({ tensors: 20_000, architectures: [], classes: null });
  });
  // On this thread the longest wait would be the whole time; on a busy machine every wait is long.
  expect(longestMs).toBeLessThan((performance.now() - beganMs) / 2);
});

test.each([
  ['a key twice', `{"a":${entry('F32', [1], 0, 4)},"a":${entry('F32', [1], 0, 4)}}`, /holds a key twice/],
  ['a key twice, once in escapes', `{"a":${entry('F32', [1], 0, 4)},"\\u0061":${entry('F32', [1], 0, 4)}}`, /holds a key twice/],
  ['a key twice in a description', '{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', /holds a key twice/],
  ['invalid UTF-8', Buffer.from([...Buffer.from('{"'), 0xff, ...Buffer.from(`":${entry('F32', [1], 0, 4)}}`)]), /not UTF-8/],
  ['half a surrogate', `{"\\ud800":${entry('F32', [1], 0, 4)}}`, /no Unicode text/],
  ['white space first', ` {"a":${entry('F32', [1], 0, 4)}}`, /not a JSON object/],
  ['more dimensions than a tensor has', `{"a":${entry('F32', Array(17).fill(1), 0, 4)}}`, /has the shape/],
  ['sizes whose product leaves the numbers', `{"a":${entry('F32', [2 ** 52, 2 ** 52, 0], 0, 4)}}`, /holds 4 bytes/],
])('%s is refused as the format demands', async (_, header, message) => {
  await expect(readSafetensorsHeader(await fileOf(header, 4))).rejects.toMatchObject({
    code: 'bad-weights',
    message: expect.stringMatching(message) as string,
  });
});

test('keys in texts, brackets in texts and escaped quotes are counted as JSON reads them', () => {
  const header = { __metadata__: { 'a:b{[\\"': '[[[[[["\\:{}', 'ü': '\u2028' }, a: { dtype: 'F32', shape: [], data_offsets: [0, 4] } };
  expect(parseHeaderJson(Buffer.from(JSON.stringify(header)))).toEqual(header);
});

test('only tensors that are read are judged by their type and size', async () => {
  const header = `{"mask":${entry('BOOL', [3], 0, 3)},"new":${entry('F2_ANY', [9], 3, 4)},"big":${entry('U8', [3 * 2 ** 30], 4, 4 + 3 * 2 ** 30)}}`;
  const file = await fileOf(header, 4 + 3 * 2 ** 30);
  expect((await readSafetensorsHeader(file)).rows.map(({ name, dtype }) => [name, dtype])).toEqual([
    ['mask', 'BOOL'],
    ['new', 'F2_ANY'],
    ['big', 'U8'],
  ]);
  await expect(readSafetensors(file)).rejects.toThrow(/"mask" has the type "BOOL"/);
  const wrong = await fileOf(`{"mask":${entry('BOOL', [3], 0, 4)}}`, 4);
  await expect(readSafetensorsHeader(wrong)).rejects.toThrow(/"mask" holds 4 bytes, but BOOL \[3\] takes 3/);
});

test('a pipe is refused without waiting for who writes into it', async () => {
  const pipe = join(tempFolder(), 'pipe.safetensors');
  execFileSync('mkfifo', [pipe]);
  await expect(readSafetensors(pipe)).rejects.toThrow(/is not a file/);
  const folder = tempFolder();
  await writeFile(join(folder, 'model.safetensors'), '');
  await expect(readSafetensors(folder)).rejects.toMatchObject({ hint: `Give a file in it: ${join(folder, 'model.safetensors')}` });
});
