import { afterEach, expect, test } from 'vitest';
import { h } from 'vue';
import type { StudyView } from '../../shared/contract/study-calls.ts';
import { connect } from '../api/connection.ts';
import DataNotices from '../pages/data/DataNotices.vue';
import { useProject } from '../stores/project.ts';
import { useToasts } from '../stores/toasts.ts';
import { datasetView, runProgress, runRow } from '../testing/answers.ts';
import { eventStream } from '../testing/event-stream.ts';
import { fakeProgram } from '../testing/fake-program.ts';
import { screen, settled, show } from '../testing/show.ts';
import { studyView } from '../testing/studies.ts';
import { router } from '../window/router.ts';
import { useRunToasts } from './run-toasts.ts';
import { useWindowTitle } from './window-title.ts';

const frame = {
  setup() {
    useRunToasts();
    useWindowTitle();
    return () => h(DataNotices);
  },
};

/** A window that hears the program's events, over the real stream. */
async function listening() {
  const { subscribe, tell } = eventStream();
  const program = fakeProgram({ datasets: { show: () => datasetView() }, events: { subscribe } });
  await useProject().open('weeds');
  await show(frame, {}, { at: '/projects/weeds/data' });
  connect();
  return { program, tell };
}
// Lets go of the stream, as a page that is left.
afterEach(() => void dispatchEvent(new Event('pagehide')));

const messages = () => useToasts().toasts.map(({ message }) => message);
const done = (run: number) => runRow(run, { state: 'done' });

test('the end of a run of another project says which', async () => {
  const { tell } = await listening();
  await tell({ type: 'run-progress', progress: runProgress(7) }, { type: 'run', run: runRow(7, { dataset: 'shoes', datasetName: 'Shoes' }) });
  expect(messages()).toEqual(['Shoes: Run 7 is done: 80.0% right.']);
});

test('the end of a run that ran while this window was open is told, with a way there', async () => {
  const { tell } = await listening();
  await tell({ type: 'run', run: done(1) }, { type: 'run-progress', progress: runProgress(7) }, { type: 'run', run: done(7) });
  expect(messages()).toEqual(['Run 7 is done: 80.0% right.']);
  await useToasts().toasts[0]!.action!.run();
  expect(router.currentRoute.value.fullPath).toBe('/projects/weeds/evaluate?run=7');
  await tell({ type: 'run', run: done(7) });
  expect(messages()).toHaveLength(1);
});

test('a run that a person named is called so', async () => {
  const { tell } = await listening();
  await tell({ type: 'run-progress', progress: runProgress(7) }, { type: 'run', run: runRow(7, { state: 'done', name: 'the good one' }) });
  expect(messages()).toEqual(['Run 7 (“the good one”) is done: 80.0% right.']);
});

test('a run that failed stays on the screen with what it said; one that was paused is not told', async () => {
  const { tell } = await listening();
  const error = { code: 'internal' as const, message: 'the process died' };
  await tell({ type: 'run', run: runRow(7, { state: 'running' }) }, { type: 'run', run: runRow(7, { state: 'failed', headline: null, error }) });
  expect(useToasts().toasts.map(({ message, kind, seconds }) => [message, kind, seconds])).toEqual([['Run 7 failed: the process died', 'error', null]]);
  await useToasts().toasts[0]!.action!.run();
  expect(router.currentRoute.value.fullPath).toBe('/projects/weeds/train?run=7');
  await tell({ type: 'run', run: runRow(8, { state: 'running' }) }, { type: 'run', run: runRow(8, { state: 'paused' }) });
  expect(messages()).toHaveLength(1);
});

test('a study tells its end once, not that of each of its runs', async () => {
  const { program, tell } = await listening();
  const ends = (run: number, state: 'done' | 'failed' = 'done') => tell({ type: 'run', run: runRow(run, { state: 'running', study: 3 }) }, { type: 'run', run: runRow(run, { state, study: 3 }) });
  const become = (more: Partial<StudyView>) => program.answer({ studies: { list: () => [studyView(more)] } });
  become({ status: 'running' });
  await ends(7);
  await tell({ type: 'study', study: 3 });
  await ends(8, 'failed');
  expect(messages()).toEqual([]);
  become({ status: 'failed', done: 1, failed: 1, total: 2 });
  await tell({ type: 'study', study: 3 }, { type: 'study', study: 3 });
  expect(messages()).toEqual(['The study “Rates” has ended: 1 of 2 runs failed.']);
  await useToasts().toasts[0]!.action!.run();
  expect(router.currentRoute.value.fullPath).toBe('/projects/weeds/studies?study=3');
  // Somebody goes on with the run alone.
  await ends(8);
  expect(messages()).toHaveLength(2);
});

test('a study that is done says how many runs it took; one that was stopped says nothing', async () => {
  const { program, tell } = await listening();
  for (const status of ['done', 'stopped'] as const) {
    program.answer({ studies: { list: () => [studyView({ status: 'running' })] } });
    await tell({ type: 'run', run: runRow(7, { state: 'running', study: 3 }) }, { type: 'run', run: runRow(7, { state: 'done', study: 3 }) });
    program.answer({ studies: { list: () => [studyView({ status, done: 2, total: 2 })] } });
    await tell({ type: 'study', study: 3 });
  }
  expect(messages()).toEqual(['The study “Rates” is done: 2 runs.']);
});

test('what changed in the folder of this project is told and stands on its page; of another one it is not', async () => {
  const { tell } = await listening();
  const news = { kind: 'changes' as const, changes: [{ what: 'gone' as const, count: 2 }] };
  await tell({ type: 'dataset', dataset: 'shoes', news });
  expect(messages()).toEqual([]);
  await tell({ type: 'dataset', dataset: 'weeds', news });
  expect(messages()).toEqual(['2 pictures gone']);
  expect(screen().getByRole('status').textContent).toContain('In the folder: 2 pictures gone');
});

test('a folder that can be read in more ways now is read again, which asks', async () => {
  const { program, tell } = await listening();
  program.answer({ datasets: { rescan: () => datasetView({ name: 'Read so' }) } });
  await tell({ type: 'dataset', dataset: 'weeds', news: { kind: 'unclear-layout' } });
  expect([program.inputsOf('datasets.rescan').length, useProject().view?.name, messages()]).toEqual([1, 'Read so', []]);
});

test('the window is called by its project and page', async () => {
  await listening();
  expect(document.title).toBe('Weeds · Data – Graft Studio');
  await router.push('/projects/weeds/studies');
  await settled();
  expect(document.title).toBe('Weeds · Studies – Graft Studio');
  await router.push('/settings');
  await settled();
  expect(document.title).toBe('Settings – Graft Studio');
  await router.push('/');
  await settled();
  expect(document.title).toBe('Projects – Graft Studio');
});
