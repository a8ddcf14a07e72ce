import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { StudioError } from '../errors.ts';
import { architectures } from '../nets/architecture.ts';
import { planNet } from '../nets/net-plan.ts';
import { tensorTable } from '../nets/tensor-table.ts';
import { elementCount } from '../tensor.ts';
import type { TensorMap } from '../tensor.ts';
import { mapNames, normaliseTensors } from './name-map.ts';

type Shapes = Map<string, readonly number[]>;
const shapesOf = (architecture: string, classes = 1000): Shapes =>
  new Map(tensorTable(planNet(architectures.get(architecture)!), classes).map(({ name, shape }) => [name, shape]));
const map = (architecture: string, shapes: Shapes) => mapNames(architectures.get(architecture)!, shapes, 'file');

function refusal(architecture: string, shapes: Shapes): StudioError {
  try {
    map(architecture, shapes);
  } catch (error) {
    expect(error).toBeInstanceOf(StudioError);
    expect((error as StudioError).code).toBe('bad-weights');
    return error as StudioError;
  }
  throw new Error('was accepted');
}

test.each([...architectures.keys()])('%s maps onto itself, and onto nothing else', (name) => {
  const shapes = shapesOf(name);
  expect(map(name, shapes)).toEqual({
    names: new Map([...shapes.keys()].map((key) => [key, key])),
    classes: 1000,
    missing: [],
    unexpected: [],
  });
  for (const other of architectures.keys()) {
    if (other !== name) expect(refusal(other, shapes).hint).toBe(`The file fits ${name}.`);
  }
});

test('prefixes, order and counters do not matter', () => {
  const prefix = fc.constantFrom('module.', 'backbone.', 'model.', 'module.model.', '_orig_mod.', 'model.backbone.', '');
  fc.assert(
    fc.property(fc.constantFrom('resnet18', 'resnetv2_18'), prefix, fc.infiniteStream(fc.nat()), (name, before, order) => {
      const rows: [string, readonly number[]][] = [...shapesOf(name, 5)].map(([key, shape]) => [before + key, shape]);
      const means = rows.filter(([key]) => key.endsWith('running_mean'));
      rows.push(...means.map(([key]): [string, []] => [key.replace('running_mean', 'num_batches_tracked'), []]));
      const shuffled = rows.map((row) => ({ row, rank: order.next().value as number })).sort((a, b) => a.rank - b.rank);
      const found = map(name, new Map(shuffled.map(({ row }) => row)));
      expect(found).toMatchObject({ classes: 5, missing: [], unexpected: [] });
      expect([...found.names]).toEqual([...shapesOf(name, 5).keys()].map((key) => [key, before + key]));
    }),
    { numRuns: 30 },
  );
});

function withHead(architecture: string, head: [string, number[]][]): Shapes {
  const { weight, bias } = planNet(architectures.get(architecture)!).classifier;
  return new Map([...[...shapesOf(architecture)].filter(([name]) => name !== weight && name !== bias), ...head]);
}

test.each([
  ['resnet18', 'head.fc.', [7, 512]],
  ['resnet18', 'fc.1.', [7, 512]],
  ['resnet18', 'classifier.', [7, 512, 1, 1]],
  ['resnetv2_18', 'fc.', [7, 512]],
  ['resnetv2_18', 'module.head.fc.', [7, 512, 1, 1]],
] as const)('%s with a classifier called %s', (architecture, prefix, shape) => {
  const shapes = withHead(architecture, [
    [`${prefix}weight`, [...shape]],
    [`${prefix}bias`, [7]],
  ]);
  expect(map(architecture, shapes)).toMatchObject({ classes: 7, missing: [], unexpected: [] });
});

test.each([
  ['none', [], []],
  ['without bias', [['fc.weight', [7, 512]]], ['fc.weight']],
  ['of other features', [['fc.weight', [7, 2048]], ['fc.bias', [7]]], ['fc.weight', 'fc.bias']],
  ['with a bias of other length', [['fc.weight', [7, 512]], ['fc.bias', [8]]], ['fc.weight', 'fc.bias']],
  [
    'two that fit',
    [['linear.weight', [7, 512]], ['linear.bias', [7]], ['head.weight', [3, 512]], ['head.bias', [3]]],
    ['linear.weight', 'linear.bias', 'head.weight', 'head.bias'],
  ],
  ['a projector', [['projector.0.weight', [128, 512]]], ['projector.0.weight']],
] as [string, [string, number[]][], string[]][])('a classifier that is unusable is reported: %s', (_, head, unexpected) => {
  expect(map('resnet18', withHead('resnet18', head))).toMatchObject({
    classes: null,
    missing: ['fc.weight', 'fc.bias'],
    unexpected,
  });
});

test('what is missing, misshapen or of another network is named', () => {
  const lacking = shapesOf('resnet50');
  lacking.delete('layer3.2.bn2.running_var');
  expect(refusal('resnet50', lacking).message).toBe(
    'file does not fit resnet50: tensor "layer3.2.bn2.running_var" [256] is missing.',
  );
  const bent = shapesOf('resnet50').set('conv1.weight', [64, 1, 7, 7]);
  expect(refusal('resnet50', bent).message).toContain(
    '"conv1.weight" has the shape [64, 1, 7, 7] where [64, 3, 7, 7] is expected',
  );
  const squeezeExcite = shapesOf('resnet50').set('layer1.0.se.fc1.weight', [16, 256, 1, 1]);
  expect(refusal('resnet50', squeezeExcite).message).toContain(
    '"layer1.0.se.fc1.weight" [16, 256, 1, 1], for which there is no place',
  );
  const twice = shapesOf('resnet18').set('module.conv1.weight', [64, 3, 7, 7]);
  expect(refusal('resnet18', twice).message).toMatch(/both stand for "conv1.weight"/);
  expect(refusal('resnet18', new Map()).message).toMatch(/"conv1.weight" \[64, 3, 7, 7\] is missing/);
});

test('tensors come under the table\'s names and shapes; NaN is refused by name', () => {
  const architecture = architectures.get('resnetv2_18')!;
  const shapes = withHead('resnetv2_18', [
    ['fc.weight', [2, 512]],
    ['fc.bias', [2]],
  ]);
  const tensors: TensorMap = new Map(
    [...shapes].map(([name, shape]) => [`backbone.${name}`, { shape, data: new Float32Array(elementCount(shape)) }]),
  );
  tensors.get('backbone.fc.weight')!.data[1023] = 3;
  const { tensors: normalised } = normaliseTensors(architecture, tensors, 'file');
  expect([...normalised].map(([name, { shape }]) => [name, shape])).toEqual([...shapesOf('resnetv2_18', 2)]);
  expect(normalised.get('head.fc.weight')!.data[1023]).toBe(3);

  tensors.get('backbone.norm.bias')!.data[511] = Number.NaN;
  expect(() => normaliseTensors(architecture, tensors, 'file')).toThrow(/"backbone\.norm\.bias" holds values/);
});
