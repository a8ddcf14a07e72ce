import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadBackbone } from '../../../test/load-backbone.ts';
import { startHubServer } from '../../../test/hub-server.ts';
import { flipByte } from '../../../test/flip-byte.ts';
import { generateWeights } from '../../../test/rxg1.ts';
import { dataFolder } from '../data-folder.ts';
import type { DataFolder } from '../data-folder.ts';
import { netSpecSchema } from '../../shared/net-spec.ts';
import { catalogueNet, catalogueNets } from '../nets/named.ts';
import { catalogue, torchvisionPreprocessing } from '../nets/catalogue.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { elementCount } from '../tensor.ts';
import type { TensorMap } from '../tensor.ts';
import { damagedBackbones, backboneInfo, backboneReference, downloadBackbone, listBackbones } from './backbones.ts';
import { importBackbone } from './import-backbone.ts';
import { writeSafetensors } from './safetensors.ts';

const resnet18 = planNet(catalogueNets.get('resnet18')!.spec);
let files: string;
let good: string;
let weights: TensorMap;
beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'graft-backbone-files-'));
  weights = generateWeights(tensorTable(resnet18, 3));
  good = join(files, 'my plant net.safetensors');
  await writeSafetensors(good, new Map([...weights].map(([name, tensor]) => [`module.${name}`, tensor])), {});
});
afterAll(() => rm(files, { recursive: true }));

let root: string;
let folder: DataFolder;
let environment: Record<string, string>;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'graft-backbones-'));
  folder = dataFolder(join(root, 'data'));
  environment = { HF_HUB_CACHE: join(root, 'hub'), HF_HUB_OFFLINE: '1' };
});
afterEach(() => rm(root, { recursive: true }));

/** Puts a file where another tool would have put it. */
async function placeInCache(id: string, blob: string, make: (file: string) => Promise<void>): Promise<string> {
  const repository = join(environment['HF_HUB_CACHE']!, `models--timm--${id}`);
  const snapshot = join(repository, 'snapshots', 'a'.repeat(40));
  await mkdir(join(repository, 'blobs'), { recursive: true });
  await mkdir(snapshot, { recursive: true });
  await make(join(repository, 'blobs', blob));
  await symlink(join('..', '..', 'blobs', blob), join(snapshot, 'model.safetensors'));
  return join(snapshot, 'model.safetensors');
}

test('the embedded backbone loads, fits ResNet-18 without a classifier, and is the file its card describes', async () => {
  const cardText = await readFile(new URL('../../../models/card.json', import.meta.url), 'utf8');
  const { sha256, preprocessing } = JSON.parse(cardText) as { sha256: string; preprocessing: unknown };
  const { tensors, ...loaded } = await loadBackbone(folder, 'resnet18.graft_starter', environment);
  expect(loaded).toMatchObject({ sha256, preprocessing, classes: null, architecture: 'resnet18' });
  const rows = tensorTable(resnet18, 0).filter(({ part }) => part !== 'head');
  expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual(rows.map(({ name, shape }) => [name, shape]));
  expect(tensors.get('layer4.1.bn2.running_var')!.data.every((value) => value > 0)).toBe(true);
});

test('the list shows every backbone and which are on disk', async () => {
  await importBackbone(folder, good, { net: catalogueNet('resnet18'), name: 'plants' });
  const list = await listBackbones(folder, environment);
  expect(list).toHaveLength(catalogue.size + 1);
  expect(list.filter(({ onDisk }) => onDisk).map(({ id, origin }) => [id, origin])).toEqual([
    ['resnet18.graft_starter', 'embedded'],
    ['plants', 'imported'],
  ]);
});

test('an id that nobody knows, and one that is not here yet', async () => {
  await expect(backboneInfo(folder, 'nothing', environment)).rejects.toMatchObject({ code: 'not-found' });
  await expect(backboneInfo(folder, '../../etc', environment)).rejects.toMatchObject({ code: 'not-found' });
  await expect(backboneInfo(folder, 'wide_resnet50_2', environment)).rejects.toMatchObject({
    hint: 'Did you mean wide_resnet50_2.tv_in1k or wide_resnet50_2.tv2_in1k?',
  });
  await expect(loadBackbone(folder, 'resnet50.a1_in1k', environment)).rejects.toMatchObject({
    code: 'not-found',
    hint: 'graft backbones download resnet50.a1_in1k',
  });
  await expect(downloadBackbone(folder, 'resnet50.a1_in1k', { environment })).rejects.toMatchObject({ code: 'offline' });
});

