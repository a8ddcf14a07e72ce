import { expect, test } from 'vitest';
import { catalogueNet } from '../../nets/named.ts';
import { adviseBy } from './advise.ts';

const net = catalogueNet('resnet18');
const dataset = (count: number) => ({
  classes: ['a', 'b'],
  images: Array.from({ length: 2 * count }, (_, id) => ({ id, file: '', path: '', sha256: '', width: 1, height: 1, label: id % 2, split: 'train' as const, group: null })),
});

test('the four fields of the rule, by the smallest class and by what the last block knows', () => {
  const fields = [5, 30].flatMap((count) => [null, 'stage2.1'].map((betterThanLast) => adviseBy(dataset(count), { betterThanLast, net })));
  expect(fields.map(({ size, similarity, strategy }) => [size, similarity, strategy])).toEqual([
    ['little', 'similar', 'head'],
    ['little', 'different', 'head'],
    ['much', 'similar', 'head-then:stage4'],
    ['much', 'different', 'none'],
  ]);
  expect(fields[3]).toMatchObject({ smallest: 30, enough: 20, better: 'stage2.1' });
});
