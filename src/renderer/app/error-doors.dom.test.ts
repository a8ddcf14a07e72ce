import { expect, test } from 'vitest';
import { defineComponent, h } from 'vue';
import { StudioCallError } from '../api/call-error.ts';
import ErrorCard from '../components/ErrorCard.vue';
import ToastStack from '../components/ToastStack.vue';
import { folderPicker, isSplitOpen } from '../composables/window-state.ts';
import { useDraft } from '../stores/draft.ts';
import { useRuns } from '../stores/runs.ts';
import { useToasts } from '../stores/toasts.ts';
import { datasetView, projectCard, runRow } from '../testing/answers.ts';
import { fakeProgram, refusal } from '../testing/fake-program.ts';
import { screen, settled, show } from '../testing/show.ts';
import { router } from '../window/router.ts';
import { useErrorDoorActs } from './error-door-acts.ts';

const page = defineComponent({
  props: { error: { type: Object, required: true }, about: { type: Object, default: undefined } },
  setup(props) {
    useErrorDoorActs();
    return () => [h(ErrorCard, { error: props.error as StudioCallError, about: props.about }), h(ToastStack)];
  },
});

const doors = () =>
  screen()
    .queryAllByRole('button')
    .map(({ textContent }) => textContent!.trim())
    .filter((name) => name !== 'Copy details');
const press = async (name: string) => {
  screen().getByRole('button', { name }).click();
  await settled();
};
const said = () => useToasts().toasts.map(({ message }) => message);

function program() {
  return fakeProgram({
    datasets: { show: () => datasetView(), list: () => [projectCard('weeds')], relink: () => ({ view: datasetView({ root: '/new' }), same: 30 }) },
    runs: { resume: ({ run }) => runRow(run, { state: 'queued' }), list: () => [] },
    system: { listFolder: () => ({ folder: '/', parent: null, folders: [], images: 0 }) },
  });
}

test('a folder that is gone: show where it lies now, and how many pictures agree', async () => {
  const asked = program();
  const error = new StudioCallError('not-found', 'gone', { hint: 'graft datasets relink', values: { kind: 'folder-gone', folder: '/old', name: 'Weeds', dataset: 'weeds' } });
  await show(page, { error }, { at: '/' });
  expect([screen().getByRole('alert').textContent?.includes('graft'), doors()]).toEqual([false, ['Show where it lies now', 'Open a folder']]);
  asked.answer({ system: { info: () => ({ hasNativePicker: false }) as never } });
  await press('Show where it lies now');
  expect(folderPicker.value).toMatchObject({ title: 'Where does the folder lie now?', action: 'It lies here' });
  await folderPicker.value!.choose('/new');
  await settled();
  expect([asked.inputsOf('datasets.relink'), said(), router.currentRoute.value.path]).toEqual([
    [{ dataset: 'weeds', folder: '/new' }],
    ['All 30 pictures are the same; the project lies there now.'],
    '/projects/weeds/data',
  ]);
});

test('a run that died: resume it, or half the batch of what it trained with', async () => {
  const asked = program();
  const plan = { phases: [{ batchSize: 32, learningRate: 0.001 }] } as never;
  useRuns().put(runRow(3, { state: 'failed', plan }));
  asked.answer({ runs: { resume: ({ run }) => runRow(run, { state: 'queued', plan }) } });
  const error = new StudioCallError('trainer-died', 'ended', { values: { kind: 'trainer-died-of-memory', how: 'SIGKILL' } });
  await show(page, { error, about: { run: 3, dataset: 'weeds' } }, { at: '/' });
  expect(doors()).toEqual(['Resume', 'Use half the batch size']);
  await press('Resume');
  expect(asked.inputsOf('runs.resume')).toEqual([{ run: 3 }]);
  await press('Use half the batch size');
  expect([useDraft().spec, router.currentRoute.value.path, said()]).toEqual([
    { batchSize: 16 },
    '/projects/weeds/train',
    ['The next run trains with 16 pictures at a time.'],
  ]);
});

test('a loss that is no number: a tenth of the rate; no validation pictures: the split', async () => {
  program();
  useRuns().put(runRow(3, { state: 'failed', plan: { phases: [{ batchSize: 32, learningRate: 0.003 }] } as never }));
  const nan = new StudioCallError('nan-loss', 'nan', { values: { kind: 'nan-loss', epoch: 1, step: 2 } });
  const shown = await show(page, { error: nan, about: { run: 3, dataset: 'weeds' } }, { at: '/' });
  await press('Use a tenth of the learning rate');
  expect(useDraft().spec).toEqual({ learningRate: 0.0003 });
  await shown.set({ error: new StudioCallError('bad-data-set', 'none', { values: { kind: 'no-validation-pictures', name: 'Weeds' } }) });
  await press('Set pictures apart');
  expect([router.currentRoute.value.name, isSplitOpen.value]).toEqual(['data', true]);
});

test('room on the disk: the cache in the settings, the runs; what a door cannot do is told', async () => {
  const asked = program();
  const full = new StudioCallError('out-of-disk', 'full', { values: { kind: 'disk-full', file: '/x' } });
  const shown = await show(page, { error: full, about: { dataset: 'weeds' } }, { at: '/' });
  await press('Empty the feature cache');
  expect(router.currentRoute.value.fullPath).toBe('/settings#caches');
  await press('Delete runs');
  expect(router.currentRoute.value.fullPath).toBe('/projects/weeds/evaluate?tab=runs');
  asked.answer({ runs: { resume: () => { throw refusal({ code: 'busy', message: 'no', values: { kind: 'run-trained-elsewhere', run: 3, process: 7 } }); } } });
  await shown.set({ error: new StudioCallError('not-found', 'x', { values: { kind: 'run-unfinished', run: 3, state: 'paused' } }) });
  await press('Resume');
  // A toast has its doors too.
  expect([screen().getByRole('log').textContent]).toEqual([expect.stringContaining('Run 3 is being trained by another program (process 7)')]);
});