test('an import is normalised, kept and loaded again', async () => {
  const result = await importBackbone(folder, good, {
    net: catalogueNet('resnet18'),
    preprocessing: { imageSize: 192, mean: [0, 0, 0], interpolation: undefined },
  });
  expect(result).toMatchObject({
    id: 'my-plant-net',
    arch: 'resnet18',
    loaded: weights.size,
    missing: [],
    unexpected: [],
    classes: 3,
    preprocessing: { ...torchvisionPreprocessing, imageSize: 192, mean: [0, 0, 0] },
  });
  expect((await readdir(folder.backbones)).sort()).toEqual(['my-plant-net']);
  const loaded = await loadBackbone(folder, 'my-plant-net', environment);
  expect([...loaded.tensors.keys()]).toEqual([...weights.keys()]);
  expect(loaded.tensors.get('layer2.0.conv1.weight')!.data).toEqual(weights.get('layer2.0.conv1.weight')!.data);
  expect(loaded).toMatchObject({ classes: 3, preprocessing: result.preprocessing });
  expect(loaded.sha256).toBe(createHash('sha256').update(await readFile(good)).digest('hex'));
  const { parameters, classes } = await backboneInfo(folder, 'my-plant-net', environment);
  expect([parameters, classes]).toEqual([11_176_512 + 513 * 3, 3]);

  await truncate(result.file, (await stat(result.file)).size - 4);
  await expect(loadBackbone(folder, 'my-plant-net', environment)).rejects.toMatchObject({ code: 'bad-weights' });
});

test.each([
  ['bad-weights', { net: catalogueNet('resnet34') }],
  ['bad-usage', { net: catalogueNet('resnet18'), name: '../escape' }],
  ['bad-usage', { net: catalogueNet('resnet18'), name: '.hidden' }],
  ['bad-usage', { net: catalogueNet('resnet18'), preprocessing: { cropPct: 1.5 } }],
  ['bad-usage', { net: catalogueNet('resnet18'), preprocessing: { std: [1, 0, 1] as [number, number, number] } }],
  ['already-exists', { net: catalogueNet('resnet18'), name: 'resnet50.a1_in1k' }],
])('an import that ends in %s leaves nothing behind: %o', async (code, options) => {
  await expect(importBackbone(folder, good, options)).rejects.toMatchObject({ code });
  expect(await readdir(folder.backbones).catch(() => [])).toEqual([]);
});

test('weights of a network without a name are imported with its spec, which a run and a list get back', async () => {
  const spec = netSpecSchema.parse({
    stem: 'small',
    stemChannels: 4,
    stages: [1, 2, 3].map((n) => ({ blocks: 1, channels: 4 * n, stride: n === 1 ? 1 : 2 })),
    block: 'basic',
    order: 'pre',
    head: { kind: 'mlp', hidden: 5 },
  });
  const rows = tensorTable(planNet({ ...spec, head: { kind: 'linear' } }), 10);
  const file = join(files, 'own.safetensors');
  await writeSafetensors(file, generateWeights(rows), {});
  expect(await importBackbone(folder, file, { net: spec, name: 'own' })).toMatchObject({
    arch: null,
    loaded: rows.length,
    missing: [],
    unexpected: [],
    classes: 10,
    preprocessing: { ...torchvisionPreprocessing, imageSize: 32, cropPct: 1 },
  });
  const loaded = await loadBackbone(folder, 'own', environment);
  expect(loaded).toMatchObject({ architecture: null, net: { ...spec, head: { kind: 'linear' } } });
  expect([...loaded.tensors.keys()]).toEqual(rows.map(({ name }) => name));

  const wider = { ...spec, stages: spec.stages.map((stage, i) => (i === 2 ? { ...stage, channels: 16 } : stage)) };
  await expect(importBackbone(folder, file, { net: wider, name: 'wider' })).rejects.toThrow(
    'does not fit this network: tensor "layer3.0.conv1.weight" has the shape [12, 8, 3, 3] where [16, 8, 3, 3] is expected',
  );
});

test('a card of the first format, which knew networks by name, is still read', async () => {
  await importBackbone(folder, good, { net: catalogueNet('resnet18'), name: 'old' });
  const card = join(folder.backbones, 'old', 'backbone.json');
  const { net: _, cardSha256: __, ...rest } = JSON.parse(await readFile(card, 'utf8'));
  await writeFile(card, JSON.stringify({ ...rest, format: 1, architecture: 'resnet18' }));
  expect((await loadBackbone(folder, 'old', environment)).net).toEqual(catalogueNet('resnet18'));
});

