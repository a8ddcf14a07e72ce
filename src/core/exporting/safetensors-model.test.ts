import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { classNames, generatedModel, smallPreprocessing } from '../../../test/generated-model.ts';
import { catalogueNets } from '../nets/named.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { encodeSafetensorsModel } from './safetensors-model.ts';

const table = JSON.parse(readFileSync(new URL('../../../test/timm-names.json', import.meta.url), 'utf8')) as {
  architectures: Record<string, string[]>;
};

type Row = { dtype: string; shape: number[]; data_offsets: [number, number] };

function parse(pieces: readonly Uint8Array[]) {
  const file = Buffer.concat(pieces);
  const headerLength = Number(file.readBigUInt64LE(0));
  const { __metadata__, ...rows } = JSON.parse(file.toString('utf8', 8, 8 + headerLength));
  return {
    metadata: __metadata__ as Record<string, string>,
    rows: Object.entries(rows as Record<string, Row>),
    body: file.subarray(8 + headerLength),
  };
}

const line = (name: string, dtype: string, shape: readonly number[]) => `${name} ${dtype} ${shape.join('x')}`.trimEnd();

test('timm knows every architecture of ours, and the table knows no other', () => {
  expect(Object.keys(table.architectures).sort()).toEqual([...catalogueNets.keys()].sort());
});

test.each([...catalogueNets.values()])('$name has the names, shapes and order of timm', ({ name, spec }) => {
  const floats = tensorTable(planNet(spec), 1000).map(({ name, shape }) => line(name, 'F32', shape));
  expect(floats).toEqual(table.architectures[name]!.filter((row) => !row.includes(' I64')));
});

const written = ['resnet18', 'resnext50_32x4d', 'resnetv2_18', 'resnetv2_50x1_bit'];

test.each(written)('%s is written as timm loads it strictly', (name) => {
  const model = generatedModel(name, classNames(1000));
  const { rows, body, metadata } = parse(encodeSafetensorsModel(model));
  expect(rows.map(([row, { dtype, shape }]) => line(row, dtype, shape))).toEqual(table.architectures[name]);
  let end = 0;
  for (const [row, { dtype, data_offsets: offsets }] of rows) {
    expect(offsets[0]).toBe(end);
    end = offsets[1];
    const bytes = body.subarray(...offsets);
    if (dtype === 'I64') expect(bytes.readBigInt64LE(0)).toBe(0n);
    else expect(bytes.equals(Buffer.from(model.tensors.get(row)!.data.buffer))).toBe(true);
  }
  expect(end).toBe(body.length);
  expect(JSON.parse(metadata.preprocessing!)).toEqual(smallPreprocessing);
  expect(JSON.parse(metadata.classes!)).toHaveLength(1000);
});

test('another number of classes shows in the classifier only, and the weights start at a multiple of 8', () => {
  for (const classes of [['a'], ['naïve', '猫'], classNames(13)]) {
    const pieces = encodeSafetensorsModel(generatedModel('resnet18', classes));
    expect(pieces[0]!.length % 8).toBe(0);
    const { rows, metadata } = parse(pieces);
    const expected = table.architectures.resnet18!.map((row) => row.replace(/^(fc\..* )1000/, `$1${classes.length}`));
    expect(rows.map(([row, { dtype, shape }]) => line(row, dtype, shape))).toEqual(expected);
    expect(JSON.parse(metadata.classes!)).toEqual(classes);
  }
});
