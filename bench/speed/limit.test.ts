import { expect, test } from 'vitest';
import { limitOf, workOf } from './limit.ts';

const usual = { imageSize: 224, batchSize: 16 };

test('a forward pass of ResNet-18 is its 1.81 GMAC, less what six classes save', () => {
  const { multiplyAdds } = workOf({ what: 'forward', cut: 'stem', ...usual }, 'resnet18', 'float32');
  expect(multiplyAdds).toBeCloseTo(1_814_073_344 - 994 * 512, -3);
});

test('a step of the whole network is three forward passes but for the pixels, which want no gradient', () => {
  const forward = workOf({ what: 'forward', cut: 'stem', ...usual }, 'resnet18', 'float32');
  const step = workOf({ what: 'step', cut: 'stem', ...usual }, 'resnet18', 'float32');
  const stem = 64 * 3 * 7 ** 2 * 112 ** 2;
  expect(step.multiplyAdds).toBe(3 * forward.multiplyAdds - stem);
  expect(workOf({ what: 'step', cut: 'stage4', ...usual }, 'resnet18', 'float32').multiplyAdds).toBeLessThan(step.multiplyAdds / 4);
});

test('half the bytes in bfloat16, and whichever peak is reached first is the limit', () => {
  const work = { what: 'forward', cut: 'stem', ...usual } as const;
  expect(workOf(work, 'resnet50', 'bfloat16').bytes).toBe(workOf(work, 'resnet50', 'float32').bytes / 2);
  expect(limitOf({ multiplyAdds: 10, bytes: 1 }, { multiplyAddsPerSecond: 100, bytesPerSecond: 100 })).toBe(10);
  expect(limitOf({ multiplyAdds: 1, bytes: 20 }, { multiplyAddsPerSecond: 100, bytesPerSecond: 100 })).toBe(5);
});