test('an import with NaN is refused by name and leaves nothing; a name is taken once', async () => {
  const file = join(files, 'diverged.safetensors');
  const data = weights.get('bn1.bias')!.data.slice();
  data[3] = Number.NaN;
  await writeSafetensors(file, new Map(weights).set('bn1.bias', { shape: [64], data }));
  await expect(importBackbone(folder, file, { net: catalogueNet('resnet18') })).rejects.toThrow(/diverged.*"bn1\.bias"/);
  expect(await readdir(folder.backbones)).toEqual([]);
  const options = { net: catalogueNet('resnet18'), name: 'a' };
  await importBackbone(folder, good, options);
  await expect(importBackbone(folder, good, options)).rejects.toMatchObject({ code: 'already-exists' });
});

test('ResNetV2 without a head takes its own usual preprocessing, and says what is missing', async () => {
  const rows = tensorTable(planNet(catalogueNets.get('resnetv2_18')!.spec), 0).filter(({ part }) => part !== 'head');
  const file = join(files, 'v2.safetensors');
  const extra = { shape: [1], data: new Float32Array(1) };
  await writeSafetensors(file, new Map(generateWeights(rows)).set('projector.weight', extra));
  expect(await importBackbone(folder, file, { net: catalogueNet('resnetv2_18') })).toMatchObject({
    classes: null,
    loaded: rows.length,
    missing: ['head.fc.weight', 'head.fc.bias'],
    unexpected: ['projector.weight'],
    preprocessing: { cropPct: 0.9, interpolation: 'bicubic', mean: [0.5, 0.5, 0.5] },
  });
});

test('what another tool put into the Hugging Face cache is used, but not when it is damaged', async () => {
  const { sha256, sizeBytes } = catalogue.get('resnet18.a1_in1k')!;
  const file = await placeInCache('resnet18.a1_in1k', sha256!, (blob) => writeFile(blob, 'cut off'));
  expect(await backboneInfo(folder, 'resnet18.a1_in1k', environment)).toMatchObject({ onDisk: false });
  await truncate(file, sizeBytes);
  expect(await backboneInfo(folder, 'resnet18.a1_in1k', environment)).toMatchObject({ onDisk: true, file });
  await expect(loadBackbone(folder, 'resnet18.a1_in1k', environment)).rejects.toMatchObject({
    code: 'bad-weights',
    hint: 'graft backbones download resnet18.a1_in1k fetches it again.',
  });
  await placeInCache('resnet34.a1_in1k', 'f'.repeat(64), (blob) => writeFile(blob, 'a newer version'));
  expect(await backboneInfo(folder, 'resnet34.a1_in1k', environment)).toMatchObject({ onDisk: false });
});

test('a download is verified, fits, loads, and is not made twice', async () => {
  const rows = tensorTable(planNet(catalogueNets.get('resnet50')!.spec), 1000);
  const file = join(files, 'resnet50.safetensors');
  const zeros = rows.map(({ name, shape }) => [name, { shape, data: new Float32Array(elementCount(shape)) }] as const);
  await writeSafetensors(file, new Map(zeros));
  const server = await startHubServer(await readFile(file));
  try {
    const online = { HF_HUB_CACHE: environment['HF_HUB_CACHE'], HF_ENDPOINT: server.url };
    const fetchIt = (id: string) => downloadBackbone(folder, id, { environment: online });
    const first = await fetchIt('resnet50.tv2_in1k');
    expect(first).toMatchObject({ downloaded: true, architecture: 'resnet50', licence: 'BSD-3-Clause' });
    const requests = server.requests.length;
    expect(await fetchIt('resnet50.tv2_in1k')).toEqual({ ...first, downloaded: false });
    expect(server.requests).toHaveLength(requests);
    const { classes, sha256 } = await loadBackbone(folder, 'resnet50.tv2_in1k', environment);
    expect([classes, sha256]).toEqual([1000, first.sha256]);

    await expect(fetchIt('resnet101.tv_in1k')).rejects.toThrow(/does not fit resnet101/);
    await expect(fetchIt('resnet50.a1_in1k')).rejects.toThrow(/another timm\/resnet50.a1_in1k/);
  } finally {
    await server.close();
  }
});

