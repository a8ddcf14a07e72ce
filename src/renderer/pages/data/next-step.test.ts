import { expect, test } from 'vitest';
import type { DatasetView } from '../../../shared/contract/dataset-calls.ts';
import { wordsIn } from '../../testing/words-in.ts';
import { datasetView, runRow } from '../../testing/answers.ts';
import { dataStep } from './next-step.ts';
import type { DataFacts } from './next-step.ts';

const step = (view: Partial<DatasetView> = {}, more: Partial<DataFacts> = {}, language: 'en' | 'de' = 'en') => {
  const facts = { view: datasetView(view), active: null, best: null, isUnlabelledShown: false, ...more };
  const { state, action } = dataStep(facts, wordsIn(language));
  return [state, action?.label, action?.deed];
};

test('what is missing comes before training', () => {
  expect(step({ isPresent: false })).toEqual(['The folder is not where it was; training needs it back.', 'Show where it lies now', 'relink']);
  expect(step({ isPresent: false }, {}, 'de')[1]).toBe('Zeigen, wo er jetzt liegt');
  expect(step({ images: 0, classes: [] })[2]).toBe('read-again');
  expect(step({ classes: [{ name: 'dock', count: 30 }] })).toEqual(['All pictures are in one class; training needs two.', 'Name another class', 'name-class']);
  const unlabelled = { classes: [{ name: 'dock', count: 3 }], unlabelled: 1 };
  expect(step(unlabelled)).toEqual(['1 picture has no class yet; training needs two classes with pictures.', 'Show the picture without a class', 'show-unlabelled']);
  expect(step(unlabelled, { isUnlabelledShown: true })[2]).toBe('name-class');
});

test('nothing is missing: training with what there is, by its number, in both languages', () => {
  expect(step()).toEqual(['30 pictures in 2 classes; nothing to mend.', 'Train with these 30 pictures', 'train']);
  expect(step({}, {}, 'de')).toEqual(['30 Bilder in 2 Klassen; nichts zu beheben.', 'Mit diesen 30 Bildern trainieren', 'train']);
  expect(step({ findings: [{ kind: 'duplicates', count: 4, groups: 2 }] })[0]).toBe('30 pictures in 2 classes; 1 thing to look at.');
  expect(step({ findings: [{ kind: 'excluded', count: 4 }, { kind: 'cut-off', count: 4, usual: 'crop' }] })[0]).toBe('30 pictures in 2 classes; nothing to mend.');
});

test('many pictures without a class come first, a few are left out', () => {
  expect(step({ unlabelled: 12 })).toEqual([
    '30 pictures in 2 classes; 12 more have no class and are left out.',
    'Show the 12 pictures without a class',
    'show-unlabelled',
  ]);
  expect(step({ unlabelled: 12 }, { isUnlabelledShown: true })[2]).toBe('train');
  expect(step({ unlabelled: 1 })).toEqual(['30 pictures in 2 classes; 1 more has no class and is left out.', 'Train with these 30 pictures', 'train']);
});

test('what would make the result wrong comes before training', () => {
  expect(step({ findings: [{ kind: 'label-conflicts', count: 2 }] })).toEqual([
    '2 pictures are copies that lie in two classes.',
    'Show the 2 pictures in two classes',
    'show-conflicts',
  ]);
  expect(step({ findings: [{ kind: 'across-sides', count: 4 }] })[2]).toBe('show-across');
});

test('after training: its result, or training again where something changed', () => {
  const best = runRow(3);
  expect(best.headline).not.toBeNull();
  expect(step({}, { active: runRow(4, { state: 'running' }) })[2]).toBe('watch');
  expect(step({ version: best.datasetVersion }, { best })[2]).toBe('mistakes');
  expect(step({ version: best.datasetVersion, hasChanges: true }, { best })).toEqual([
    '30 pictures in 2 classes; changed since the last training.',
    'Train with these 30 pictures',
    'train',
  ]);
});
