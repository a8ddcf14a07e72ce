import { expect, test } from 'vitest';
import { fakeProgram } from '../testing/fake-program.ts';
import { later } from '../testing/show.ts';
import { presetView, studyView } from '../testing/studies.ts';
import { runRow } from '../testing/answers.ts';
import { useStudies } from './studies.ts';

function program() {
  return fakeProgram({
    studies: {
      presets: () => [presetView('seeds')],
      list: () => [studyView()],
      show: ({ study }) => studyView({ study, done: 2, status: 'done' }),
      stop: ({ study }) => studyView({ study, status: 'stopped' }),
      remove: ({ study }) => ({ study, runs: [7], freedBytes: 5 }),
    },
  });
}

test('nothing is asked before a page wants studies; then events keep the list and the one that is shown', async () => {
  const { inputsOf } = program();
  const store = useStudies();
  store.apply({ type: 'study', study: 3 });
  store.apply({ type: 'reset' });
  await later(300);
  expect(inputsOf('studies.list')).toEqual([]);

  await store.open('weeds');
  await store.open('weeds');
  expect([inputsOf('studies.presets').length, inputsOf('studies.list')]).toEqual([1, [{ dataset: 'weeds' }]]);
  await store.show(3);
  expect(store.shown).toMatchObject({ study: 3, done: 2 });
  // A burst of events asks once.
  for (let i = 0; i < 5; i += 1) store.apply({ type: 'study', study: 3 });
  await later(300);
  expect([inputsOf('studies.list').length, inputsOf('studies.show').length]).toEqual([2, 2]);
  // Runs of others do not matter; those of its trials do.
  store.apply({ type: 'run', run: runRow(99) });
  await later(300);
  expect(inputsOf('studies.show')).toHaveLength(2);
  store.apply({ type: 'run', run: runRow(8) });
  await later(300);
  expect(inputsOf('studies.show')).toHaveLength(3);
});

test('what a call answers is shown at once; what is deleted is gone', async () => {
  program();
  const store = useStudies();
  await store.open('weeds');
  await store.show(3);
  await store.stop(3);
  expect([store.shown?.status, store.cards?.[0]?.status]).toEqual(['stopped', 'stopped']);
  expect(await store.remove(3, true)).toMatchObject({ freedBytes: 5 });
  expect([store.shown, store.cards]).toEqual([null, []]);
});
