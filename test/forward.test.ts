import { expect, test } from 'vitest';
import { forwardError } from './forward-golden.ts';

const small = ['resnet18', 'resnet34', 'resnet50', 'resnext50_32x4d', 'wide_resnet50_2', 'resnetv2_18', 'resnetv2_50'];

test.each(small)(
  '%s computes what PyTorch computes (1e-5 of rms)',
  (name) => {
    expect(forwardError(name)).toBeLessThan(1e-5);
  },
  120_000,
);

test('BiT computes what timm computes (1e-3 of rms)', () => {
  expect(forwardError('resnetv2_50x1_bit')).toBeLessThan(1e-3);
}, 120_000);
