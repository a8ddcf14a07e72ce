import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { StudioError } from '../errors.ts';
import { catalogueNets } from '../nets/named.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { mapNames } from './name-map.ts';

type Shapes = Map<string, readonly number[]>;
const shapesOf = (architecture: string, classes = 1000): Shapes =>
  new Map(tensorTable(planNet(catalogueNets.get(architecture)!.spec), classes).map(({ name, shape }) => [name, shape]));
const map = (architecture: string, shapes: Shapes) => mapNames(planNet(catalogueNets.get(architecture)!.spec), shapes, 'file');

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

test.each([...catalogueNets.keys()])('%s maps onto itself, and onto nothing else', (name) => {
  const shapes = shapesOf(name);
  expect(map(name, shapes)).toEqual({
    names: new Map([...shapes.keys()].map((key) => [key, key])),
    classes: 1000,
    missing: [],
    unexpected: [],
    prefix: '',
    otherPrefixes: [],
    headLayers: [],
  });
  for (const other of catalogueNets.keys()) {
    if (other !== name) expect(refusal(other, shapes).hint).toBe(`The file fits ${name}.`);
  }
});

test('prefixes, order and counters do not matter', () => {
  const wrapper = fc.constantFrom('module.', 'backbone.', 'model.', '_orig_mod.', 'encoder_q.', 'ema.', 'state_dict.', '0.', 'any thing.');
  const prefix = fc.array(wrapper, { maxLength: 4 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.constantFrom('resnet18', 'resnetv2_18'), prefix, fc.infiniteStream(fc.nat()), (name, before, order) => {
      const rows: [string, readonly number[]][] = [...shapesOf(name, 5)].map(([key, shape]) => [before + key, shape]);
      const means = rows.filter(([key]) => key.endsWith('running_mean'));
      rows.push(...means.map(([key]): [string, []] => [key.replace('running_mean', 'num_batches_tracked'), []]));
      const shuffled = rows.map((row) => ({ row, rank: order.next().value as number })).sort((a, b) => a.rank - b.rank);
      const found = map(name, new Map(shuffled.map(({ row }) => row)));
      expect(found).toMatchObject({ classes: 5, missing: [], unexpected: [], prefix: before, otherPrefixes: [] });
      expect([...found.names]).toEqual([...shapesOf(name, 5).keys()].map((key) => [key, before + key]));
    }),
    { numRuns: 30 },
  );
});

function withHead(architecture: string, head: [string, number[]][]): Shapes {
  const { weight, bias } = planNet(catalogueNets.get(architecture)!.spec).classifier;
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
  expect(refusal('resnet18', new Map()).message).toMatch(/"conv1.weight" \[64, 3, 7, 7\] is missing/);
});

test('a tensor that the network does not need is left out and named, whatever it is called', () => {
  const more = shapesOf('resnet18').set('module.conv1.weight', [64, 3, 7, 7]).set('queue', [128, 65536]);
  expect(map('resnet18', more)).toMatchObject({ missing: [], unexpected: ['module.conv1.weight', 'queue'], otherPrefixes: [] });
});

const behind = (...prefixes: string[]): Shapes =>
  new Map(prefixes.flatMap((prefix) => [...shapesOf('resnet18', 3)].map(([name, shape]) => [prefix + name, shape] as const)));

test.each([
  ['MoCo', ['module.encoder_q.', 'module.encoder_k.'], 'module.encoder_q.'],
  ['MoCo of lightly', ['backbone_momentum.', 'backbone.'], 'backbone.'],
  ['DINO', ['student.module.backbone.', 'teacher.backbone.'], 'teacher.backbone.'],
  ['BYOL', ['target_encoder.', 'online_encoder.'], 'online_encoder.'],
  ['timm with an average', ['state_dict.', 'state_dict_ema.'], 'state_dict_ema.'],
  ['torchvision with an average', ['model.', 'model_ema.module.'], 'model_ema.module.'],
])('a network that stands in the file twice (%s) is taken once, and the other copy is told', (_, prefixes, taken) => {
  const found = map('resnet18', behind(...prefixes));
  const other = prefixes.find((prefix) => prefix !== taken)!;
  expect(found).toMatchObject({ prefix: taken, otherPrefixes: [other], classes: 3 });
  expect(found.names.get('layer1.0.conv1.weight')).toBe(`${taken}layer1.0.conv1.weight`);
  expect(found.unexpected.every((name) => name.startsWith(other))).toBe(true);
  const wished = mapNames(planNet(catalogueNets.get('resnet18')!.spec), behind(...prefixes), 'file', other);
  expect(wished).toMatchObject({ prefix: other, otherPrefixes: [taken] });
  expect(() => mapNames(planNet(catalogueNets.get('resnet18')!.spec), behind(...prefixes), 'file', 'no.')).toThrow(/no resnet18 behind "no\."/);
});

