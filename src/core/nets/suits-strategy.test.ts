import { expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';
import { suitsOf } from './suits-strategy.ts';

test('files learned with smoothed or mixed labels are rather trained further, torchvision\'s first ones serve both ways, of others nothing is said; the own one was measured', () => {
  const of = (suits: string | null) => [...catalogue.keys()].filter((id) => (suitsOf(id)?.by !== 'measured') && (suitsOf(id)?.strategy ?? null) === suits);
  expect(of('fine-tuned')).toEqual(expect.arrayContaining(['resnet50.tv2_in1k', 'resnet50.a1_in1k', 'resnext50_32x4d.a3_in1k', 'resnetv2_50.a1h_in1k', 'resnext101_64x4d.tv_in1k', 'resnext101_64x4d.gluon_in1k']));
  expect(of('frozen-and-fine-tuned')).toEqual(expect.arrayContaining(['resnet18.tv_in1k', 'resnet50.tv_in1k', 'wide_resnet50_2.tv_in1k']));
  expect(of(null)).toEqual(expect.arrayContaining(['resnext101_32x4d.fb_swsl_ig1b_ft_in1k', 'resnetv2_50x1_bit.goog_distilled_in1k']));
  expect(suitsOf('resnet18.graft_starter')).toEqual({ strategy: 'fine-tuned', by: 'measured' });
  expect(suitsOf('mine')).toBeNull();
});
