import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generateWeights } from '../../../test/rxg1.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { checkpointOf, legacyOf, pthOf, py, pyTensor } from '../../../test/torch-files.ts';
import { dataFolder } from '../data-folder.ts';
import { catalogueNet, catalogueNets } from '../nets/named.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { backboneReference } from './backbones.ts';
import { importBackbone } from './import-backbone.ts';
import { importNotes } from './import-notes.ts';
import { readNetwork } from './network-weights.ts';
import { inWeightsThread } from './weights-thread.ts';

const net = planNet(catalogueNets.get('resnet18')!.spec);
const weights = generateWeights(tensorTable(net, 3));

async function imported(content: Buffer, name: string, options: { prefix?: string } = {}) {
  const root = tempFolder();
  const file = join(root, name);
  await writeFile(file, content);
  const folder = dataFolder(join(root, 'data'));
  const result = await importBackbone(folder, file, { net: catalogueNet('resnet18'), name: 'mine', ...options });
  const { tensors } = await readNetwork(result.file, net, null);
  return { folder, file, result, tensors };
}

test('a checkpoint of a training is imported, stored as safetensors under our names, with its sha256', async () => {
  const named = new Map([...weights].map(([name, tensor]) => [`module.${name}`, tensor]));
  const namespace = py.build(py.call(py.global('argparse', 'Namespace')), py.dict({ lr: py.int(1) }));
  const content = checkpointOf(named, (stateDict) => py.dict({ epoch: py.int(90), args: namespace, state_dict: stateDict }));
  const { folder, result, tensors } = await imported(content, 'checkpoint.pth.tar');
  expect(result).toMatchObject({ loaded: weights.size, classes: 3, unexpected: [], prefix: 'state_dict.module.', otherPrefixes: [] });
  expect(importNotes(result).map(({ message }) => message)).toContain('"state_dict.module." before its names was taken off.');
  expect([...tensors.keys()]).toEqual([...weights.keys()]);
  for (const [name, { data }] of weights) expect(tensors.get(name)!.data).toEqual(data);
  const { sha256 } = await backboneReference(folder, 'mine');
  expect(sha256).toBe(createHash('sha256').update(await readFile(result.file)).digest('hex'));
});

test('of a student and a teacher the teacher is taken and the other told; --prefix chooses', async () => {
  const student = new Map([...weights].map(([name, { shape, data }]) => [`module.backbone.${name}`, { shape, data: data.map((v) => v + 1) }]));
  const teacher = new Map([...weights].map(([name, tensor]) => [`backbone.${name}`, tensor]));
  const place = (tensors: typeof teacher, first: number) =>
    py.dict(Object.fromEntries([...tensors].map(([name, { shape }], i) => [name, pyTensor({ key: String(first + i), shape })])));
  const all = [...student.values(), ...teacher.values()].map(({ data }, i): [string, Buffer] => [String(i), Buffer.from(data.buffer)]);
  const content = pthOf(py.dict({ student: place(student, 0), teacher: place(teacher, student.size) }), Object.fromEntries(all));
  const first = await imported(content, 'dino.pth');
  expect(first.result).toMatchObject({ prefix: 'teacher.backbone.', otherPrefixes: ['student.module.backbone.'] });
  expect(first.tensors.get('conv1.weight')!.data).toEqual(weights.get('conv1.weight')!.data);
  const second = await imported(content, 'dino.pth', { prefix: 'student.module.backbone' });
  expect(second.result.prefix).toBe('student.module.backbone.');
  expect(second.tensors.get('conv1.weight')!.data).toEqual(weights.get('conv1.weight')!.data.map((v) => v + 1));
});

test('an old file of float16 is widened exactly', async () => {
  const entries = [...weights].map(([name, { shape }], i): [string, Buffer] => [name, pyTensor({ key: String(i), shape, type: 'HalfStorage' })]);
  const storages = [...weights.values()].map(({ data }, i): [string, { count: number; data: Buffer }] => [
    String(i),
    { count: data.length, data: Buffer.from(Uint16Array.from(data, (_, k) => 0x3c00 + (k % 1024)).buffer) },
  ]);
  const { tensors, result } = await imported(legacyOf(py.dict(Object.fromEntries(entries)), Object.fromEntries(storages)), 'old.pth');
  expect(result.loaded).toBe(weights.size);
  for (const [name, { data }] of tensors) expect([name, data.every((value, k) => value === 1 + (k % 1024) / 1024)]).toEqual([name, true]);
});

test('a file that is not there, and a folder, are told as what they are', async () => {
  const root = tempFolder();
  const folder = dataFolder(join(root, 'data'));
  const options = { net: catalogueNet('resnet18') };
  await expect(importBackbone(folder, join(root, 'gone.pth'), options)).rejects.toMatchObject({ code: 'not-found', values: { kind: 'file-not-there' } });
  await expect(importBackbone(folder, root, { ...options, name: 'mine' })).rejects.toMatchObject({ code: 'bad-weights', values: { kind: 'weights-folder' } });
  expect(await readdir(folder.backbones).catch(() => [])).toEqual([]);
});

test('code, a wrong network and a missing tensor are refused, and nothing is left behind', async () => {
  const root = tempFolder();
  const folder = dataFolder(join(root, 'data'));
  const file = join(root, 'a.pth');
  const options = { net: catalogueNet('resnet18') };
  await writeFile(file, pthOf(py.dict({ state_dict: py.call(py.global('os', 'system'), py.text('true')) })));
  await expect(importBackbone(folder, file, options)).rejects.toMatchObject({ code: 'bad-weights', message: expect.stringMatching(/contains code: os\.system/) as string });
  await expect(inWeightsThread({ kind: 'guess', file, shownAs: 'a.pth' })).rejects.toMatchObject({ code: 'bad-weights' });
  const few = new Map([...weights].filter(([name]) => name !== 'layer1.0.bn1.bias'));
  await writeFile(file, checkpointOf(few));
  await expect(importBackbone(folder, file, options)).rejects.toThrow(/"layer1\.0\.bn1\.bias" \[64\] is missing/);
  expect(await readdir(folder.backbones).catch(() => [])).toEqual([]);
});
