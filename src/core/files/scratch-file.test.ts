import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { openScratchFile } from './scratch-file.ts';

test('what is appended is read again, in pieces of any size, and no name is left of it while it is open', () => {
  const folder = tempFolder();
  const scratch = openScratchFile(folder);
  expect(readdirSync(folder)).toEqual([]);
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) % 251);
  scratch.append(bytes.subarray(0, 70_001));
  scratch.append(bytes.subarray(70_001));
  const target = new Uint8Array(123_456);
  scratch.read(target, 65_000);
  expect(Buffer.compare(target, bytes.subarray(65_000, 65_000 + target.length))).toBe(0);
  expect(() => scratch.read(target, bytes.length - 10)).toThrow('of 300000');
  scratch.close();
});

test('where nothing can be written it says so', () => {
  expect(() => openScratchFile(join(tempFolder(), 'not-there'))).toThrow(expect.objectContaining({ code: 'not-writable' }));
});
