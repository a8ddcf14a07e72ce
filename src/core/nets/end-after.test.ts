import { expect, test } from 'vitest';
import { blocksOf, endAfter, isBeginning } from './end-after.ts';
import { catalogueNet } from './named.ts';
import { planNet } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';

test('a network that ends after a block has the same tensors up to there, and no others', () => {
  const whole = catalogueNet('resnet50');
  const named = new Map(tensorTable(planNet(whole), 7).map(({ name, shape }) => [name, shape]));
  for (const block of blocksOf(whole)) {
    const part = endAfter(whole, block);
    expect(blocksOf(part).at(-1)).toBe(block);
    expect(isBeginning(part, whole)).toBe(true);
    const rows = tensorTable(planNet(part), 7).filter(({ part: of }) => of !== 'head');
    for (const { name, shape } of rows) expect(named.get(name)).toEqual(shape);
  }
  expect(endAfter(whole, 'stage2').stages.map(({ blocks }) => blocks)).toEqual([3, 4]);
  expect(endAfter(whole, 'stage4.2')).toEqual(whole);
});

test('what is no block, or cannot end there, is refused with what would do; others are no beginnings', () => {
  const whole = catalogueNet('resnet18');
  for (const word of ['stem', 'head', 'stage5', 'stage1.2', 'stage4.', '']) expect(() => endAfter(whole, word)).toThrow(expect.objectContaining({ code: 'bad-usage', field: 'keep' }));
  const pre = catalogueNet('resnetv2_18');
  expect(() => endAfter(pre, 'stage3')).toThrow(expect.objectContaining({ code: 'bad-usage' }));
  expect(endAfter(pre, 'stage4')).toEqual(pre);
  expect(isBeginning(catalogueNet('resnet34'), whole)).toBe(false);
  expect(isBeginning(endAfter(catalogueNet('resnet34'), 'stage2'), whole)).toBe(false);
  expect(isBeginning(endAfter(pre, 'stage4'), pre)).toBe(true);
});
