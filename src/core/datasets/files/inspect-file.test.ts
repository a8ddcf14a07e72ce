import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { createDecodeHost } from '../../images/decode-host.ts';
import { forSomeLimited } from './for-each-limited.ts';
import { inspectFiles } from './inspect-file.ts';
import { lookAtFile } from './walk-folder.ts';

const picture = await sharp({ create: { width: 90, height: 70, channels: 3, background: '#484' } }).png().toBuffer();
const good = { sha256: createHash('sha256').update(picture).digest('hex'), width: 90, height: 70, isDim: false, problem: null };

/** What is found of files, all of them, of which null are not there and some end the process that reads them by their names. */
async function found(files: Readonly<Record<string, Buffer | string | null>>): Promise<Record<string, unknown>> {
  const host = createDecodeHost({ processes: 2, entry: new URL('../../images/misbehaving-decoder.fixture.ts', import.meta.url) });
  onTestFinished(() => host.close());
  const folder = tempFolder();
  for (const [name, bytes] of Object.entries(files)) if (bytes !== null) writeFileSync(path.join(folder, name), bytes);
  const verdicts: Record<string, unknown> = {};
  await forSomeLimited(Object.keys(files), { limit: 2, together: 8 }, async (names) => {
    const some = await inspectFiles(folder, names, host);
    for (const [i, each] of some.entries()) {
      verdicts[names[i]!] = typeof each === 'object' && 'verdict' in each ? each.verdict : each;
      if (typeof each === 'object' && 'verdict' in each) expect(each.file).toEqual(await lookAtFile(folder, names[i]!));
    }
    return some.length;
  });
  return verdicts;
}

test('of many files at once, one that kills its process is named, and the others are what they are', async () => {
  const files = { '1.png': picture, '2.png': picture, 'crash.png': picture, '3.png': picture, 'cut.png': picture.subarray(0, 60), 'notes.txt': 'text', 'empty.png': '', 'gone.png': null, '4.png': picture };
  expect(await found(files)).toEqual({
    '1.png': good,
    '2.png': good,
    '3.png': good,
    '4.png': good,
    'notes.txt': 'no-image',
    'gone.png': { path: 'gone.png', reason: 'it vanished during the scan', values: { kind: 'gone' } },
    'empty.png': expect.objectContaining({ problem: 'an empty file (0 bytes)' }),
    'cut.png': expect.objectContaining({ problem: expect.stringMatching(/truncated/) }),
    'crash.png': { sha256: null, width: null, height: null, problem: expect.stringMatching(/^decoding it broke the process/), problemValues: { kind: 'broke-reader' } },
  });
});

test('one that needs much memory waits for its turn and is found with the others', async () => {
  const large = await sharp({ create: { width: 8000, height: 5000, channels: 3, background: '#123' } }).png().toBuffer();
  expect(await found({ '1.png': picture, 'large.png': large, '2.png': picture })).toMatchObject({ '1.png': good, 'large.png': { width: 8000, problem: null }, '2.png': good });
});

test('what is not done of some items is taken again, each once, and the first failure ends it', async () => {
  const items = Array.from({ length: 100 }, (_, i) => i);
  const done: number[] = [];
  const sizes: number[] = [];
  await forSomeLimited(items, { limit: 3, together: 8 }, async (some) => {
    sizes.push(some.length);
    const many = Math.max(1, some.length - 3);
    await Promise.resolve();
    done.push(...some.slice(0, many));
    return many;
  });
  expect(done.toSorted((a, b) => a - b)).toEqual(items);
  expect(Math.max(...sizes)).toBe(8);
  await expect(forSomeLimited(items, { limit: 3, together: 8 }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
