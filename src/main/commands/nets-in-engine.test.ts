import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

const run = (...command: string[]) => graft(command, { home: tempFolder() });

test('graft export --features writes the maps of a backbone; what does not go with it is refused', { timeout: 120_000 }, async () => {
  const out = join(tempFolder(), 'maps');
  const { code, stdout, stderr } = await run('export', 'resnet18.graft_starter', '--features', '--out', out, '--json');
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    folder: out,
    maps: [{ name: 'C2', stage: 'stage1', stride: 4, channels: 64 }, { name: 'C3' }, { name: 'C4' }, { name: 'C5', stride: 32, channels: 512 }],
  });
  expect(readdirSync(out).toSorted()).toEqual(['backbone.safetensors', 'features.onnx', 'manifest.json']);
  expect(await run('export', 'resnet18.graft_starter', '--features', '--out', out)).toMatchObject({ code: 1, stderr: expect.stringContaining('exists') });
  expect(await run('export', '1', '--features', '--format', 'onnx')).toMatchObject({ code: 2, stderr: expect.stringContaining('--format does not go with --features') });
  expect(await run('export', '1')).toMatchObject({ code: 2, stderr: expect.stringContaining('Neither --format nor --features') });
});

test('graft nets forms compares the forms of a block on a picture', { timeout: 120_000 }, async () => {
  const net = join(tempFolder(), 'net.json');
  writeFileSync(net, JSON.stringify({ stem: 'small', stages: [{ blocks: 2, channels: 8, stride: 1 }], block: 'bottleneck', groups: 4, baseWidth: 16 }));
  const picture = join(import.meta.dirname, '../../../datasets/sample/birch/birch-01.jpg');
  const compared = JSON.parse((await run('nets', 'forms', net, '--picture', picture, '--json')).stdout);
  expect(compared).toMatchObject({ block: 'stage1.1', cardinality: 4, width: 2, forms: [{ form: 'paths', convolutions: 12 }, { form: 'concatenated' }, { form: 'grouped', convolutions: 3 }] });
  expect(compared.maxAbsDiff).toBeLessThan(1e-5 * compared.rootMeanSquare);
  expect(await run('nets', 'forms', 'resnet18')).toMatchObject({ code: 2, stderr: expect.stringContaining('no block that can be built in three ways') });
});

test('graft nets gradients tells what arrives at each block, a series for each factor on the shortcuts', { timeout: 120_000 }, async () => {
  const net = join(tempFolder(), 'net.json');
  writeFileSync(net, JSON.stringify({ stem: 'small', stages: [{ blocks: 3, channels: 16, stride: 1 }], block: 'basic' }));
  const { stdout, stderr } = await run('nets', 'gradients', net, '--lambda', '0,0.5,1', '--json');
  const series = JSON.parse(stdout || stderr);
  expect(series.map(({ lambda }: { lambda: number }) => lambda)).toEqual([0, 0.5, 1]);
  expect(series[1].blocks.map(({ block, carried }: { block: string; carried: number }) => [block, carried])).toEqual([['stage1.0', 0.125], ['stage1.1', 0.25], ['stage1.2', 0.5]]);
  for (const { blocks } of series) for (const { norm } of blocks) expect(norm).toBeGreaterThan(0);
  expect(await run('nets', 'gradients', net, '--lambda', 'much')).toMatchObject({ code: 2, stderr: expect.stringContaining('--lambda is "much"') });
});
