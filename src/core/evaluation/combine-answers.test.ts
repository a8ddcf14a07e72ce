import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../training/seeded-random.ts';
import { combineAnswers } from './combine-answers.ts';
import { choicesOf, ensembleSizes } from './ensemble-sizes.ts';
import { top1 } from './top-k.ts';

const near = (values: Float32Array, wanted: number[]): void => wanted.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));

test('averaged and voted, by hand', () => {
  const members = [
    [0.5, 0.4, 0.1],
    [0.5, 0.3, 0.2],
    [0, 0.9, 0.1],
  ];
  // Two of three vote for the first class, whose mean is not the largest.
  near(combineAnswers(members, 'average'), [1 / 3, 1.6 / 3, 0.4 / 3]);
  near(combineAnswers(members, 'vote'), [(2 + 1 / 3) / 4, (1 + 1.6 / 3) / 4, 0.4 / 12]);
  // One each: the mean decides.
  near(combineAnswers(members.slice(1), 'vote'), [(1 + 0.25) / 3, (1 + 0.6) / 3, 0.15 / 3]);
});

const answer = (classes: number) =>
  fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: classes, maxLength: classes }).map((counts) => counts.map((count) => count / counts.reduce((a, b) => a + b)));
const ensemble = fc.integer({ min: 2, max: 6 }).chain((classes) => fc.array(answer(classes), { minLength: 1, maxLength: 7 }));

test('an ensemble answers a distribution; of one member it is that member; no vote is outvoted by the mean', () => {
  fc.assert(
    fc.property(ensemble, (members) => {
      for (const how of ['average', 'vote'] as const) expect(combineAnswers(members, how).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      near(combineAnswers(members.slice(0, 1), 'average'), members[0]!);
      const classes = members[0]!.length;
      const votes = members[0]!.map(() => 0);
      for (const member of members) votes[top1(member, classes, 0)]! += 1;
      expect(votes[top1(combineAnswers(members, 'vote'), classes, 0)]).toBe(Math.max(...votes));
    }),
  );
});

test('the error of every size, over all choices of members', () => {
  const [a, b] = [[0.9, 0.1], [0.4, 0.6]];
  // Labels 0, 0, 1: the members err on one picture each, another one each.
  const answers = [
    [b, a, b],
    [a, b, b],
    [a, a, a],
  ];
  const sizes = ensembleSizes(answers, [0, 0, 1], 'vote', seededRandom(0));
  expect(sizes.map(({ members, choices }) => [members, choices])).toEqual([[1, 3], [2, 3], [3, 1]]);
  expect(sizes[0]).toMatchObject({ error: 1 / 3, least: 1 / 3, most: 1 / 3 });
  expect(sizes[2]).toMatchObject({ error: 0 });
});

test('of many choices some are drawn, each of different members', () => {
  expect(choicesOf(5, 2, seededRandom(0))).toHaveLength(10);
  const drawn = choicesOf(20, 10, seededRandom(0));
  expect(drawn).toHaveLength(60);
  for (const members of drawn) expect(new Set(members).size).toBe(10);
});
