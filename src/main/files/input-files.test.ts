import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { inputFiles } from './input-files.ts';

const nothing = { stdin: Readable.from([]), nulSeparated: false, onEmptyFolder: () => undefined };

test('files as they are, pictures below folders by path, and stdin in its place', async () => {
  const root = tempFolder();
  mkdirSync(path.join(root, 'in', 'deep'), { recursive: true });
  mkdirSync(path.join(root, 'empty'));
  for (const name of ['in/b.jpg', 'in/deep/a.PNG', 'in/notes.txt', 'in/.hidden.jpg'])
    writeFileSync(path.join(root, name), '');
  const empty: string[] = [];
  const inputs = [path.join(root, 'gone.jpg'), path.join(root, 'in'), '-', path.join(root, 'in/notes.txt')];
  const stdin = Readable.from([Buffer.from(`x\n${root}/em`), Buffer.from('pty\n')]);
  const found: string[] = [];
  const options = { stdin, nulSeparated: false, onEmptyFolder: (folder: string) => void empty.push(folder) };
  for await (const file of inputFiles(inputs, options)) found.push(file);
  expect(found.map((file) => path.relative(root, path.resolve(root, file)))).toEqual([
    'gone.jpg',
    'in/b.jpg',
    'in/deep/a.PNG',
    'x',
    'in/notes.txt',
  ]);
  expect(empty).toEqual([path.join(root, 'empty')]);
});

test('a folder gives every picture, whatever its name, and those that are not read for their reason', async () => {
  const root = tempFolder();
  writeFileSync(path.join(root, 'IMG_0001'), Buffer.from('ffd8ffe000', 'hex'));
  writeFileSync(path.join(root, 'phone.heic'), '....ftypheic');
  writeFileSync(path.join(root, 'shot.CR3'), '');
  writeFileSync(path.join(root, 'map.ppm'), 'P6 1 1 255\nabc');
  writeFileSync(path.join(root, 'labels.csv'), 'a,b');
  const found: string[] = [];
  for await (const file of inputFiles([root], nothing)) found.push(path.basename(file));
  expect(found).toEqual(['IMG_0001', 'map.ppm', 'phone.heic', 'shot.CR3']);
});
