import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathsFromStream } from './paths-from-stream.ts';

async function* chunks(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0;
  for (const cut of [...cuts].map((part) => part % (bytes.length + 1)).toSorted((a, b) => a - b)) {
    yield bytes.subarray(start, cut);
    start = cut;
  }
  yield bytes.subarray(start);
}
async function all(paths: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const path of paths) found.push(path);
  return found;
}
const collect = (text: string, cuts: readonly number[], nul: boolean) =>
  all(pathsFromStream(chunks(Buffer.from(text), cuts), nul));

const wellFormed = fc.string({ unit: 'grapheme', minLength: 1 });

test('paths come back whole wherever the stream was cut, with any name between NULs', async () => {
  const names = fc.array(wellFormed.filter((name) => !name.includes('\0')));
  await fc.assert(
    fc.asyncProperty(names, fc.array(fc.nat()), fc.boolean(), async (paths, cuts, isEnded) => {
      expect(await collect(paths.join('\0') + (isEnded ? '\0' : ''), cuts, true)).toEqual(paths);
    }),
  );
});

test('and between newlines of either kind', async () => {
  const names = fc.array(wellFormed.filter((name) => !/[\r\n]/.test(name)));
  await fc.assert(
    fc.asyncProperty(names, fc.array(fc.nat()), fc.constantFrom('\n', '\r\n'), async (paths, cuts, end) => {
      expect(await collect(paths.map((path) => path + end).join(''), cuts, false)).toEqual(paths);
    }),
  );
});

test('a path is given before the stream ends', async () => {
  async function* endless(): AsyncGenerator<Buffer> {
    for (let i = 0; ; i++) yield Buffer.from(`picture-${i}.jpg\n`);
  }
  const first: string[] = [];
  for await (const path of pathsFromStream(endless(), false)) if (first.push(path) === 3) break;
  expect(first).toEqual(['picture-0.jpg', 'picture-1.jpg', 'picture-2.jpg']);
});

test('a stream without ends is no list of paths', async () => {
  async function* film(): AsyncGenerator<Buffer> {
    for (;;) yield Buffer.alloc(1 << 16, 'x');
  }
  await expect(all(pathsFromStream(film(), false))).rejects.toMatchObject({ code: 'bad-usage', field: 'files' });
});
