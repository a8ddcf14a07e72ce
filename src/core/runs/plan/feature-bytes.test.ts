import { expect, test } from 'vitest';
import { tinyNet } from '../../../../test/tiny-nets.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { featureBytes } from './feature-bytes.ts';

/** As `training/prefix.test.ts` finds a record to be. */
test('features of lower precision take two bytes a value, of an odd number of channels four', () => {
  const bytes = (channels: number) =>
    featureBytes(
      planNet(tinyNet({ stages: [channels, 16].map((count) => ({ blocks: 1, channels: count, stride: 1 })) })),
      { precision: 'bfloat16', views: 1, phases: [{ cut: 'stage2', augment: 'none', epochs: 1, solver: 'iterative' }], preprocessing: { imageSize: 32 } },
      { train: 1, val: 1 },
    );
  // Validation is float32 always.
  expect(bytes(8)).toBe(32 * 32 * 8 * (2 + 4));
  expect(bytes(7)).toBe(32 * 32 * 7 * (4 + 4));
});
