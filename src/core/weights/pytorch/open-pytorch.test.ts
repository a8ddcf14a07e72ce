import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Tensor } from '../../tensor.ts';
import { withPytorch } from './open-pytorch.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
/** What PyTorch reads from its own files: shape, and float32 values in base64. */
const expected = JSON.parse(readFileSync(fixture('expected.json'), 'utf8')) as Record<string, Record<string, [number[], string]>>;

const readAll = (file: string, names: readonly string[]): Promise<Map<string, Tensor>> =>
  withPytorch(file, file, async ({ read }) => {
    const tensors = new Map<string, Tensor>();
    for (const name of names) tensors.set(name, await read(name));
    return tensors;
  });
const namesOf = (file: string) => withPytorch(file, file, async ({ shapes }) => [...shapes.keys()]);
const unreadable = /^(?:bool|complex)$/;

test.each(Object.keys(expected))('%s is read as PyTorch reads it, bit for bit', async (name) => {
  const wanted = Object.entries(expected[name]!).filter(([path]) => !unreadable.test(path));
  const read = await readAll(fixture(name), wanted.map(([path]) => path));
  for (const [path, [shape, values]] of wanted) {
    const { data, shape: found } = read.get(path)!;
    expect([path, found]).toEqual([path, shape]);
    expect([path, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')]).toEqual([path, values]);
  }
});

test('a checkpoint of a training is its tensors by path; settings, counters and the optimiser are no tensors', async () => {
  const names = await namesOf(fixture('training.ckpt'));
  expect(names.filter((name) => !/^(?:state_dict|model_ema)\./.test(name))).toEqual(['parameter']);
  expect(names).toContain('state_dict.module.bn1.num_batches_tracked');
  expect(names).toContain('model_ema.module.conv1.weight');
});

test('types that no network has are told where they are wanted, and only there', async () => {
  const file = fixture('types.pth');
  expect(await namesOf(file)).toContain('bool');
  await expect(readAll(file, ['bool'])).rejects.toMatchObject({
    code: 'bad-weights',
    message: `${file}: holds tensor "bool" of the type BOOL; F32, F16, BF16, F64 and I64 can be read`,
  });
});