test('a copy that is not whole is no copy', () => {
  const shapes = behind('student.', 'teacher.');
  shapes.delete('teacher.layer4.1.bn2.bias');
  expect(map('resnet18', shapes)).toMatchObject({ prefix: 'student.', otherPrefixes: [] });
});

test.each(['', 'backbone.', 'module.encoder.'])('children numbered in their order, as nn.Sequential writes them: "%s"', (prefix) => {
  const order = ['conv1', 'bn1', '-', '-', 'layer1', 'layer2', 'layer3', 'layer4'];
  const rows = [...shapesOf('resnet50')].filter(([name]) => !name.startsWith('fc.'));
  const numbered = rows.map(([name, shape]): [string, readonly number[]] => {
    const [child, ...rest] = name.split('.');
    return [[`${prefix}${order.indexOf(child!)}`, ...rest].join('.'), shape];
  });
  expect(map('resnet50', new Map(numbered))).toMatchObject({ classes: null, prefix, unexpected: [] });
});

test.each([
  ['resnet18', 'resnet.', 'layer2.0.downsample.1.running_mean', 'resnet.encoder.stages.1.layers.0.shortcut.normalization.running_mean'],
  ['resnet50', 'model.resnet.', 'layer4.2.conv3.weight', 'model.resnet.encoder.stages.3.layers.2.layer.2.convolution.weight'],
])('names of Hugging Face\'s transformers: %s behind "%s"', (architecture, prefix, ours, theirs) => {
  const renamed = [...shapesOf(architecture, 7)].map(([name, shape]): [string, readonly number[]] => {
    const [child, block, leaf = '', ...rest] = name.split('.');
    if (child === 'fc') return [`${prefix.replace('resnet.', '')}classifier.1.${block}`, shape];
    if (child === 'conv1') return [`${prefix}embedder.embedder.convolution.weight`, shape];
    if (child === 'bn1') return [`${prefix}embedder.embedder.normalization.${block}`, shape];
    const isConv = leaf.startsWith('conv') || (leaf === 'downsample' && rest[0] === '0');
    const place = leaf === 'downsample' ? 'shortcut' : `layer.${Number(leaf.at(-1)) - 1}`;
    const stage = Number(child!.slice(5)) - 1;
    return [`${prefix}encoder.stages.${stage}.layers.${block}.${place}.${isConv ? 'convolution' : 'normalization'}.${rest.at(-1)}`, shape];
  });
  const found = map(architecture, new Map(renamed));
  expect(found).toMatchObject({ classes: 7, prefix, unexpected: [], missing: [] });
  expect(found.names.get(ours)).toBe(theirs);
});

test('a head beside its backbone belongs to it; a head of two layers is none, and is named', () => {
  const trunk = withHead('resnet18', []);
  const beside = new Map([...trunk].map(([name, shape]) => [`model.backbone.${name}`, shape] as const));
  const head: [string, readonly number[]][] = [['model.head.fc.weight', [7, 512]], ['model.head.fc.bias', [7]]];
  expect(map('resnet18', new Map([...beside, ...head]))).toMatchObject({ classes: 7, unexpected: [], headLayers: [] });
  const two = withHead('resnet18', [
    ['fc.0.weight', [256, 512]],
    ['fc.0.bias', [256]],
    ['fc.1.weight', [256]],
    ['fc.1.bias', [256]],
    ['fc.3.weight', [5, 256]],
    ['fc.3.bias', [5]],
  ]);
  expect(map('resnet18', two)).toMatchObject({ classes: null, headLayers: ['fc.0.weight', 'fc.3.weight'] });
});

test('what fits no network is said truthfully, with the nearest and its first difference', () => {
  const lacking = behind('encoder.');
  lacking.delete('encoder.layer4.1.conv2.weight');
  expect(refusal('resnet50', lacking).hint).toMatch(
    /^It fits none of .*\. Nearest is resnet18 behind "encoder\." with 99 of 100 tensors: tensor "encoder\.layer4\.1\.conv2\.weight" \[512, 512, 3, 3\] is missing\.$/,
  );
  const vit: Shapes = new Map([['patch_embed.proj.weight', [768, 3, 16, 16]], ['norm.weight', [768]]]);
  expect(refusal('resnet50', vit).hint).toMatch(/its tensors are called "patch_embed\.proj\.weight" \[768, 3, 16, 16\]/);
  const shard = () => mapNames(planNet(catalogueNets.get('resnet18')!.spec), lacking, 'a/model-00001-of-00003.safetensors');
  expect(shard).toThrow(expect.objectContaining({ hint: expect.stringMatching(/part 1 of 3 .* Join the files/) }));
});
