import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { createOutputFile } from './output-file.ts';

const options = { field: 'out', kind: 'text', replaces: false } as const;

test('what is not to be replaced is refused before any work, be it empty or behind a link', async () => {
  const folder = tempFolder();
  const file = join(folder, 'report.html');
  writeFileSync(file, '');
  symlinkSync(file, join(folder, 'link'));
  for (const there of [file, join(folder, 'link')]) await expect(createOutputFile(there, options)).rejects.toMatchObject({ code: 'already-exists', field: 'out' });
  expect(readdirSync(folder).toSorted()).toEqual(['link', 'report.html']);
});

test('of two that write one name at the same time the first has it, and the other says so and leaves nothing', async () => {
  const folder = tempFolder();
  const file = join(folder, 'report.html');
  const [first, second] = await Promise.all([createOutputFile(file, options), createOutputFile(file, options)]);
  await first.append('first');
  await second.append('second');
  await first.commit();
  await expect(second.commit()).rejects.toMatchObject({ code: 'already-exists', message: expect.stringContaining(file) });
  for (const one of [first, second]) await one.discard();
  expect([readdirSync(folder), readFileSync(file, 'utf8')]).toEqual([['report.html'], 'first']);
  const replacing = await createOutputFile(file, { field: 'out', kind: 'text' });
  await replacing.append('third');
  await replacing.commit();
  expect(readFileSync(file, 'utf8')).toBe('third');
});
