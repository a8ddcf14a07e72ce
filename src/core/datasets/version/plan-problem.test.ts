import { expect, test } from 'vitest';
import { detectLayout } from '../known/layout.ts';
import type { PlacedImage } from '../known/placed-image.ts';
import { planProblem } from './plan-problem.ts';
import { planVersion } from './plan-version.ts';

const damaged = (path: string): PlacedImage => ({
  file: { path, sha256: null, problem: 'text, not a JPEG' },
  folderLabel: null,
  side: null,
  saidSide: null,
  label: null,
  isExcluded: false,
});

test('the file that is named as an example does not hang on which came back from the decoder first', () => {
  const problemOf = (paths: readonly string[]) => {
    const placed = { layout: detectLayout(paths, null), images: paths.map(damaged) };
    return planProblem('/pictures', placed, planVersion(placed, { val: 0.2, test: 0, seed: 0 }, new Map()), { ignored: 0, bareFolders: [] });
  };
  const [one, other] = [problemOf(['dogs/b.jpg', 'cats/a.jpg']), problemOf(['cats/a.jpg', 'dogs/b.jpg'])];
  expect(one?.values).toMatchObject({ kind: 'no-usable-image', file: 'cats/a.jpg' });
  expect([other?.values, other?.message]).toEqual([one?.values, one?.message]);
});
