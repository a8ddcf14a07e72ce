import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { catalogueNets } from '../nets/named.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { elementCount } from '../tensor.ts';
import type { TensorMap } from '../tensor.ts';
import { readNetwork } from './network-weights.ts';
import { writeSafetensors } from './safetensors.ts';

test('tensors come under the table\'s names and shapes; NaN is refused by name', async () => {
  const net = planNet(catalogueNets.get('resnetv2_18')!.spec);
  const rows = tensorTable(net, 2);
  const foreign = rows.map(({ name, shape }): [string, readonly number[]] =>
    name.startsWith('head.fc.') ? [name.replace('head.fc.', 'fc.'), shape.slice(0, 2)] : [name, shape],
  );
  const tensors: TensorMap = new Map(
    foreign.map(([name, shape]) => [`backbone.${name}`, { shape, data: new Float32Array(elementCount(shape)) }]),
  );
  tensors.get('backbone.fc.weight')!.data[1023] = 3;
  const file = join(tempFolder(), 'net.safetensors');
  await writeSafetensors(file, tensors);
  const { tensors: normalised, prefix } = await readNetwork(file, net, null);
  expect(prefix).toBe('backbone.');
  expect([...normalised].map(([name, { shape }]) => [name, shape])).toEqual(rows.map(({ name, shape }) => [name, shape]));
  expect(normalised.get('head.fc.weight')!.data[1023]).toBe(3);

  tensors.get('backbone.norm.bias')!.data[511] = Number.NaN;
  await writeSafetensors(file, tensors);
  await expect(readNetwork(file, net, null)).rejects.toThrow(/"backbone\.norm\.bias" holds values/);
});

test('one BOOL tensor that nobody needs refuses no file; a needed one of that type does, by name', async () => {
  const net = planNet(catalogueNets.get('resnet18')!.spec);
  const rows = tensorTable(net, 2);
  const tensors: TensorMap = new Map(rows.map(({ name, shape }) => [name, { shape, data: new Float32Array(elementCount(shape)) }]));
  const file = join(tempFolder(), 'net.safetensors');
  await writeSafetensors(file, tensors);
  const bytes = await readFile(file);
  const headerEnd = 8 + Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString('utf8', 8, headerEnd)) as Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>;
  delete header['__metadata__'];
  const withMask = async (name: string): Promise<void> => {
    const { [name]: replaced, ...others } = header;
    const end = bytes.length - headerEnd;
    const mask = replaced ? { ...replaced, dtype: 'I32' } : { dtype: 'BOOL', shape: [3], data_offsets: [end, end + 3] };
    const json = Buffer.from(JSON.stringify({ ...others, [name]: mask }));
    const prefix = Buffer.alloc(8);
    prefix.writeBigUInt64LE(BigInt(json.length));
    await writeFile(file, Buffer.concat([prefix, json, bytes.subarray(headerEnd), Buffer.alloc(replaced ? 0 : 3, 1)]));
  };
  await withMask('attention.mask');
  expect((await readNetwork(file, net, null)).unexpected).toEqual(['attention.mask']);
  await withMask('bn1.bias');
  await expect(readNetwork(file, net, null)).rejects.toThrow(/"bn1\.bias" has the type "I32"/);
});
