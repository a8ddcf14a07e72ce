import { expect, test } from 'vitest';
import { wordsIn } from '../../testing/words-in.ts';
import { datasetView, runRow } from '../../testing/answers.ts';
import type { TrainFacts } from './next-step.ts';
import { trainStep } from './next-step.ts';

const step = (more: Partial<TrainFacts> = {}) => {
  const facts = { view: datasetView(), watched: null, accuracySoFar: null, plan: 'ready' as const, seconds: null, waits: false, ...more };
  const { state, action } = trainStep(facts, wordsIn('en'));
  return [state, action?.label, action?.deed];
};

test('the form: train with so many pictures, once it is known how', () => {
  expect(step({ seconds: 120 })).toEqual(['Ready to learn; it takes about 2 min.', 'Train with these 30 pictures', 'train']);
  expect(step({ waits: true })[0]).toBe('Ready to learn, after the run that is under way.');
  expect(step({ plan: 'busy' })).toEqual(['Working out the settings …', undefined, undefined]);
  expect(step({ view: datasetView({ classes: [] }) })).toEqual(['Training needs two classes with pictures.', 'Go to the pictures', 'to-data']);
  // Of a folder that is missing not its classes are what is wanting.
  expect(step({ view: datasetView({ isPresent: false }) })).toEqual(['The folder is not where it was; training needs it back.', 'Go to the pictures', 'to-data']);
});

test('a run: its first answer while it learns, its mistakes when it is done', () => {
  const running = runRow(7, { state: 'running', headline: null });
  expect(step({ watched: running })).toEqual(['Learning. The result appears here by itself.', undefined, undefined]);
  expect(step({ watched: running, accuracySoFar: 0.775 })[0]).toBe('A first answer: 78% right on pictures it never saw. It goes on learning.');
  const firstAnswer = { epoch: 1, accuracy: 0.6, interval: [0.4, 0.8] as [number, number], images: 10, seconds: 4 };
  expect(step({ watched: { ...running, firstAnswer }, accuracySoFar: 0.775 })[0]).toBe('By now 78% right on pictures it never saw. It goes on learning.');
  const headline = { split: 'val' as const, accuracy: 0.75, interval: [0.6, 0.9] as [number, number], independentGroups: null, images: 1 };
  expect(step({ watched: runRow(7, { headline }) })).toEqual([
    'Done: 75.0% right on 1 picture it never learned from.',
    'See its mistakes',
    'mistakes',
  ]);
  expect(step({ watched: runRow(7, { headline: { ...headline, accuracy: 1 } }) })[1]).toBe('See its answers');
  expect(step({ watched: runRow(7, { state: 'paused', isResumable: true }) })[2]).toBe('resume');
  expect(step({ watched: runRow(7, { state: 'failed', isResumable: false }) })[2]).toBe('settings');
});
