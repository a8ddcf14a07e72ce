import { expect, test } from 'vitest';
import { unseenAnswers } from './unseen-answers.ts';

const refusal = async (labels: number[], groups: string[], isGrouped: boolean) => {
  const rows = { features: new Float32Array(2 * labels.length), dimensions: 2, labels, groups, isGrouped, classes: 2 };
  return unseenAnswers(rows).catch((error: { values: { kind: string } }) => error.values.kind);
};

test('where each class is one group, groups are asked for; where each is one picture, pictures', async () => {
  expect(await refusal([0, 0, 1, 1], ['p1', 'p1', 'p2', 'p2'], true)).toBe('too-few-groups');
  expect(await refusal([0, 1], ['a', 'b'], false)).toBe('too-few-to-judge');
});
