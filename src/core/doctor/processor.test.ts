import { expect, test } from 'vitest';
import { describeProcessor, linuxFlags } from './processor.ts';

test('flags of an x86 and an ARM processor', () => {
  const x86 =
    'processor\t: 0\nflags\t\t: fpu avx2 avx512f amx_bf16\nbugs\t\t: none\n\nprocessor\t: 1\nflags\t\t: fpu\n';
  expect(linuxFlags(x86)).toEqual(['fpu', 'avx2', 'avx512f', 'amx_bf16']);
  expect(linuxFlags('Features\t: fp asimd bf16\n')).toEqual(['fp', 'neon', 'bf16']);
  expect(linuxFlags('')).toEqual([]);
});

test('this machine has a processor', async () => {
  const { model, threads } = await describeProcessor();
  expect(model).not.toBe('');
  expect(threads).toBeGreaterThan(0);
});
