import { expect, test } from 'vitest';
import { catalogue } from '../../nets/catalogue.ts';
import { layerCosts } from '../../nets/figures.ts';
import { catalogueNet } from '../../nets/named.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { networkTable } from './network-table.ts';
import { backboneFit, measuredGmac, recommendedBackbones } from './recommended-backbones.ts';
import type { Computer } from './recommended-backbones.ts';

const all = (here: readonly string[] = ['resnet18.graft_starter']) =>
  [...catalogue.values()].map((row) => ({
    ...row,
    net: catalogueNet(row.architecture),
    origin: row.hub ? ('catalogue' as const) : ('embedded' as const),
    onDisk: here.includes(row.id),
  }));
const laptop: Computer = { memoryBytes: 16e9, gmacPerSecond: 80, gpu: false };

test('the speed of a machine is measured by so much work', () => {
  const costs = layerCosts(planNet(catalogueNet('resnet50')), 160, 1000);
  const work = costs.filter(({ part }) => !part.startsWith('stage4') && part !== 'head').reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  expect(measuredGmac).toBeCloseTo(work / 1e9, 2);
});

test('a laptop is told: what is here, what is quick and proved, what is most accurate', () => {
  expect(recommendedBackbones(all(), laptop)).toEqual([
    { id: 'resnet18.graft_starter', as: 'here' },
    { id: 'resnet50.a1_in1k', as: 'balanced' },
    { id: 'resnet152.tv2_in1k', as: 'accurate' },
  ]);
});

test('a card names the memory that the freeze line names for training everything', () => {
  for (const one of all()) {
    const { imageSize } = one.preprocessing;
    const { cuts } = networkTable(one.net, { classes: 0, imageSize, pictures: { train: 0, val: 0 }, precision: 'float32', cacheBudgetBytes: Infinity });
    expect(backboneFit(one, laptop).memoryBytes, one.id).toBe(cuts[0]!.memoryBytes);
  }
});

test('what has been downloaded is here; nothing is recommended twice; a small machine gets no large one', () => {
  expect(recommendedBackbones(all(['resnet18.graft_starter', 'resnet50.a1_in1k']), laptop)[0]).toEqual({ id: 'resnet50.a1_in1k', as: 'here' });
  const small = recommendedBackbones(all(), { memoryBytes: 3e9, gmacPerSecond: 5, gpu: false });
  expect(new Set(small.map(({ id }) => id)).size).toBe(small.length);
  for (const { id } of small) expect(backboneFit(all().find((one) => one.id === id)!, { ...laptop, memoryBytes: 3e9 }).fits).not.toBe('not');
});

test('a licence that forbids use is never recommended; without a measurement small ones count as quick', () => {
  for (const gpu of [false, true]) {
    for (const { id } of recommendedBackbones(all(), { memoryBytes: 1e12, gmacPerSecond: 1e6, gpu })) expect(catalogue.get(id)!.licence).not.toMatch(/NC/);
  }
  expect(recommendedBackbones(all(), { ...laptop, gmacPerSecond: null }).map(({ as }) => as)).toEqual(['here', 'balanced', 'accurate']);
});

test('more memory, more speed never makes a model fit worse', () => {
  const order = { not: 0, slowly: 1, well: 2 };
  for (const one of all())
    for (const gmacPerSecond of [1, 20, 400]) {
      const [less, more] = [4e9, 64e9].map((memoryBytes) => backboneFit(one, { memoryBytes, gmacPerSecond, gpu: false }));
      expect(order[more!.fits]).toBeGreaterThanOrEqual(order[less!.fits]);
      const faster = backboneFit(one, { memoryBytes: 4e9, gmacPerSecond: gmacPerSecond * 2, gpu: false });
      expect(order[faster.fits]).toBeGreaterThanOrEqual(order[less!.fits]);
    }
});
