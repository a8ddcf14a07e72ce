import { createHash } from 'node:crypto';
import { appendFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { flipByte } from '../../../test/flip-byte.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { verifyEngine } from './verify-engine.ts';

const library = 'libtensorflow_cc.so.2';
let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = tempFolder();
  const bytes = Buffer.alloc(300_000, 'library');
  writeFileSync(at(library), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(at('engine.json'), JSON.stringify({ version: '2.21.0', files: { [library]: { sizeBytes: bytes.length, sha256 } } }));
});

test('an engine whose files are as they were made is verified; one of an older set-up is told apart', async () => {
  expect(await verifyEngine({ folder })).toBe('verified');
  writeFileSync(at('engine.json'), JSON.stringify({ version: '2.21.0' }));
  expect(await verifyEngine({ folder })).toBe('not-recorded');
});

test.each([
  ['one bit flipped', () => flipByte(at(library)), /libtensorflow_cc\.so\.2 has the sha256/],
  ['cut off', () => truncateSync(at(library), 299_999), /299999 bytes instead of 300000/],
  ['longer', () => appendFileSync(at(library), 'x'), /300001 bytes/],
  ['empty', () => truncateSync(at(library), 0), / 0 bytes/],
  ['gone', () => rmSync(at(library)), /cannot be read/],
  ['a card that is no JSON', () => truncateSync(at('engine.json'), 5), /engine\.json cannot be read/],
])('a damaged engine is named: %s', async (_, damage, message) => {
  damage();
  await expect(verifyEngine({ folder })).rejects.toMatchObject({
    code: 'engine-failed',
    message: expect.stringMatching(message),
    hint: expect.stringContaining('setup'),
  });
});
