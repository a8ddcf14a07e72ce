import { expect, test } from 'vitest';
import { StudioError } from '../../errors.ts';
import { catalogueNets, namedNets } from '../named.ts';
import { cutIndex, cutPoints, isTrained } from './cut-point.ts';
import { planNet } from './net-plan.ts';
import { tensorTable } from './tensor-table.ts';

const resnet18 = planNet(namedNets.get('resnet18')!.spec);

test('the cut points of ResNet-18 in order', () => {
  const stages = [1, 2, 3, 4].map((n) => `stage${n} stage${n}.0 stage${n}.1`);
  expect(cutPoints(resnet18).join(' ')).toBe(`stem ${stages.join(' ')} head`);
});

test('a cut is the number of blocks before it; a stage begins at its first block', () => {
  const cuts = ['stem', 'stage1', 'stage1.1', 'stage3', 'stage3.0', 'stage4.1', 'head'];
  expect(cuts.map((cut) => cutIndex(resnet18, cut))).toEqual([-1, 0, 1, 4, 4, 7, 8]);
});

const wrong = ['stage5', 'stage1.2', 'stage1.', 'Stage1', '', 'fc', 'stage4.-1'];

test.each(wrong)('"%s" is no cut point, and the hint lists those there are', (cut) => {
  const attempt = () => cutIndex(resnet18, cut);
  expect(attempt).toThrow(StudioError);
  try {
    attempt();
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad-usage', field: 'freeze', message: `resnet18 has no cut point "${cut}"` });
    expect((error as StudioError).hint).toContain('stage4.1, head');
  }
});

test.each([...catalogueNets.keys()])('%s: the later the cut, the fewer tensors are trained', (name) => {
  const plan = planNet(namedNets.get(name)!.spec);
  const rows = tensorTable(plan, 10);
  const trained = cutPoints(plan).map((cut) => rows.filter((row) => isTrained(plan, row.part, { cut })));
  expect(trained[0]).toHaveLength(rows.length);
  expect(trained.at(-1)!.map((row) => row.part)).toEqual(['head', 'head']);
  for (const [i, later] of trained.slice(1).entries()) {
    const earlier = new Set(trained[i]);
    expect(later.every((row) => earlier.has(row))).toBe(true);
  }
  // What is trained is a tail of the network: from the first trained row on everything is.
  for (const part of trained) expect(part).toEqual(rows.slice(rows.length - part.length));
});

test("ResNetV2's last norm is trained with stage 4, also when the cut is inside that stage", () => {
  const plan = planNet(namedNets.get('resnetv2_50')!.spec);
  const trained = ['stage3', 'stage4', 'stage4.2', 'head'].map((cut) => isTrained(plan, 'stage4', { cut }));
  expect(trained).toEqual([true, true, true, false]);
});

test.each(['resnet18', 'resnetv2_50'])('%s: what a first part does not train is what training from its end on does', (name) => {
  const plan = planNet(namedNets.get(name)!.spec);
  const rows = tensorTable(plan, 10);
  for (const end of cutPoints(plan)) {
    for (const { part } of rows) expect(isTrained(plan, part, { cut: 'stem', end })).toBe(!isTrained(plan, part, { cut: end }));
  }
  const both = rows.filter(({ part }) => isTrained(plan, part, { cut: 'head' }, { cut: 'stem', end: 'stage1' }));
  expect([...new Set(both.map(({ part }) => part))]).toEqual(['stem', 'head']);
});
