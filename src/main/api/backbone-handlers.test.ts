import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runWithModel } from '../../../test/model-run.ts';
import { generateWeights } from '../../../test/rxg1.ts';
import { openSmallDesk } from '../../../test/small-desk.ts';
import { catalogueNets } from '../../core/nets/named.ts';
import { catalogue } from '../../core/nets/catalogue.ts';
import { planNet } from '../../core/nets/plan/net-plan.ts';
import { tensorTable } from '../../core/nets/plan/tensor-table.ts';
import { createRun } from '../../core/store/runs.ts';
import { writeSafetensors } from '../../core/weights/safetensors.ts';
import { backboneHandlers } from './backbone-handlers.ts';
import { runHandlers } from './run-handlers.ts';

let opened: Awaited<ReturnType<typeof openSmallDesk>>;
let dataset = '';
let weights: string;
beforeAll(async () => {
  opened = await openSmallDesk([12, 12]);
  dataset = opened.small.dataset.dataset.id;
  weights = path.join(path.dirname(opened.small.pictures), 'my net.safetensors');
  const tensors = generateWeights(tensorTable(planNet(catalogueNets.get('resnet18')!.spec), 7));
  await writeSafetensors(weights, new Map([...tensors].map(([name, tensor]) => [`module.${name}`, tensor])), {});
});
afterAll(() => opened.close());

const calls = () => createRouterClient({ backbones: backboneHandlers, runs: runHandlers }, { context: opened.desk });
const upload = (file: string, name: string) =>
  opened.desk.uploads.receive(new Blob([readFileSync(file)]).stream(), { name, kind: 'weights' });

test('the cards are those of the catalogue, each with its family', async () => {
  const cards = await calls().backbones.list();
  expect(cards.map(({ id }) => id).slice(0, catalogue.size)).toEqual([...catalogue.keys()]);
  const families = new Map(cards.map(({ architecture, family }) => [architecture, family]));
  expect(Object.fromEntries(families)).toMatchObject({
    resnet18: 'ResNet',
    resnext50_32x4d: 'ResNeXt',
    wide_resnet50_2: 'Wide ResNet',
    resnetv2_50: 'ResNetV2',
    resnetv2_50x1_bit: 'BiT',
  });
  expect(cards[0]).toMatchObject({ id: 'resnet18.graft_starter', origin: 'embedded', onDisk: true, accuracy: null, download: null });
  expect(cards.find(({ id }) => id === 'resnet50.a1_in1k')!.accuracy).toBeGreaterThan(75);
});

