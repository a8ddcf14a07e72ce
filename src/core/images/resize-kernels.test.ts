import { expect, test } from 'vitest';
import { resizeKernels } from './resize-kernels.ts';

test('a thread keeps one memory of a megabyte, whatever was asked for between', () => {
  const kept = resizeKernels(1);
  expect(kept.memory.length).toBe(2 ** 20);
  const large = resizeKernels(5_000_000);
  expect(large.memory.length).toBeGreaterThanOrEqual(5_000_000);
  expect(resizeKernels(2 ** 20)).toBe(kept);
});
