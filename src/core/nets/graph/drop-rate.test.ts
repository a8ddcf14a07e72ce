import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogueNet } from '../named.ts';
import { planNet } from '../plan/net-plan.ts';
import { dropRate } from './block-graph.ts';

// timm's own rates.
const { dropPath } = JSON.parse(readFileSync(new URL('../../../../test/golden/recipes.json', import.meta.url), 'utf8')) as {
  readonly dropPath: { readonly maximum: number; readonly resnet50Rates: readonly number[]; readonly resnet18Rates: readonly number[] };
};

test.each([['resnet18', dropPath.resnet18Rates], ['resnet50', dropPath.resnet50Rates]] as const)('blocks of %s are left out as often as timm leaves them out', (name, rates) => {
  const plan = planNet({ ...catalogueNet(name), dropPath: dropPath.maximum });
  for (const [at, block] of plan.blocks.entries()) expect(dropRate({ plan }, block)).toBeCloseTo(rates[at]!, 12);
  expect(plan.blocks).toHaveLength(rates.length);
});
