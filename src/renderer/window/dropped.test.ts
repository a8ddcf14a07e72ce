import { expect, test } from 'vitest';
import { droppedManifest, sortDropped } from './dropped.ts';

const item = (name: string, type = '', isFolder = false) => ({ file: new File(['x'], name, { type }), isFolder });
const names = (files: File[]) => files.map((file) => file.name);

test('folders, pictures, model files, reports and manifests are told apart', () => {
  const dropped = sortDropped([
    item('weeds', '', true),
    item('a.JPG'),
    item('b', 'image/png'),
    item('resnet50.safetensors'),
    item('model.onnx'),
    item('notes.txt', 'text/plain'),
    item('7-onnx.zip', 'application/zip'),
    item('7-report.html', 'text/html'),
    item('manifest.json', 'application/json'),
    item('study.json', 'application/json'),
    item('folder.png', '', true),
  ]);
  expect(names(dropped.folders)).toEqual(['weeds', 'folder.png']);
  expect(names(dropped.pictures)).toEqual(['a.JPG', 'b']);
  expect(names(dropped.models)).toEqual(['resnet50.safetensors']);
  expect(names(dropped.papers)).toEqual(['model.onnx', '7-report.html', 'manifest.json']);
  expect(names(dropped.archives)).toEqual(['7-onnx.zip']);
});

/** As a browser tells a dropped folder that holds these files. */
function folderHolding(files: Record<string, string>): DataTransfer {
  const getFile = (name: string, _options: object, found: (entry: unknown) => void, none: () => void) =>
    name in files ? found({ file: (give: (file: File) => void) => give(new File([files[name]!], name)) }) : none();
  const entry = { isDirectory: true, getFile };
  return { items: [{ kind: 'string' }, { kind: 'file', webkitGetAsEntry: () => entry }] } as unknown as DataTransfer;
}

test('the folder of an export is known by its manifest, which is not any file of that name', async () => {
  const manifest = await droppedManifest(folderHolding({ 'manifest.json': '{"formatVersion":2,"preprocessing":{}}' }));
  expect(manifest?.name).toBe('manifest.json');
  expect(await droppedManifest(folderHolding({ 'manifest.json': '{"name":"an app"}' }))).toBeNull();
  expect(await droppedManifest(folderHolding({ 'oak.jpg': '' }))).toBeNull();
});
