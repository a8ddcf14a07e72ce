import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { inputFiles } from './input-files.ts';

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
