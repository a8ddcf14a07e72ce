import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { tintedFolder } from '../../../test/small-run.ts';
import { generateWeights } from '../../../test/rxg1.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { planNet } from '../../core/nets/plan/net-plan.ts';
import { tensorTable } from '../../core/nets/plan/tensor-table.ts';
import { writeSafetensors } from '../../core/weights/safetensors.ts';

const minutes = { timeout: 180_000 };
let root = '';
let home = '';
let data = '';
let spec = '';
const run = (...args: string[]) => graft([...args, '--json'], { home });

beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'graft-net-'));
  home = path.join(root, 'home');
  data = path.join(root, 'tints');
  spec = path.join(root, 'own.json');
  await tintedFolder(data, [16, 16]);
  writeFileSync(spec, JSON.stringify(tinyNet({ order: 'pre', head: { kind: 'mlp', hidden: 12, dropout: 0.1 } })));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a network in a file is trained from nothing, shown, used and exported in every format', minutes, async () => {
  const trained = await run('train', data, '--net', spec, '--epochs', '6', '--precision', 'float32', '--name', 'own');
  expect(trained.lines().at(-1)).toMatchObject({ run: 1, status: 'done' });
  // The file is needed no more: the run has the spec.
  rmSync(spec);
  const [shown] = (await run('runs', 'show', 'own')).lines();
  expect(shown).toMatchObject({
    backboneId: null,
    attestation: { tensors: 0, changed: 0 },
    plan: {
      architecture: null,
      start: { from: 'drawn', init: 'he', seed: 0 },
      freeze: 'none',
      batchNorm: 'train',
      preprocessing: { imageSize: 32, cropPct: 1 },
      net: { order: 'pre', head: { kind: 'mlp', hidden: 12 } },
    },
  });
  expect((await graft(['runs', 'show', 'own'], { home })).stdout).toMatch(/started from +its own network, drawn/);
  const picture = path.join(data, 'class-0', '3.png');
  const [answer] = (await run('predict', 'own', picture)).lines();
  const [seen] = (await run('explain', 'own', picture)).lines();
  expect(seen).toMatchObject({ method: 'gradient', className: answer.top[0].label, rows: 8, columns: 8 });
  expect(seen.values.every(Number.isFinite) && new Set(seen.values).size > 1).toBe(true);
  for (const format of ['onnx', 'savedmodel', 'safetensors']) {
    const out = path.join(root, format);
    const [exported] = (await run('export', 'own', '--format', format, '--out', out)).lines();
    expect(exported.receipt, format).toMatchObject({ top1Agreement: 1 });
    expect(exported.receipt.maxAbsDiff).toBeLessThan(1e-4);
    const manifest = JSON.parse(readFileSync(path.join(out, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      formatVersion: 2,
      architecture: null,
      backbone: null,
      net: shown.plan.net,
      start: shown.plan.start,
    });
    expect(readFileSync(path.join(out, 'README.md'), 'utf8')).not.toContain('timm.create_model');
    const [other] = (await run('predict', out, picture)).lines();
    expect(other.top[0].label, format).toBe(answer.top[0].label);
    expect(Math.abs(other.top[0].probability - answer.top[0].probability)).toBeLessThan(1e-4);
  }
  // As it was before the first step, and as it is now.
  const [[before, after]] = (await run('nets', 'gradients', 'own')).lines();
  expect([before.at, after.at]).toEqual(['start', 'trained']);
  expect(after.blocks.map(({ block }: { block: string }) => block)).toEqual(before.blocks.map(({ block }: { block: string }) => block));
  expect(after.blocks[0].norm).not.toBe(before.blocks[0].norm);
  expect((await run('evaluate', 'own')).lines()[0]).toMatchObject({ metrics: { accuracy: expect.any(Number) }, images: 6 });
});

test('what cannot be is refused by name before anything begins', minutes, async () => {
  const refused = async (...args: string[]) => {
    const { code, lines } = await run('train', data, '--precision', 'float32', ...args);
    return { exit: code, ...lines()[0].error };
  };
  expect(await refused('--net', 'cifar_resnet20', '--freeze', 'head')).toMatchObject({ exit: 2, code: 'bad-usage', field: 'freeze' });
  expect(await refused('--net', 'cifar_resnet20', '--bn', 'eval')).toMatchObject({ code: 'bad-usage', field: 'batchNorm' });
  expect(await refused('--net', 'cifar_resnet21')).toMatchObject({ code: 'not-found', field: 'net' });
  expect(await refused('--net', 'cifar_resnet20', '--backbone', 'resnet18.graft_starter')).toMatchObject({
    code: 'bad-weights',
    message: expect.stringContaining('does not fit cifar_resnet20: tensor "conv1.weight" has the shape [64, 3, 7, 7] where [16, 3, 3, 3] is expected'),
  });
  expect(await refused('--head', 'mlp:0')).toMatchObject({ code: 'bad-usage', field: 'head' });
  expect(await refused('--freeze', 'until:stage5', '--backbone', 'resnet18.graft_starter')).toMatchObject({
    code: 'bad-usage',
    message: 'resnet18 has no cut point "stage5"',
  });
  expect((await run('runs', 'list')).lines()[0].length).toBeLessThanOrEqual(1);
});

test('weights of a network of three stages are imported with its spec and trained from, frozen up to any of its cuts', minutes, async () => {
  const net = tinyNet({ order: 'relu-pre' });
  const file = path.join(root, 'weights.safetensors');
  const netFile = path.join(root, 'three.json');
  writeFileSync(netFile, JSON.stringify(net));
  await writeSafetensors(file, generateWeights(tensorTable(planNet(net), 5)), {});
  const imported = await run('backbones', 'import', file, '--net', netFile, '--name', 'three');
  expect(imported.lines()[0]).toMatchObject({ id: 'three', arch: null, classes: 5, missing: [], preprocessing: { imageSize: 32, cropPct: 1 } });
  const settings = ['--backbone', 'three', '--precision', 'float32', '--epochs', '2'];
  const trained = await run('train', data, ...settings, '--freeze', 'head-then:stage3.0', '--head', 'mlp:6:0.3', '--name', 'from three');
  expect(trained.lines().at(-1)).toMatchObject({ status: 'done' });
  const [shown] = (await run('runs', 'show', 'from three')).lines();
  const frozen = tensorTable(planNet(net), 5).filter(({ part }) => /^(stem|stage[12])/.test(part)).length;
  expect(shown).toMatchObject({
    backboneId: 'three',
    plan: { start: { from: 'weights', id: 'three', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }, net: { head: { kind: 'mlp', hidden: 6, dropout: 0.3 } } },
    attestation: { tensors: frozen, changed: 0 },
  });
  const refused = await run('train', data, ...settings, '--freeze', 'until:stage4');
  expect(refused.lines()[0].error).toMatchObject({ code: 'bad-usage', field: 'freeze', hint: expect.stringMatching(/stage3, stage3\.0, head\.$/) });
  const neither = await run('backbones', 'import', file);
  expect([neither.code, neither.lines()[0].error.field]).toEqual([2, 'net']);
});