test('the network has the classes and pictures of the data set, and says what a plan says', async () => {
  const backbone = 'resnet18.graft_starter';
  const without = await calls().backbones.network({ backbone });
  expect(without).toMatchObject({ backbone, imageSize: 160, totalParameters: catalogue.get(backbone)!.parameters });
  expect(without.cuts.every(({ cacheBytes }) => cacheBytes === 0)).toBe(true);
  const stage4Bytes: number[] = [];
  for (const precision of ['float32', 'bfloat16'] as const) {
    const table = await calls().backbones.network({ backbone, dataset, imageSize: 64, precision });
    expect(table.parts.at(-1)).toMatchObject({ part: 'head', channels: 2, parameters: 512 * 2 + 2 });
    const stage4 = table.cuts.find(({ cut }) => cut === 'stage4')!;
    const spec = { backbone, freeze: 'until:stage4', imageSize: 64, precision };
    const { parts, cacheBytes } = await calls().runs.plan({ dataset, spec });
    expect(parts.reduce((sum, { trained }) => sum + trained, 0)).toBe(stage4.trainableParameters);
    expect(cacheBytes).toBe(stage4.cacheBytes);
    stage4Bytes.push(cacheBytes);
  }
  expect(stage4Bytes[0]).toBeGreaterThan(stage4Bytes[1]!);
  // Frozen parts that do not fit the cache are computed in every epoch.
  const crowded = await calls().backbones.network({ backbone, dataset, cacheSizeBytes: 0 });
  const roomy = await calls().backbones.network({ backbone, dataset });
  expect(crowded.cuts.at(-2)!.trainGmac).toBeGreaterThan(roomy.cuts.at(-2)!.trainGmac);
  await expect(calls().backbones.network({ backbone: 'no-such' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(calls().backbones.network({ backbone, dataset: '/etc' })).rejects.toMatchObject({ code: 'not-found' });
});

test('the network of a run that is gone on from is that of its model, with the classes of the data set now; a run without one is refused by its number', async () => {
  const { studio, dataset: trained } = opened.small;
  const run = await runWithModel(studio, trained, 'resnet34');
  const own = await calls().backbones.network({ backbone: `run-${run}`, from: String(run), dataset, imageSize: 64 });
  const like = [...catalogue.keys()].find((id) => id.startsWith('resnet34.'))!;
  expect(own).toEqual({ ...(await calls().backbones.network({ backbone: like, dataset, imageSize: 64 })), backbone: `run-${run}` });
  expect(own.parts.at(-1)).toMatchObject({ part: 'head', channels: 2 });
  const stopped = createRun(studio.db, { datasetVersionId: trained.version.id, backboneId: 'generated', spec: {}, state: 'cancelled' }).id;
  const refused = (from: string) => expect(calls().backbones.network({ backbone: like, from, dataset })).rejects;
  await refused(String(stopped)).toMatchObject({ code: 'bad-usage', field: 'from', values: { run: stopped, state: 'cancelled' } });
  await refused('99').toMatchObject({ code: 'not-found' });
  await refused('an earlier one').toMatchObject({ code: 'not-found', field: 'from' });
});

test('a dropped file says which network it is, and becomes a backbone under its own name', async () => {
  const sent = await upload(weights, 'my net.safetensors');
  expect(await calls().backbones.guess({ upload: sent.upload })).toMatchObject({
    name: 'my net.safetensors',
    architectures: ['resnet18'],
    classes: 7,
    sizeBytes: sent.sizeBytes,
  });
  const { backbone, notes } = await calls().backbones.import({ upload: sent.upload, architecture: 'resnet18' });
  expect(backbone).toBe('my-net');
  expect(notes.map(({ message }) => message).join(' ')).toMatch(/102 tensors of resnet18.*classifier for 7 classes/);
  expect(() => opened.desk.uploads.find(sent.upload)).toThrow(/no upload/);
  const card = (await calls().backbones.list()).find(({ id }) => id === backbone)!;
  expect(card).toMatchObject({ origin: 'imported', family: 'ResNet', onDisk: true });
  await expect(calls().backbones.import({ path: weights, architecture: 'resnet18' })).rejects.toMatchObject({ code: 'already-exists' });
  expect(await calls().backbones.import({ path: weights, architecture: 'resnet18', name: 'other' })).toMatchObject({ backbone: 'other' });
});

test('files that are something else are refused by name', async () => {
  await expect(calls().backbones.import({ path: weights, architecture: 'resnet34' })).rejects.toMatchObject({
    code: 'bad-weights',
    message: expect.stringContaining('my net.safetensors'),
    hint: 'The file fits resnet18.',
  });
  const text = path.join(path.dirname(weights), 'text.safetensors');
  writeFileSync(text, 'hello, this is no file of weights');
  await expect(calls().backbones.guess({ path: text })).rejects.toMatchObject({ code: 'bad-weights' });
  await expect(calls().backbones.guess({})).rejects.toMatchObject({ code: 'bad-usage', field: 'path' });
  await expect(calls().backbones.guess({ path: weights, upload: 'x' })).rejects.toMatchObject({ code: 'bad-usage' });
  await expect(calls().backbones.guess({ path: '/etc/passwd' })).rejects.toMatchObject({ code: 'bad-usage', message: expect.stringContaining('outside') });
  await expect(calls().backbones.guess({ upload: 'nothing' })).rejects.toMatchObject({ code: 'not-found' });
});

test('downloads by name: what cannot be downloaded is refused', async () => {
  await expect(calls().backbones.download({ backbone: 'resnet18.graft_starter' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(calls().backbones.pauseDownload({ backbone: 'resnet34.tv_in1k' })).rejects.toMatchObject({ code: 'not-found' });
  expect(await calls().backbones.architectures()).toHaveLength(17);
});
