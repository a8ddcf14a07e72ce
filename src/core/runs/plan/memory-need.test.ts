import fc from 'fast-check';
import { expect, test } from 'vitest';
import { namedNets } from '../../nets/named.ts';
import { networkTable } from './network-table.ts';

const situation = { classes: 6, pictures: { train: 144, val: 36 }, precision: 'float32', cacheBudgetBytes: Infinity } as const;
const memoryAt = (net: string, imageSize: number, batchSize = 16) =>
  new Map(networkTable(namedNets.get(net)!.spec, { ...situation, imageSize, batchSize }).cuts.map(({ cut, memoryBytes }) => [cut, memoryBytes]));

/** Peaks of resident memory, GB, that `train --dry-run` measured on two cores of an AMD EPYC, batches of 16. */
test.each([
  ['resnet18', 160, { head: [1.484], stage4: [1.452], stage3: [1.531], stage2: [1.518], stage1: [1.53], stem: [1.589] }],
  ['resnet50', 224, { head: [2.513, 2.595], stage4: [2.621, 2.696], stage3: [2.722, 2.83], stage1: [2.94], stem: [3.079] }],
])('%s at %i px: memory at each cut is within 6 %% of what was measured', (net, imageSize, measured) => {
  const memory = memoryAt(net, imageSize);
  for (const [cut, peaks] of Object.entries(measured))
    for (const peak of peaks) expect(Math.abs(memory.get(cut)! / (peak * 1e9) - 1), `${cut}: ${memory.get(cut)} against ${peak} GB`).toBeLessThan(0.06);
});

test('what is trained deeper, in larger steps or on larger pictures never takes less', () => {
  fc.assert(
    fc.property(fc.constantFrom('resnet18', 'resnet50', 'cifar_resnet20'), fc.integer({ min: 1, max: 256 }), fc.integer({ min: 2, max: 12 }), (net, batchSize, times) => {
      const all = [...memoryAt(net, 32 * times, batchSize).values()];
      expect(all).toEqual(all.toSorted((a, b) => b - a));
      const [larger, more] = [memoryAt(net, 32 * times + 32, batchSize), memoryAt(net, 32 * times, batchSize + 1)];
      for (const [at, bytes] of all.entries()) {
        expect([...larger.values()][at]!).toBeGreaterThanOrEqual(bytes);
        expect([...more.values()][at]!).toBeGreaterThanOrEqual(bytes);
      }
    }),
    { numRuns: 20 },
  );
});
