import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import type { Context } from '../terminal/context.ts';
import { picturesArgument } from './pictures-argument.ts';

const remarks: string[] = [];
const meant = (text: string, field?: string) => Array.fromAsync(picturesArgument({ remark: (line: string) => void remarks.push(line) } as Context, text, field));

test('a folder means its pictures, a file itself; what is not there is said to be so, not that it holds no pictures', async () => {
  const folder = tempFolder();
  await writePictures(folder, ['a/1.png', '2.png']);
  mkdirSync(path.join(folder, 'empty'));
  expect(await meant(folder)).toEqual(['2.png', 'a/1.png'].map((name) => path.join(folder, name)));
  expect(await meant(path.join(folder, '2.png'))).toEqual([path.join(folder, '2.png')]);
  expect([await meant(path.join(folder, 'empty')), remarks]).toEqual([[], [`No pictures in ${path.join(folder, 'empty')}`]]);
  const gone = path.join(folder, 'gone');
  await expect(meant(gone, 'far')).rejects.toMatchObject({ code: 'not-found', field: 'far', message: expect.stringContaining(gone) });
  await expect(meant(path.join(folder, '2.png', 'below'))).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('There is no') });
});

test('what the system does not let one look at is not said to be missing', async () => {
  const folder = tempFolder();
  const loop = path.join(folder, 'loop');
  symlinkSync(loop, loop);
  await expect(meant(loop, 'far')).rejects.toMatchObject({ code: 'not-found', field: 'far', message: `"${loop}" cannot be looked at (ELOOP)` });
});
