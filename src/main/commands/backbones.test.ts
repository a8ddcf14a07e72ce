import path from 'node:path';
import { expect, test } from 'vitest';
import { catalogueNets } from '../../core/nets/named.ts';
import { planNet } from '../../core/nets/plan/net-plan.ts';
import { tensorTable } from '../../core/nets/plan/tensor-table.ts';
import { writeSafetensors } from '../../core/weights/safetensors.ts';
import { graft } from '../../../test/graft.ts';
import { generateWeights } from '../../../test/rxg1.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

const hubFolder = (): Record<string, string> => ({ HF_HUB_CACHE: tempFolder(), HF_HUB_OFFLINE: '1' });

test('list and info show the embedded backbone and the catalogue, with their preprocessing', async () => {
  const home = tempFolder();
  const env = hubFolder();
  const rows = (await graft(['backbones', 'list', '--json'], { home, env })).lines()[0];
  expect(rows[0]).toMatchObject({ id: 'resnet18.graft_starter', onDisk: true, origin: 'embedded' });
  expect(rows.length).toBeGreaterThan(30);
  expect((await graft(['backbones', 'list', '--on-disk', '--json'], { home, env })).lines()[0]).toHaveLength(1);

  const info = (await graft(['backbones', 'info', 'resnet50.a1_in1k', '--json'], { home, env })).lines()[0];
  expect(info).toMatchObject({
    id: 'resnet50.a1_in1k',
    architecture: 'resnet50',
    onDisk: false,
    licence: 'Apache-2.0',
  });
  expect(Object.keys(info.preprocessing).toSorted()).toEqual([
    'channels',
    'cropPct',
    'imageSize',
    'interpolation',
    'mean',
    'std',
  ]);
  expect((await graft(['backbones', 'info', 'resnet50.a1_in1k'], { home, env })).stdout).toMatch(
    /preprocessing +224 px, crop 0.95, bicubic/,
  );
});

test('what nobody knows is not found, what must be fetched fails without a network', async () => {
  const home = tempFolder();
  const env = hubFolder();
  const unknown = await graft(['backbones', 'info', 'resnet50.a9', '--json'], { home, env });
  expect(unknown.code).toBe(1);
  expect(unknown.lines()[0].error).toMatchObject({
    code: 'not-found',
    hint: expect.stringContaining('resnet50.a1_in1k'),
  });
  const offline = await graft(['backbones', 'download', 'resnet18.a1_in1k', '--json'], { home, env });
  expect([offline.code, offline.lines()[0].error.code]).toEqual([3, 'offline']);
});

test(
  'import takes a file over, says what it found, and names the tensor that is missing',
  { timeout: 120_000 },
  async () => {
    const home = tempFolder();
    const folder = tempFolder();
    const tensors = new Map(generateWeights(tensorTable(planNet(catalogueNets.get('resnet18')!.spec), 3)));
    const file = path.join(folder, 'own weights.safetensors');
    await writeSafetensors(file, tensors, {});
    const imported = await graft(['backbones', 'import', file, '--arch', 'resnet18', '--image-size', '96', '--json'], {
      home,
    });
    expect(imported.stderr).toBe('');
    expect(imported.lines()).toEqual([
      expect.objectContaining({
        id: 'own-weights',
        arch: 'resnet18',
        loaded: tensors.size,
        missing: [],
        unexpected: [],
        classes: 3,
        preprocessing: expect.objectContaining({ imageSize: 96, cropPct: 0.875 }),
      }),
    ]);
    expect((await graft(['backbones', 'list', '--on-disk', '--json'], { home })).lines()[0]).toContainEqual(
      expect.objectContaining({ id: 'own-weights', origin: 'imported' }),
    );
    expect(
      (await graft(['backbones', 'import', file, '--arch', 'resnet18', '--json'], { home })).lines()[0].error.code,
    ).toBe('already-exists');

    tensors.delete('layer3.0.conv1.weight');
    const broken = path.join(folder, 'broken.safetensors');
    await writeSafetensors(broken, tensors, {});
    const refused = await graft(['backbones', 'import', broken, '--arch', 'resnet18', '--json'], { home });
    expect(refused.code).toBe(1);
    expect(refused.lines()[0].error).toMatchObject({
      code: 'bad-weights',
      message: expect.stringContaining('layer3.0.conv1.weight'),
    });
    expect((await graft(['backbones', 'import', broken, '--arch', 'resnet19', '--json'], { home })).code).toBe(2);
  },
);
