import { expect, test } from 'vitest';
import { wordsIn } from '../../testing/words-in.ts';
import { studyView } from '../../testing/studies.ts';
import { askedStep, questionsStep, shownStep } from './next-step.ts';
import { studiesFromQuery } from './studies-query.ts';

const words = wordsIn('en');
const said = ({ state, action }: ReturnType<typeof shownStep>) => [state, action?.label ?? null, action?.deed ?? null];

test('the questions lead to one, to what runs, or to the pictures', () => {
  expect(said(questionsStep({ cannot: null, running: null }, words))).toEqual(['Choose a question; what it takes is said before anything begins.', 'Ask: how deep should I train?', 'ask']);
  expect(said(questionsStep({ cannot: null, running: studyView() }, words))).toEqual(['It goes on by itself: 1 of 2 runs are done.', 'Watch it', 'show']);
  expect(said(questionsStep({ cannot: 'next.tooFew', running: null }, words))).toEqual(['Training needs two classes with pictures.', 'Go to the pictures', 'to-data']);
});

test('before it begins: how many runs, how long', () => {
  const asked = { isWithoutRun: false, plan: { cells: 6, trials: 18, reused: 3 }, isRefused: false, isEmpty: false, seconds: null, budgetSeconds: null };
  expect(said(askedStep(asked, words))).toEqual(['6 ways; how long it takes is not measured yet.', 'Train these 15 runs', 'start']);
  expect(said(askedStep({ ...asked, seconds: 90 }, words))[0]).toBe('6 ways; it takes about 1 min 30 sec.');
  expect(said(askedStep({ ...asked, budgetSeconds: 3600 }, words))[0]).toBe('6 ways, in at most 1 hr.');
  expect(said(askedStep({ ...asked, plan: { cells: 2, trials: 2, reused: 2 } }, words))[1]).toBe('Judge them');
  expect(said(askedStep({ ...asked, plan: null }, words))).toEqual(['Working out the runs …', null, null]);
  expect(said(askedStep({ ...asked, isEmpty: true }, words))).toEqual(['Give the values to try.', null, null]);
  // With no run there are no fields to fill in: what is wanted is a training.
  expect(said(askedStep({ ...asked, isWithoutRun: true, isEmpty: true }, words))).toEqual(['Nothing has been trained with these pictures yet.', 'Go to training', 'to-train']);
  expect(said(askedStep({ ...asked, isRefused: true }, words))).toEqual(['It cannot be done like this; above stands why.', null, null]);
});

test('while one is shown: it goes on, goes on again, is taken or asked otherwise', () => {
  expect(said(shownStep(studyView(), words))[2]).toBeNull();
  expect(said(shownStep(studyView({ status: 'stopped' }), words))).toEqual(['It has stopped: 1 of 2 runs are done. Nothing is lost.', 'Go on with it', 'resume']);
  // What would fail again is nothing to go on with.
  expect(said(shownStep(studyView({ status: 'failed', failed: 1 }), words))[2]).toBe('resume');
  expect(said(shownStep(studyView({ status: 'failed', failed: 1, canGoOn: false }), words))).toEqual(['Some runs failed for good: 1 of 2 runs are done. With the same settings they would fail again.', 'Ask another question', 'questions']);
  expect(said(shownStep(studyView({ status: 'done', recommended: {}, asGood: [{}] }), words))).toEqual(['Done: one way is proven better than all others.', 'Train on with its settings', 'settings']);
  expect(said(shownStep(studyView({ status: 'done', recommended: {}, asGood: [{}, { a: 1 }] }), words))[0]).toMatch(/not proven better/);
  expect(said(shownStep(studyView({ status: 'done' }), words))[2]).toBe('questions');
});

test('the address says what is shown', () => {
  const queries = [{ study: '3' }, { study: 'x' }, { preset: 'seeds' }, { vary: '7' }, { vary: '' }, {}];
  expect(queries.map((query) => studiesFromQuery(query))).toEqual([{ kind: 'study', study: 3 }, { kind: 'questions' }, { kind: 'preset', preset: 'seeds' }, { kind: 'vary', run: 7 }, { kind: 'vary', run: null }, { kind: 'questions' }]);
});
