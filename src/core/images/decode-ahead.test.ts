import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { decodeAhead } from './decode-ahead.ts';

async function* chunksOf(count: number, onTaken: (n: number) => void = () => undefined): AsyncGenerator<string[]> {
  for (let n = 0; n < count; n++) {
    onTaken(n);
    yield [`${n}a`, `${n}b`];
  }
}

test('while one chunk is worked on the next are read, and no more than asked', async () => {
  let taken = -1;
  let reading = 0;
  const order: string[] = [];
  const read = async (file: string): Promise<string> => {
    reading++;
    await sleep(1);
    reading--;
    return file.toUpperCase();
  };
  for await (const { files, read: values } of decodeAhead(chunksOf(6, (n) => (taken = n)), read, 2)) {
    order.push(...values);
    const n = Number.parseInt(files[0]!, 10);
    expect(taken).toBe(Math.min(5, n + 2));
    await sleep(10);
    expect(reading).toBe(0);
  }
  expect(order).toEqual(Array.from({ length: 6 }, (_, n) => [`${n}A`, `${n}B`]).flat());
});

test('no chunk at all, and a list or a reader that fails', async () => {
  const all = (chunks: AsyncIterable<string[]>, read: (file: string) => Promise<string>) =>
    Array.fromAsync(decodeAhead(chunks, read, 3), ({ files }) => files[0]);
  const same = async (file: string) => file;
  expect(await all(chunksOf(0), same)).toEqual([]);
  const broken = async (file: string) => (file === '1b' ? Promise.reject(new Error('no decoder')) : file);
  await expect(all(chunksOf(4), broken)).rejects.toThrow('no decoder');
  const stopped = chunksOf(4, (n) => {
    if (n === 2) throw new Error('stopped');
  });
  const seen: string[] = [];
  await expect(
    (async () => {
      for await (const { files } of decodeAhead(stopped, same, 3)) seen.push(files[0]!);
    })(),
  ).rejects.toThrow('stopped');
  expect(seen).toEqual(['0a', '1a']);
});