test('no backbone is called by a number, said or taken from its file', async () => {
  const numbered = join(files, '18.safetensors');
  await copyFile(good, numbered);
  for (const name of ['7', undefined]) {
    await expect(importBackbone(folder, numbered, { net: catalogueNet('resnet18'), name })).rejects.toMatchObject({
      code: 'bad-usage',
      field: 'name',
    });
  }
  expect(await importBackbone(folder, numbered, { net: catalogueNet('resnet18'), name: 'n18' })).toMatchObject({ id: 'n18' });
});

test('a remembered hash is taken again when the file changes', async () => {
  const { file } = await importBackbone(folder, good, { net: catalogueNet('resnet18'), name: 'a' });
  const { sha256 } = await backboneReference(folder, 'a', environment);
  const bytes = await readFile(file);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(file, bytes);
  await utimes(file, 1, 1);
  await expect(backboneReference(folder, 'a', environment)).rejects.toMatchObject({ code: 'bad-weights' });
  await writeFile(join(folder.backbones, 'hashes.json'), '{"damaged":');
  await writeFile(file, await readFile(good));
  expect((await backboneReference(folder, 'a', environment)).sha256).toBe(sha256);
});

test('one bit flipped in an imported backbone is found, also where its size and time were set back', async () => {
  const { file } = await importBackbone(folder, good, { net: catalogueNet('resnet18'), name: 'a' });
  await backboneReference(folder, 'a', environment);
  const { atime, mtime } = await stat(file);
  const done = flipByte(file);
  await utimes(file, atime, mtime);
  await expect(backboneReference(folder, 'a', environment), done).rejects.toMatchObject({
    code: 'bad-weights',
    message: expect.stringContaining(file),
    hint: expect.stringContaining('graft backbones import'),
  });
});

test('a hash that somebody changed in the list of remembered ones refuses nothing that is sound', async () => {
  const { sha256 } = await importAndRefer('a');
  const store = join(folder.backbones, 'hashes.json');
  const text = await readFile(store, 'utf8');
  await writeFile(store, text.replace(sha256, `${sha256[0] === 'a' ? 'b' : 'a'}${sha256.slice(1)}`));
  expect((await backboneReference(folder, 'a', environment)).sha256).toBe(sha256);
});

async function importAndRefer(name: string) {
  await importBackbone(folder, good, { net: catalogueNet('resnet18'), name });
  return backboneReference(folder, name, environment);
}

test('a file in the place of the folder of backbones is named, not taken for an empty one', async () => {
  const other = { ...folder, backbones: join(folder.backbones, '..', 'a-file') };
  await mkdir(join(folder.backbones, '..'), { recursive: true });
  await writeFile(other.backbones, '');
  await expect(listBackbones(other, environment)).rejects.toMatchObject({ code: 'already-exists', message: expect.stringContaining(other.backbones) });
});

test('the card of another backbone, and one with another preprocessing, are refused', async () => {
  await importAndRefer('a');
  await importAndRefer('b');
  const card = (name: string) => join(folder.backbones, name, 'backbone.json');
  const own = await readFile(card('a'), 'utf8');
  await writeFile(card('a'), await readFile(card('b')));
  await expect(backboneInfo(folder, 'a', environment)).rejects.toMatchObject({ code: 'bad-weights', message: expect.stringContaining('card of "b"') });
  await rm(join(folder.backbones, 'b', 'weights.safetensors'));
  await expect(backboneReference(folder, 'b', environment)).rejects.toMatchObject({ code: 'bad-weights', message: expect.stringContaining('is gone'), hint: expect.stringContaining('import the file again') });
  // One of them hides no other.
  expect((await listBackbones(folder, environment)).filter(({ origin }) => origin === 'imported').map(({ id }) => id)).toEqual(['b']);
  expect(await damagedBackbones(folder)).toMatchObject([{ code: 'bad-weights', message: expect.stringContaining('card of "b"') }]);
  await writeFile(card('a'), own.replace('"imageSize": 224', '"imageSize": 225'));
  await expect(backboneInfo(folder, 'a', environment)).rejects.toMatchObject({ code: 'bad-weights', message: expect.stringContaining('was changed') });
  await writeFile(card('a'), own);
  expect(await backboneInfo(folder, 'a', environment)).toMatchObject({ id: 'a' });
});

test('a card that somebody damaged is named', async () => {
  await importBackbone(folder, good, { net: catalogueNet('resnet18'), name: 'a' });
  await writeFile(join(folder.backbones, 'a', 'backbone.json'), '{}');
  await expect(backboneInfo(folder, 'a', environment)).rejects.toMatchObject({ code: 'bad-weights' });
});
