import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neighbourVotes } from './nearest-neighbours.ts';

const votes = (features: number[][], labels: number[], k: number, asked: number[] = labels.map((_, row) => row)) => [
  ...neighbourVotes(Float32Array.from(features.flat()), labels, asked, k),
];

test('a picture is what most of those like it are, and by what share', () => {
  const features = [[1, 0.1], [1, 0], [1, 0.2], [0.1, 1], [1, 0.6]];
  expect(votes(features, [-1, 0, 0, 1, 1], 3, [0])).toEqual([{ label: 0, share: 2 / 3, neighbours: [2, 1, 4] }]);
  // Not its own neighbour, and its length says nothing.
  expect(votes([[1, 0], [5, 0], [0, 3]], [0, 1, 0], 1, [0, 1])).toMatchObject([{ label: 1 }, { label: 0 }]);
});

test('equally many votes: whose pictures are more alike; then the lower class', () => {
  expect(votes([[1, 0], [1, 0.1], [1, 0.3]], [-1, 4, 2], 2, [0])).toMatchObject([{ label: 4, share: 0.5 }]);
  expect(votes([[1, 0], [1, 0.1], [1, 0.1]], [-1, 4, 2], 2, [0])).toMatchObject([{ label: 2, neighbours: [1, 2] }]);
});

test('where nobody votes there is no answer; what does not fit is refused', () => {
  expect(votes([[1, 0], [0, 1]], [-1, -1], 3)).toEqual([null, null]);
  expect(votes([[1, 0]], [0], 3)).toEqual([null]);
  expect(() => votes([[1, 0], [1]], [0, 1], 1)).toThrow(expect.objectContaining({ code: 'internal' }));
  expect(() => votes([[1, 0]], [0], 0)).toThrow(expect.objectContaining({ code: 'internal' }));
});

const whole = fc.integer({ min: -4, max: 4 });
const pictures = fc.integer({ min: 1, max: 4 }).chain((dimensions) =>
  fc.array(fc.record({ at: fc.array(whole, { minLength: dimensions, maxLength: dimensions }), label: fc.integer({ min: -1, max: 3 }) }), {
    minLength: 1,
    maxLength: 20,
  }),
);

test('against a plain sort of all likenesses, whatever the pictures', () => {
  fc.assert(
    fc.property(pictures, fc.integer({ min: 1, max: 6 }), (all, k) => {
      const norm = (v: number[]) => Math.hypot(...v) || 1;
      const likeness = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0) / (norm(a) * norm(b));
      const found = votes(all.map(({ at }) => at), all.map(({ label }) => label), k);
      for (const [row, vote] of found.entries()) {
        const others = all.flatMap(({ at, label }, other) => (other === row || label < 0 ? [] : [{ other, near: likeness(all[row]!.at, at) }]));
        expect(vote === null).toBe(others.length === 0);
        if (vote === null) continue;
        const nearest = others.toSorted((a, b) => b.near - a.near).slice(0, k).map(({ near }) => near);
        const given = vote.neighbours.map((other) => likeness(all[row]!.at, all[other]!.at));
        expect(given.length).toBe(nearest.length);
        for (const [i, near] of nearest.entries()) expect(given[i]).toBeCloseTo(near, 9);
        expect(vote.neighbours).not.toContain(row);
        const same = vote.neighbours.filter((other) => all[other]!.label === vote.label).length;
        expect(vote.share).toBe(same / vote.neighbours.length);
        for (let label = 0; label <= 3; label++) expect(vote.neighbours.filter((other) => all[other]!.label === label).length).toBeLessThanOrEqual(same);
      }
    }),
  );
});

test('longer or shorter features say the same', () => {
  fc.assert(
    fc.property(pictures, fc.constantFrom(0.25, 2, 8), (all, factor) => {
      const labels = all.map(({ label }) => label);
      const plain = votes(all.map(({ at }) => at), labels, 3);
      expect(votes(all.map(({ at }, row) => at.map((x) => (row % 2 === 0 ? x * factor : x))), labels, 3).map((vote) => vote?.label)).toEqual(
        plain.map((vote) => vote?.label),
      );
    }),
  );
});

test('the others of a group do not vote for one of it; who is alone is asked as ever', () => {
  const features = [[1, 0], [1, 0.01], [1, 0.02], [1, 0.3], [1, 0.4]];
  const of = (groups: (string | null)[]) => [...neighbourVotes(Float32Array.from(features.flat()), [0, 0, 0, 1, 1], [0, 3], 2, groups)];
  expect(of([])).toMatchObject([{ label: 0, share: 1 }, { label: 1, neighbours: [4, 2] }]);
  expect(of(['p', 'p', 'p', null, null])).toMatchObject([{ label: 1, share: 1, neighbours: [3, 4] }, { neighbours: [4, 2] }]);
  expect(of(['p', 'p', 'p', 'p', 'p'])).toEqual([null, null]);
});
