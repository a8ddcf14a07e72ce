import { expect, test } from 'vitest';
import type { HealthFinding, HealthKind } from '../../shared/contract/dataset-calls.ts';
import { wordsIn } from '../testing/words-in.ts';
import { findingSentence } from './finding-words.ts';

const classCount = (name: string, count: number) => ({ name, count });
const smallest = [classCount('a', 0), classCount('b', 3), classCount('c', 19)];

test.each<[HealthFinding, string]>([
  [{ kind: 'unreadable', count: 1 }, '1 file cannot be used.'],
  [{ kind: 'unreadable', count: 1200 }, '1,200 files cannot be used.'],
  [{ kind: 'label-conflicts', count: 2 }, '2 pictures of equal content have different classes.'],
  [{ kind: 'across-sides', count: 4 }, '4 pictures of equal content are on more than one side of the split.'],
  [{ kind: 'duplicates', count: 2, groups: 1 }, '2 pictures are copies of one another, in 1 group.'],
  [{ kind: 'near-duplicates', count: 5, groups: 2 }, '5 pictures show nearly the same as another, in 2 groups.'],
  [{ kind: 'duplicates', count: 9, groups: 3 }, '9 pictures are copies of one another, in 3 groups.'],
  [{ kind: 'few-images', count: 1, enough: 20, smallest: [smallest[1]!] }, '1 class has fewer than 20 pictures: “b” has 3.'],
  [
    { kind: 'few-images', count: 4, enough: 20, smallest },
    '4 classes have fewer than 20 pictures: “a” has 0, “b” has 3, “c” has 19, ….',
  ],
  [
    { kind: 'imbalance', count: 1, most: classCount('rose', 1500), least: classCount('thistle', 9) },
    'The classes are uneven: “rose” has 1,500 pictures, “thistle” 9.',
  ],
  [
    {
      kind: 'folders-left-out',
      count: 3,
      folders: [
        { folder: 'birds', reason: 'empty', count: 0 },
        { folder: 'test', reason: 'no-class-folders', count: 20 },
        { folder: 'tigers', reason: 'linked', count: 0, target: 'cats' },
      ],
    },
    '3 folders are left out: birds (no picture in it, so no class), test (20 pictures in no class folder), tigers (a link to cats)',
  ],
  [{ kind: 'names-alike', count: 4, names: [['Rust', 'rust '], ['oak ']] }, 'Class names that look like another, or have a blank at an end: “Rust” / “rust ”, “oak ”, ….'],
  [{ kind: 'excluded', count: 1 }, '1 picture is excluded by you.'],
  [{ kind: 'cut-off', count: 1, usual: 'crop' }, '1 picture loses more than a third where only the middle of a picture is seen.'],
  [{ kind: 'dim', count: 2 }, '2 pictures have 16 bits a value and use 12 of them: to a network they are nearly black.'],
])('%j', (finding, sentence) => expect(findingSentence(finding, wordsIn('en'))).toBe(sentence));

test('in German, with its numbers and quotation marks', () => {
  const words = wordsIn('de');
  expect(findingSentence({ kind: 'few-images', count: 3, enough: 20, smallest }, words)).toBe(
    '3 Klassen haben weniger als 20 Bilder: „a“ hat 0, „b“ hat 3, „c“ hat 19.',
  );
  expect(
    findingSentence({ kind: 'imbalance', count: 1, most: classCount('Rose', 1500), least: classCount('Distel', 9) }, words),
  ).toBe('Die Klassen sind ungleich: „Rose“ hat 1.500 Bilder, „Distel“ 9.');
});

test('every kind has what to do about it', () => {
  const kinds: Record<HealthKind, true> = {
    unreadable: true,
    duplicates: true,
    'near-duplicates': true,
    'label-conflicts': true,
    'across-sides': true,
    'few-images': true,
    imbalance: true,
    'folders-left-out': true,
    'names-alike': true,
    excluded: true,
    dim: true,
    'cut-off': true,
  };
  for (const kind of Object.keys(kinds)) expect(wordsIn('en').t(`data.health.hints.${kind}`)).not.toContain('data.');
});
