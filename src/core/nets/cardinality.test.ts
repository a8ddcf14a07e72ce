import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockParameters, cardinalityFigures, equalCost, widthWithin } from '../../shared/cardinality.ts';
import { namedNets } from './named.ts';
import { planNet } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';
import { elementCount } from '../tensor.ts';

// arXiv 1611.05431, table 2; parameters counted by PyTorch.
const table2 = [
  [1, 64, 64, 69_632],
  [2, 40, 80, 69_760],
  [4, 24, 96, 69_888],
  [8, 14, 112, 71_456],
  [32, 4, 128, 70_144],
] as const;

test.each(table2)('%i x %id', (cardinality, width, groupWidth, parameters) => {
  const figures = cardinalityFigures({ cardinality, width, channels: 256 }, 56);
  expect(figures).toMatchObject({ groupWidth, parameters });
  // About 0.22 GFLOP in the paper's units.
  expect(figures.multiplyAdds / 1e9).toBeCloseTo(0.22, 2);
});

test('the widths of the paper follow from the parameters of the first', () => {
  const widths = equalCost(256, 69_632).map(({ width }) => width);
  // Table 2 rounds 13.7 up to 14 at eight groups, as the nearest does.
  expect(widths).toEqual([64, 40, 24, 14, 4]);
});

test('equation 4 is what the tensors of a network hold', () => {
  const rows = tensorTable(planNet(namedNets.get('resnext50_32x4d')!.spec), 0).filter(({ name }) => /^layer1\.1\.conv\d\.weight$/.test(name));
  expect(rows.reduce((sum, { shape }) => sum + elementCount(shape), 0)).toBe(blockParameters({ cardinality: 32, width: 4, channels: 256 }));
});

test('a width found fits, and one more channel does not', () => {
  const whole = (min: number, max: number) => fc.integer({ min, max });
  fc.assert(
    fc.property(whole(1, 64), whole(1, 2048), whole(1, 10_000_000), (cardinality, channels, parameters) => {
      const width = widthWithin(cardinality, channels, parameters);
      if (width > 0) expect(blockParameters({ cardinality, width, channels })).toBeLessThanOrEqual(parameters);
      expect(blockParameters({ cardinality, width: width + 1, channels })).toBeGreaterThan(parameters);
    }),
  );
});
