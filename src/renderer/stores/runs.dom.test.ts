import { expect, test } from 'vitest';
import { epochReport, runDetails, runProgress, runRow } from '../testing/answers.ts';
import { fakeProgram, refusal } from '../testing/fake-program.ts';
import { settled } from '../testing/show.ts';
import { useRuns } from './runs.ts';

const states = () => useRuns().rows?.map(({ run, state }) => `${run} ${state}`);

test('the list brings the details of what runs, and forgets the progress of what no longer does', async () => {
  fakeProgram({
    runs: {
      list: () => [runRow(3, { state: 'running' }), runRow(2), runRow(1)],
      show: ({ run }) => runDetails(run, { state: 'running', progress: runProgress(run), notices: [{ about: 'model-unproved' }] }),
    },
  });
  const runs = useRuns();
  runs.apply({ type: 'run-progress', progress: runProgress(2) });
  await runs.load();
  expect([...runs.progress.keys()]).toEqual([3]);
  expect(runs.epochs.get(3)?.map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(runs.notices.get(3)).toEqual([{ about: 'model-unproved' }]);
  expect(runs.classes.get(3)).toEqual(['dock', 'nettle']);
  expect(runs.active?.run).toBe(3);
});

test('events put rows, epochs, losses and notices in their places', () => {
  const runs = useRuns();
  runs.apply({ type: 'run', run: runRow(1, { state: 'running' }) });
  runs.apply({ type: 'run', run: runRow(2, { state: 'queued', dataset: 'shoes' }) });
  expect(states()).toEqual(['2 queued', '1 running']);
  expect([runs.queued.map(({ run }) => run), runs.ofDataset('shoes').length, runs.rowOf(7)]).toEqual([[2], 1, null]);
  for (const loss of [0.9, 0.8]) runs.apply({ type: 'run-progress', progress: runProgress(1, { loss }) });
  expect([runs.losses.get(1), runs.progress.get(1)?.loss]).toEqual([[0.9, 0.8], 0.8]);
  for (const epoch of [2, 1, 2]) runs.apply({ type: 'run-epoch', run: 1, report: epochReport(epoch) });
  expect(runs.epochs.get(1)?.map(({ epoch }) => epoch)).toEqual([1, 2]);
  for (const text of ['a', 'b']) runs.apply({ type: 'run-notice', run: 1, notice: { about: 'text', text } });
  expect(runs.notices.get(1)).toEqual(['a', 'b'].map((text) => ({ about: 'text', text })));
  runs.apply({ type: 'run', run: runRow(1, { state: 'done' }) });
  expect([states(), runs.progress.size]).toEqual([['2 queued', '1 done'], 0]);
});

test('a run that is removed leaves nothing behind', () => {
  const runs = useRuns();
  runs.apply({ type: 'run', run: runRow(1) });
  runs.apply({ type: 'run-epoch', run: 1, report: epochReport(1) });
  runs.apply({ type: 'run-notice', run: 1, notice: { about: 'model-unproved' } });
  runs.apply({ type: 'run-progress', progress: runProgress(1) });
  runs.apply({ type: 'run-removed', run: 1 });
  expect([runs.rows, runs.epochs.size, runs.notices.size, runs.progress.size, runs.losses.size]).toEqual([[], 0, 0, 0, 0]);
});

test('pausing shows the row that is answered at once; a refusal changes nothing and is thrown', async () => {
  const program = fakeProgram({
    runs: {
      pause: ({ run }) => runRow(run, { state: 'paused' }),
      stop: () => {
        throw refusal({ code: 'busy', message: 'It is saving' });
      },
      resume: ({ run }) => runRow(run, { state: 'queued' }),
    },
  });
  const runs = useRuns();
  runs.apply({ type: 'run', run: runRow(4, { state: 'running' }) });
  await runs.pause(4);
  expect(states()).toEqual(['4 paused']);
  expect(runs.active?.run).toBe(4);
  await expect(runs.stop(4)).rejects.toThrow('It is saving');
  expect(states()).toEqual(['4 paused']);
  await runs.resume(4);
  expect(states()).toEqual(['4 queued']);
  expect(program.asked).toEqual(['pause', 'stop', 'resume'].map((call) => [`runs.${call}`, { run: 4 }]));
});

test('the best of each project follows every event, and a pin goes from one run to another at once', async () => {
  const judged = (run: number, accuracy: number, more = {}) =>
    runRow(run, { headline: { split: 'val', accuracy, interval: [0, 1], independentGroups: null, images: 6 }, ...more });
  fakeProgram({ runs: { pin: ({ run, isPinned }) => judged(run, 0.6, { isPinned }) } });
  const runs = useRuns();
  const marks = () => runs.rows!.map(({ run, isBest, isPinned }) => [run, ...(isBest ? ['best'] : []), ...(isPinned ? ['pinned'] : [])]);
  expect(runs.bestOf('weeds')).toBeNull();
  runs.apply({ type: 'run', run: judged(1, 0.7, { isPinned: true }) });
  runs.apply({ type: 'run', run: judged(2, 0.9) });
  runs.apply({ type: 'run', run: judged(3, 0.6) });
  runs.apply({ type: 'run', run: judged(4, 0.1, { dataset: 'shoes' }) });
  expect(marks()).toEqual([[4, 'best'], [3], [2, 'best'], [1, 'pinned']]);
  expect(runs.bestOf('weeds')).toMatchObject({ run: 1, because: 'pinned', newer: 3 });
  await runs.pin(3, true);
  expect(marks()).toEqual([[4, 'best'], [3, 'pinned'], [2, 'best'], [1]]);
  await runs.pin(3, false);
  expect(runs.bestOf('weeds')).toMatchObject({ run: 2, because: 'best', newer: 3 });
  runs.apply({ type: 'run-removed', run: 2 });
  expect(marks()).toEqual([[4, 'best'], [3], [1, 'best']]);
});

test('a reset asks for everything again', async () => {
  const program = fakeProgram({ runs: { list: () => [runRow(1)] } });
  useRuns().apply({ type: 'reset' });
  await settled();
  expect(program.inputsOf('runs.list')).toEqual([{}]);
  expect(states()).toEqual(['1 done']);
});
