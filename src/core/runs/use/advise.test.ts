import { expect, test } from 'vitest';
import { catalogueNet } from '../../nets/named.ts';
import { adviseBy } from './advise.ts';

const net = catalogueNet('resnet18');
const dataset = (count: number) => ({
  classes: ['a', 'b'],
  images: Array.from({ length: 2 * count }, (_, id) => ({ id, file: '', path: '', sha256: '', width: 1, height: 1, label: id % 2, split: 'train' as const, group: null })),
});

test('the four fields of the rule, by the smallest class and by what the last block knows', () => {
  const curve = [0.7, 0.8].map((accuracy, i) => ({ size: 10 * (i + 1), accuracy, low: 0, high: 1 }));
  const seen = { net, distance: 0.4, curve, stillRises: false };
  const fields = [5, 30].flatMap((count) => [null, 'stage2.1'].map((betterThanLast) => adviseBy(dataset(count), { ...seen, betterThanLast })));
  expect(fields.map(({ size, similarity, strategy }) => [size, similarity, strategy])).toEqual([
    ['little', 'similar', 'head'],
    ['little', 'different', 'head'],
    ['much', 'similar', 'head-then:stage4'],
    ['much', 'different', 'none'],
  ]);
  expect(fields[3]).toMatchObject({ smallest: 30, enough: 20, better: 'stage2.1', distance: 0.4, half: 0.7, whole: 0.8 });
  // Far from the backbone's own pictures is different, whatever the blocks say; a network without BatchNorm cannot tell.
  const far = [1.4, null].map((distance) => adviseBy(dataset(30), { ...seen, betterThanLast: null, distance }));
  expect(far.map(({ similarity, strategy }) => [similarity, strategy])).toEqual([['different', 'none'], ['similar', 'head-then:stage4']]);
});
