import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { embeddedFile, embeddedSha256, smallJob, smallPhase, smallPlan, trainSmall } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tintedPictures } from '../../../test/tinted-pictures.ts';
import type { ProfileResult } from '../../shared/profile-result.ts';
import { blocksOf, endAfter } from '../nets/end-after.ts';
import { catalogueNet } from '../nets/named.ts';
import { startEngine } from '../runs/executors/engine-process.ts';

vi.setConfig({ testTimeout: 300_000 });

const images = tintedPictures([12, 16, 16]);

test('a profile has a solved head after the stem and every block; the network that ends after one is that head as a run', async () => {
  const net = catalogueNet('resnet18');
  const { preprocessing, seed } = smallPlan([smallPhase()]);
  const backbone = { id: 'resnet18.graft_starter', file: embeddedFile, sha256: embeddedSha256, licence: 'none' };
  const classes = ['a', 'b', 'c'];
  const engine = startEngine({ kind: 'profile', backbone, net, preprocessing, classes, images, seed, decodeThreads: 1 }, 1, () => undefined);
  const { blocks, judged, shifts, curve } = (await engine.finished) as ProfileResult;
  expect(blocks.map(({ after }) => after)).toEqual(['stem', ...blocksOf(net)]);
  expect(blocks.map(({ dimensions }) => dimensions)).toEqual([64, 64, 64, 128, 128, 256, 256, 512, 512]);
  expect(judged).toEqual(images.filter(({ split }) => split === 'val').map(({ id }) => id));
  for (const { gradientNorm, right, millisecondsPerImage } of blocks) {
    expect(gradientNorm).toBeLessThanOrEqual(1e-8);
    expect(right).toHaveLength(judged.length);
    expect(millisecondsPerImage).toBeGreaterThan(0);
  }

  // Of every BatchNorm: the stem's, two a block, three where the shape changes.
  expect(shifts).toHaveLength(20);
  expect(shifts[0]!.part).toBe('stem');
  for (const { distance } of shifts) expect(distance).toBeGreaterThan(0);
  expect(curve.map(({ size }) => size)).toEqual([5, 8, 17]);
  expect(curve.every(({ right }) => right.length === judged.length)).toBe(true);

  const root = tempFolder();
  const plan = smallPlan([smallPhase({ name: 'head', cut: 'head', epochs: 1, solver: 'exact' })], { net: endAfter(net, 'stage2'), architecture: null });
  const job = smallJob(root, plan, images);
  const { result, epochs } = await trainSmall(job);
  const block = blocks.find(({ after }) => after === 'stage2.1')!;
  expect(result.head!.l2).toBe(block.l2);
  expect(epochs[0]!.valAccuracy).toBeCloseTo(block.right.filter(Boolean).length / judged.length, 10);
  expect(result.attestation!.frozen.changed).toBe(0);
  expect(result.attestation!.groups.map(({ part }) => part)).toEqual(['stem', 'stage1', 'stage2']);

  // One that ends elsewhere has the same weights and the same cache folder, and features of its own.
  const longer = smallPlan(plan.phases.slice(), { net: endAfter(net, 'stage2.0'), architecture: null });
  const other = await trainSmall(smallJob(root, longer, images, { run: '2@0', runFolder: join(root, 'other') }));
  const first = blocks.find(({ after }) => after === 'stage2.0')!;
  expect(other.result.head!.l2).toBe(first.l2);
  expect(other.epochs[0]!.valAccuracy).toBeCloseTo(first.right.filter(Boolean).length / judged.length, 10);
});
