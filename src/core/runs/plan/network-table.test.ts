import { expect, onTestFinished, test } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import { namedNets } from '../../nets/named.ts';
import { catalogue } from '../../nets/catalogue.ts';
import { cutIndex, cutPoints } from '../../nets/plan/cut-point.ts';
import { figuresByPart, gmac } from '../../nets/figures.ts';
import { featureShape } from '../../nets/graph/network-graph.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { countPictures } from './feature-bytes.ts';
import { networkTable } from './network-table.ts';
import { planHere } from '../lifecycle/plan-here.ts';

const situation = { classes: 1000, imageSize: 224, pictures: { train: 100, val: 25 }, precision: 'float32', cacheBudgetBytes: Infinity } as const;

test.each([...catalogue.values()].map((row) => [row.id, row] as const))('%s: totals of the catalogue, cuts in order', (_, row) => {
  const spec = namedNets.get(row.architecture)!.spec;
  const plan = planNet(spec);
  const { imageSize } = row.preprocessing;
  const table = networkTable(spec, { ...situation, classes: row.classes ?? 0, imageSize });
  expect(table.totalParameters).toBe(row.parameters);
  expect(table.parts.map(({ part }) => part)).toEqual(['stem', ...plan.blocks.map(({ cut }) => cut), 'head']);
  expect(table.parts.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(row.parameters);
  // A cut for each part, all of them known to the program, all positions there are.
  const positions = table.cuts.map(({ cut }) => cutIndex(plan, cut));
  expect(positions).toEqual(Array.from({ length: plan.blocks.length + 2 }, (_, i) => i - 1));
  for (const { cut } of table.cuts) expect(cutPoints(plan)).toContain(cut);
  for (const [i, { frozenParameters, trainableParameters, trainGmac }] of table.cuts.entries()) {
    expect(frozenParameters + trainableParameters).toBe(row.parameters);
    if (i === 0) continue;
    const before = table.cuts[i - 1]!;
    expect(frozenParameters).toBeGreaterThan(before.frozenParameters);
    expect(trainGmac).toBeLessThan(before.trainGmac);
  }
  expect(table.cuts[0]).toMatchObject({ cut: 'stem', frozenParameters: 0 });
  expect(table.cuts.at(-1)).toMatchObject({
    cut: 'head',
    trainableParameters: figuresByPart(plan, row.classes ?? 0).find(({ part }) => part === 'head')!.parameters,
  });
  // What a block puts out is what the next one takes.
  for (const [i, block] of plan.blocks.entries()) {
    const { size, channels } = table.parts[i]!;
    expect([size, size, channels]).toEqual(featureShape(plan, i, imageSize));
    expect(table.parts[i + 1]!.channels).toBe(block.outChannels);
  }
});

test('work of a step: forward, gradients of weights and of inputs, without those nobody needs', () => {
  const spec = namedNets.get('resnet18')!.spec;
  const plan = planNet(spec);
  const { cuts } = networkTable(spec, situation);
  const of = (cut: string) => cuts.find((row) => row.cut === cut)!.trainGmac;
  const stem = 64 * 3 * 49 * 112 ** 2;
  expect(of('stem')).toBeCloseTo(3 * gmac(plan, 224) - stem / 1e9, 9);
  expect(of('head')).toBeCloseTo((2 * 512 * 1000) / 1e9, 12);
  // The last block of ResNet-18: two convolutions 512 -> 512 of 3 x 3 at 7 x 7, the first of which reads what is frozen.
  const convolution = 512 * 512 * 9 * 49;
  expect(of('stage4.1')).toBeCloseTo((5 * convolution + 3 * 512_000) / 1e9, 9);
  // In a pre-activation block the first convolution reads a trained norm.
  const preActivation = networkTable(namedNets.get('resnetv2_18')!.spec, situation).cuts;
  expect(preActivation.find(({ cut }) => cut === 'stage4.1')!.trainGmac).toBeCloseTo((6 * convolution + 3 * 512_000) / 1e9, 9);
});

test('frozen parts count where their features do not fit', () => {
  const spec = namedNets.get('resnet18')!.spec;
  const all = networkTable(spec, situation).cuts;
  const limit = all.find(({ cut }) => cut === 'stage3')!.cacheBytes;
  const limited = networkTable(spec, { ...situation, cacheBudgetBytes: limit }).cuts;
  for (const [i, { cacheBytes, trainGmac }] of limited.entries()) {
    expect(cacheBytes).toBe(all[i]!.cacheBytes);
    const isAgain = cacheBytes > limit && i > 0;
    if (isAgain) expect(trainGmac).toBeGreaterThan(all[i]!.trainGmac);
    else expect(trainGmac).toBe(all[i]!.trainGmac);
  }
  const last = networkTable(spec, { ...situation, cacheBudgetBytes: 0 }).cuts.at(-1)!;
  expect(last.trainGmac).toBeCloseTo(gmac(planNet(spec), 224) + 512_000 / 1e9, 9);
});

test.each(['float32', 'bfloat16'] as const)('agrees with the plan of a run at every cut, %s', async (precision) => {
  const small = await openSmallStudio([14, 10, 6]);
  onTestFinished(() => small.close());
  const { studio, dataset } = small;
  const spec = namedNets.get('resnet18')!.spec;
  const imageSize = 96;
  const pictures = countPictures(dataset.images);
  const table = networkTable(spec, { classes: 3, imageSize, pictures, precision, cacheBudgetBytes: Infinity });
  for (const figures of table.cuts) {
    const freeze = `until:${figures.cut}`;
    const run = await planHere(studio, dataset, { freeze, precision, imageSize, backbone: 'resnet18.graft_starter' });
    expect(run.cacheBytes, figures.cut).toBe(figures.cacheBytes);
    expect(run.parts.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(table.totalParameters);
    expect(run.parts.reduce((sum, { trained }) => sum + trained, 0), figures.cut).toBe(figures.trainableParameters);
  }
});
