import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { joinedWrites } from './joined-writes.ts';

/** Around what is joined with others, and more than is joined at a time. */
const size = fc.oneof(fc.nat(300), fc.integer({ min: 65_530, max: 65_540 }), fc.integer({ min: 900_000, max: 1_200_000 }));

test('pieces of any size lie in the file one after the other, each as it was when it was added', async () => {
  const file = join(tempFolder(), 'file');
  await fc.assert(
    fc.asyncProperty(fc.array(size, { maxLength: 40 }), async (sizes) => {
      const pieces = sizes.map((bytes, at) => Buffer.alloc(bytes, at + 1));
      const handle = await open(file, 'w');
      try {
        const writer = joinedWrites(handle);
        await writer.add(Buffer.from('head'));
        for (const piece of pieces) {
          const own = Buffer.from(piece);
          await writer.add(own);
          // A small one was copied.
          if (own.length <= 65_536) own.fill(255);
        }
        await writer.end();
      } finally {
        await handle.close();
      }
      expect(readFileSync(file).equals(Buffer.concat([Buffer.from('head'), ...pieces]))).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test.each([10, 100_000])('a piece of %s bytes that cannot be written is told at the end at the latest', async (bytes) => {
  const file = join(tempFolder(), 'file');
  await (await open(file, 'w')).close();
  const handle = await open(file, 'r');
  try {
    const writer = joinedWrites(handle);
    const work = async (): Promise<void> => {
      for (let at = 0; at < 3; at++) await writer.add(Buffer.alloc(bytes));
      await writer.end();
    };
    await expect(work()).rejects.toMatchObject({ code: 'EBADF' });
  } finally {
    await handle.close();
  }
});
