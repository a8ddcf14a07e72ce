import { expect, test } from 'vitest';
import { sortDropped } from './dropped.ts';

const item = (name: string, type = '', isFolder = false) => ({ file: new File(['x'], name, { type }), isFolder });
const names = (files: File[]) => files.map((file) => file.name);

test('folders, pictures and model files are told apart', () => {
  const dropped = sortDropped([
    item('weeds', '', true),
    item('a.JPG'),
    item('b', 'image/png'),
    item('resnet50.safetensors'),
    item('notes.txt', 'text/plain'),
    item('folder.png', '', true),
  ]);
  expect(names(dropped.folders)).toEqual(['weeds', 'folder.png']);
  expect(names(dropped.pictures)).toEqual(['a.JPG', 'b']);
  expect(names(dropped.models)).toEqual(['resnet50.safetensors']);
});
