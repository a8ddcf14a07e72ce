import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

const run = (...command: string[]) => graft(command, { home: tempFolder() });
const json = async (...command: string[]) => JSON.parse((await run(...command, '--json')).stdout);

test('nets show tells a named network whole', async () => {
  const net = await json('nets', 'show', 'resnet18');
  expect(net).toMatchObject({ name: 'resnet18', parameters: 11_689_512, multiplyAdds: 1_814_073_344, imageSize: 224 });
  expect(net.spec).toMatchObject({ stem: 'imagenet', block: 'basic', order: 'post' });
  expect(net.tensors).toHaveLength(102);
  expect(net.tensors[0]).toEqual({ name: 'conv1.weight', shape: [64, 3, 7, 7] });
  expect(net.cuts).toEqual(['stem', 'stage1', 'stage1.0', 'stage1.1', 'stage2', 'stage2.0', 'stage2.1', 'stage3', 'stage3.0', 'stage3.1', 'stage4', 'stage4.0', 'stage4.1', 'head']);
  const six = await json('nets', 'show', 'resnet18', '--classes', '6');
  expect(six.parameters).toBe(11_689_512 - 994 * 513);
});

test('what nets show prints is a spec that nets show takes', async () => {
  const { spec } = await json('nets', 'show', 'cifar_resnet20');
  const file = join(tempFolder(), 'cifar.json');
  writeFileSync(file, JSON.stringify(spec));
  const again = await json('nets', 'show', file);
  expect(again).toEqual(await json('nets', 'show', 'cifar_resnet20'));
});

test('a spec of three stages has no name, and cut points of its own', async () => {
  const file = join(tempFolder(), 'own.json');
  const stages = [1, 2, 1].map((blocks, i) => ({ blocks, channels: 8 << i, stride: i === 0 ? 1 : 2 }));
  writeFileSync(file, JSON.stringify({ stem: 'small', stages, block: 'bottleneck', groups: 2, baseWidth: 32, head: { kind: 'mlp', hidden: 5 } }));
  const net = await json('nets', 'show', file);
  expect(net).toMatchObject({ name: null, imageSize: 32 });
  expect(net.cuts.slice(-4)).toEqual(['stage2.1', 'stage3', 'stage3.0', 'head']);
  expect(net.tensors.at(-4)).toEqual({ name: 'fc.0.weight', shape: [5, 128] });
  const { stdout } = await run('nets', 'show', file);
  expect(stdout).toContain('mlp of 5 hidden values');
});

test('what is no network is refused by what is wrong with it', async () => {
  const file = join(tempFolder(), 'wrong.json');
  writeFileSync(file, JSON.stringify({ stem: 'small', stages: [{ blocks: 1, channels: 8, stride: 1 }], block: 'basic', groups: 4 }));
  expect(await run('nets', 'show', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('groups is 4') });
  writeFileSync(file, '{ "stem": ');
  expect(await run('nets', 'show', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('no spec of a network') });
  expect(await run('nets', 'show', 'resnet19')).toMatchObject({ code: 1, stderr: expect.stringContaining('no network called "resnet19"') });
  expect(await run('nets', 'show', './resnet18')).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be read') });
});

test('nets list names them all', async () => {
  const rows: { name: string }[] = await json('nets', 'list');
  for (const name of ['resnet50', 'plain34', 'cifar_plain110', 'cifar_preresnet110', 'cifar_resnext29_8x64d']) expect(rows.map((row) => row.name)).toContain(name);
});

test('nets show --svg draws the blocks, and puts nothing in the place of another kind of file', async () => {
  const svg = join(tempFolder(), 'blocks.svg');
  const { receptiveField } = await json('nets', 'show', 'resnet18', '--svg', svg);
  expect(receptiveField).toBe(435);
  expect(readFileSync(svg, 'utf8')).toContain('3x3 conv, 128, / 2');
  writeFileSync(svg, 'mine');
  expect(await run('nets', 'show', 'resnet18', '--svg', svg)).toMatchObject({ code: 2, stderr: expect.stringContaining('no SVG') });
  expect(readFileSync(svg, 'utf8')).toBe('mine');
});

test('nets cardinality computes equation 4', async () => {
  const rows = await json('nets', 'cardinality');
  expect(rows.map(({ cardinality, width }: Record<string, number>) => `${cardinality}x${width}d`)).toEqual(['1x64d', '2x40d', '4x24d', '8x14d', '32x4d']);
  expect(await json('nets', 'cardinality', '32x4d', '--map', '28')).toEqual([{ cardinality: 32, width: 4, channels: 256, groupWidth: 128, parameters: 70_144, multiplyAdds: 70_144 * 28 * 28 }]);
  expect(await run('nets', 'cardinality', 'wide')).toMatchObject({ code: 2, stderr: expect.stringContaining('"wide" is no template') });
});
