import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { runFormsJob } from '../jobs/forms-job.ts';
import { usualPreprocessing } from '../nets/usual-preprocessing.ts';
import { netSpecSchema } from '../../shared/net-spec.ts';
import { namedNets } from '../nets/named.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { drawnWeights } from '../training/drawn-weights.ts';
import { encodeForms, formBlock, formBlocks, formFigures } from './equivalent-forms.ts';

const net = netSpecSchema.parse({ stem: 'small', stages: [{ blocks: 2, channels: 8, stride: 1 }, { blocks: 2, channels: 16, stride: 2 }], block: 'bottleneck', groups: 4, baseWidth: 16 });
const preprocessing = usualPreprocessing(net);

test('a block out of the same weights is the same in its three forms', async () => {
  const result = await runFormsJob({ kind: 'forms', model: { net, preprocessing }, block: 'stage2.1', picture: null });
  expect(result).toMatchObject({ block: 'stage2.1', cardinality: 4, width: 4 });
  expect(result.rootMeanSquare).toBeGreaterThan(0.01);
  expect(result.maxAbsDiff / result.rootMeanSquare).toBeLessThan(1e-5);
  expect(result.maxAbsDiff).toBeGreaterThanOrEqual(0);
});

test('one changed weight of a path shows: the comparison can fail', async () => {
  const plan = planNet(net);
  const backbone = { net: plan, preprocessing, tensors: drawnWeights(plan, 2) };
  const block = formBlock(backbone);
  const bytes = encodeForms(backbone, block);
  const session = await InferenceSession.create(bytes);
  const image = new Tensor('float32', new Float32Array(3 * 32 * 32).fill(77), [1, 3, 32, 32]);
  const answers = await session.run({ image });
  await session.release();
  const changed = new Map(backbone.tensors);
  const third = changed.get(block.units[2]!.conv.weight)!;
  changed.set(block.units[2]!.conv.weight, { ...third, data: third.data.map((value, i) => (i === 3 ? value + 0.5 : value)) });
  const other = await InferenceSession.create(encodeForms({ ...backbone, tensors: changed }, block));
  const again = await other.run({ image });
  await other.release();
  for (const form of ['paths', 'concatenated', 'grouped']) expect(again[form]!.data).not.toEqual(answers[form]!.data);
});

test('they hold as many values and take as much work, in more or fewer convolutions', () => {
  const backbone = { net: planNet(namedNets.get('resnext50_32x4d')!.spec) };
  const figures = formFigures(backbone, formBlock(backbone, 'stage1.1'), 224);
  expect(figures.map(({ form, convolutions }) => [form, convolutions])).toEqual([['paths', 96], ['concatenated', 65], ['grouped', 3]]);
  // arXiv 1611.05431, table 2.
  for (const { parameters, multiplyAdds } of figures) expect([parameters, multiplyAdds]).toEqual([70_144, 70_144 * 56 * 56]);
});

test('what has no such forms is refused with what has', () => {
  const plain = { net: planNet(namedNets.get('resnet50')!.spec) };
  expect(formBlocks(plain)).toEqual([]);
  expect(() => formBlock(plain)).toThrow(expect.objectContaining({ code: 'bad-usage', field: 'block' }));
  const grouped = { net: planNet(net) };
  expect(() => formBlock(grouped, 'stage2.0')).toThrow(expect.objectContaining({ hint: 'Those that can: stage1.1, stage2.1.' }));
});
