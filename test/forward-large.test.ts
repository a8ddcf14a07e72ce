import { expect, test } from 'vitest';
import { forwardError } from './forward-golden.ts';

const large = ['resnet101', 'resnet152', 'resnext101_32x4d', 'resnext101_32x8d', 'resnext101_64x4d'];

test.each(large)(
  '%s computes what PyTorch computes (1e-5 of rms)',
  (name) => {
    expect(forwardError(name)).toBeLessThan(1e-5);
  },
  240_000,
);
