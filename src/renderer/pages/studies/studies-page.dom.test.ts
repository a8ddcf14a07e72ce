import { expect, test, vi } from 'vitest';
import { defineComponent, h, provide } from 'vue';
import { namesOfRuns } from '../../composables/use-words.ts';
import { useDraft } from '../../stores/draft.ts';
import { useProject } from '../../stores/project.ts';
import { useRuns } from '../../stores/runs.ts';
import { useToasts } from '../../stores/toasts.ts';
import { datasetView, runRow } from '../../testing/answers.ts';
import type { Answers } from '../../testing/fake-program.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { laidOut, later, screen, settled, show } from '../../testing/show.ts';
import { presetView, studyRow, studyView, trialView } from '../../testing/studies.ts';
import { nextStep } from '../../window/next-step.ts';
import { router } from '../../window/router.ts';
import StudiesPage from './StudiesPage.vue';

async function opened(query: string, studies: Answers['studies'] = {}) {
  const presets = [presetView('freeze-depth'), presetView('brand-new', { claims: [{ claim: 'x', text: 'It is new.' }] }), presetView('degradation', { isDrawn: true, paper: { arxiv: '1512.03385', place: 'table 2', measured: 'there', recipe: 'SGD' } })];
  const program = fakeProgram({ datasets: { show: () => datasetView() }, images: { index: () => ({ classes: ['dock'], ids: [5, 6, 7], labels: [0, 0, 0], flags: [0, 2, 0], contents: [1, 2, 3] }) }, studies: { presets: () => presets, list: () => [], clusters: () => [], ...studies } });
  await useProject().open('weeds');
  useRuns().apply({ type: 'run', run: runRow(7, { spec: { epochs: 3, name: 'first', seed: 4 } }) });
  await show(StudiesPage, { dataset: 'weeds' }, { at: `/projects/weeds/studies${query}` });
  return program;
}
const at = () => router.currentRoute.value;

test('one begins with a question; one that the window has no words for is shown in those of the program', async () => {
  await opened('', { fromPreset: () => studyView().spec, plan: () => ({ spec: studyView().spec, cells: [], trials: [], notices: [] }) });
  expect(screen().getByRole('link', { name: /^How deep should I train\?/ }).getAttribute('href')).toBe('/projects/weeds/studies?preset=freeze-depth');
  expect(screen().getByRole('link', { name: /^Question of brand-new/ })).toBeTruthy();
  expect(screen().getByRole('link', { name: /arXiv 1512\.03385, tables 2 and 6/ })).toBeTruthy();
  await nextStep.value!.action!.run();
  expect(at().query).toEqual({ preset: 'freeze-depth' });
});

test('what a study takes is said before it begins; a value less is a run less', async () => {
  const spec = studyView().spec;
  const program = await opened('?preset=freeze-depth', {
    fromPreset: () => ({ ...spec, preset: 'freeze-depth', vary: [{ field: 'freeze', values: ['head', 'until:stage4', 'none'] }] }),
    plan: ({ spec: { vary } }) => ({ spec, cells: vary![0]!.values.map((value) => ({ freeze: value })), trials: vary![0]!.values.map((_, row) => ({ row, repeat: 0, reused: row === 0 ? 7 : null })), notices: [{ notice: { about: 'nothing-to-mix' }, rows: vary![0]!.values.map((_, row) => row) }, { notice: { about: 'drops-unused' }, rows: [0] }] }),
    estimate: () => ({ seconds: 100 }),
    start: () => studyView(),
    show: () => studyView(),
  });
  await later(350);
  expect(nextStep.value!.action!.label).toBe('Train these 2 runs');
  screen().getByRole('checkbox', { name: 'from stage 4 on' }).click();
  await later(350);
  expect(screen().getByRole('region', { name: 'What it takes' }).textContent).toContain('2 (2 ways × 1)');
  expect([...screen().getByRole('region', { name: 'What it takes' }).querySelectorAll('li')].map(({ textContent }) => textContent)).toEqual([expect.stringMatching(/^Mixing pictures in pairs/), expect.stringMatching(/^the last layer only: Where the learning rate is to drop has no effect/)]);
  screen().getByRole('button', { name: 'Measure how long it takes' }).click();
  await later(50);
  expect(nextStep.value!).toMatchObject({ state: '2 ways; it takes about 1 min 40 sec.', action: { label: 'Train this 1 run' } });
  await nextStep.value!.action!.run();
  expect(program.inputsOf('studies.start')).toMatchObject([{ spec: { vary: [{ values: ['head', 'none'] }] } }]);
  expect(at().query).toEqual({ study: '3' });
});

test('a run is varied with its own settings; what is no number, and what is refused, is said', async () => {
  const program = await opened('?vary=7', { plan: () => { throw refusal({ code: 'bad-usage', message: 'no', values: { kind: 'value-not-taken', field: 'learningRate', value: '9' } }); } });
  expect(nextStep.value!.action).toBeNull();
  const field = screen().getByLabelText('Learning rate');
  Object.assign(field, { value: '0.1 fast' });
  field.dispatchEvent(new Event('input'));
  field.dispatchEvent(new Event('change'));
  await settled();
  expect(screen().getByText('“fast” is no number.')).toBeTruthy();
  Object.assign(field, { value: '0.1, 9' });
  field.dispatchEvent(new Event('input'));
  field.dispatchEvent(new Event('change'));
  await later(350);
  expect(program.inputsOf('studies.plan')).toMatchObject([{ spec: { base: { epochs: 3, seed: 4, backbone: 'resnet18.graft_starter' }, vary: [{ field: 'learningRate', values: [0.1, 9] }], preset: null } }]);
  expect(screen().getByText(/learningRate cannot be 9/)).toBeTruthy();
  expect(nextStep.value!.action).toBeNull();
});

test('every run is a door, reached by keys; a run that waits has none', async () => {
  await opened('?study=3', { show: () => studyView({ trials: [trialView(0, { run: 7, state: 'done', accuracy: 0.8 }), trialView(1)] }) });
  const grid = screen().getByRole('grid');
  const done = screen().getByRole('link', { name: '0.01, Seed 1: 80.0% right' });
  expect(done.getAttribute('href')).toBe('/projects/weeds/evaluate?run=7');
  expect([done.tabIndex, screen().getByRole('img', { name: '0.1, Seed 1: waits' }).tabIndex]).toEqual([0, -1]);
  grid.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
  await settled();
  expect(document.activeElement?.getAttribute('aria-label')).toBe('0.1, Seed 1: waits');
});

test('what is taken says what is not proven, and becomes the next run’s settings', async () => {
  const rows = [studyRow({ learningRate: 0.01 }, [0.8], [7]), studyRow({ learningRate: 0.1 }, [0.82], [8])];
  await opened('?study=3', {
    show: () => studyView({ status: 'done', done: 2, rows, recommended: { learningRate: 0.01 }, asGood: [{ learningRate: 0.1 }, { learningRate: 0.01 }], verdicts: [{ claim: 'deeper-helps', claimed: 'x', of: 'accuracy', holds: 'unclear', compared: null }] }),
  });
  const answer = screen().getByRole('region', { name: 'The answer' });
  expect(answer.textContent).toMatch(/Cannot be told:.*Training more than the last layer/s);
  expect(answer.textContent).toContain('It is not proven better than 1 other: 0.1.');
  await nextStep.value!.action!.run();
  expect(useDraft().spec).toEqual({ epochs: 3 });
  expect(useToasts().toasts.at(-1)!.message).toContain('Not proven better than: 0.1.');
  expect(at().fullPath).toBe('/projects/weeds/train?run=new');
});

test('the model that is taken is that of a run which is called by its name', async () => {
  const rows = [studyRow({ learningRate: 0.01 }, [0.8], [7]), studyRow({ learningRate: 0.1 }, [0.7], [8])];
  const program = fakeProgram({ studies: { presets: () => [], list: () => [], clusters: () => [], show: () => studyView({ status: 'done', rows, recommended: { learningRate: 0.01 }, asGood: [{ learningRate: 0.01 }] }) }, runs: { pin: ({ run, isPinned }) => runRow(run, { name: 'first', isPinned }) } });
  const frame = defineComponent(() => {
    provide(namesOfRuns, (run) => (run === 7 ? 'first' : null));
    return () => h(StudiesPage, { dataset: 'weeds' });
  });
  await show(frame, {}, { at: '/projects/weeds/studies?study=3' });
  screen().getByRole('button', { name: 'Use its model (run 7 (“first”))' }).click();
  await settled();
  expect(program.inputsOf('runs.pin')).toEqual([{ run: 7, isPinned: true }]);
  expect(useToasts().toasts.at(-1)!.message).toBe('Run 7 (“first”) is now the one that is shown, used and exported.');
});

test('a learning curve is drawn as far as it may be carried on', async () => {
  laidOut({ width: 600, height: 260 });
  const cells = [0.25, 0.5, 1].map((trainShare, i) => studyRow({ trainShare }, [0.7 + i * 0.08], [7 + i]));
  const spec = { ...studyView().spec, vary: [{ field: 'trainShare', values: [0.25, 0.5, 1] }] };
  const ahead = (times: number, accuracy: number, isShown = true) => ({ size: 100 * times, times, accuracy, low: accuracy - 0.02, high: accuracy + 0.02, isShown });
  const curve = { refused: [], predictions: [ahead(2, 0.9), ahead(4, 0.93, false)] };
  await opened('?study=3', { show: () => studyView({ status: 'done', done: 3, total: 3, chart: 'curve', spec, rows: cells, trials: [], curve }) });
  expect(await screen().findByText('2 × as many')).toBeTruthy();
  expect(screen().queryByText('4 × as many')).toBeNull();
  const [measured, carried] = [...document.querySelectorAll('polyline')].map((line) => line.getAttribute('points')!.split(' ').map((point) => point.split(',').map(Number)));
  expect(carried).toHaveLength(2);
  // It goes on from the largest that was measured, to the right and upwards.
  expect(carried![0]).toEqual(measured!.at(-1));
  expect([carried![1]![0]! > carried![0]![0]!, carried![1]![1]! < carried![0]![1]!]).toEqual([true, true]);
});

test('a cluster that a terminal has named can be chosen, with what a run takes there; a lost connection is told', async () => {
  const spec = studyView().spec;
  const cluster = { address: 'http://127.0.0.1:8265', job: 'graft-a-1', cpusPerTrial: 2, gpusPerTrial: 0.5, lost: { sinceMs: 0, error: { code: 'cluster-unreachable' as const, message: 'no', values: { kind: 'cluster-silent', address: 'http://127.0.0.1:8265' } } } };
  const program = await opened('?preset=freeze-depth', {
    fromPreset: () => ({ ...spec, preset: 'freeze-depth' }),
    plan: () => ({ spec, cells: [{}], trials: [{ row: 0, repeat: 0, reused: null }], notices: [] }),
    clusters: () => [{ study: 5, address: 'http://127.0.0.1:8265', storage: '/shared', cpusPerTrial: 1, gpusPerTrial: 0, retries: 2 }],
    start: () => studyView({ cluster }),
    show: () => studyView({ cluster }),
  });
  const place = await vi.waitFor(() => screen().getByLabelText('Where the runs are trained') as HTMLSelectElement, 20_000);
  Object.assign(place, { value: '5' }).dispatchEvent(new Event('change'));
  await settled();
  const type = async (label: RegExp, value: string) => {
    for (const event of ['input', 'change']) Object.assign(screen().getByLabelText(label), { value }).dispatchEvent(new Event(event));
    await later(350);
  };
  await type(/^Processors a run/, '2');
  await type(/^Graphics cards a run/, '1.5');
  expect(screen().getByText('0 to 1, or a whole number up to 64.')).toBeTruthy();
  expect(nextStep.value!.action).toBeNull();
  await type(/^Graphics cards a run/, '0.5');
  await nextStep.value!.action!.run();
  expect(program.inputsOf('studies.start')).toMatchObject([{ spec: { executor: 'ray' }, cluster: { like: 5, cpusPerTrial: 2, gpusPerTrial: 0.5, retries: 2 } }]);
  await vi.waitFor(() => screen().getByText(/^The connection is lost since/), 20_000);
  expect(screen().getByText(/Each run takes 2 processors and 0\.5 graphics cards there\./)).toBeTruthy();
  expect(screen().getByText(/Nothing answers at http:\/\/127\.0\.0\.1:8265/)).toBeTruthy();
});

test('where all runs of a way failed for good it says so, waits for nothing and offers no going on', async () => {
  const trials = [trialView(0, { run: 7, state: 'done', accuracy: 0.8 }), trialView(1, { run: 8, state: 'failed' })];
  await opened('?study=3', { show: () => studyView({ status: 'failed', failed: 1, canGoOn: false, trials }) });
  expect(document.body.textContent).not.toContain('not yet');
  expect(document.querySelector('.bars')?.textContent).toContain('failed');
  expect(screen().getByRole('region', { name: 'The answer' }).textContent).toContain('nothing to choose between');
  expect(nextStep.value!.action!.label).toBe('Ask another question');
});

test('one that is gone says so', async () => {
  await opened('?study=9', { show: () => { throw refusal({ code: 'not-found', message: 'no study 9' }); } });
  expect(screen().getByRole('heading', { name: 'This study is not there' })).toBeTruthy();
});

/** As a person moves a slider. */
async function slide(label: RegExp, value: number): Promise<void> {
  const slider = screen().getByRole('slider', { name: label }) as HTMLInputElement;
  slider.value = String(value);
  slider.dispatchEvent(new Event('input'));
  await settled();
}

test('sliders say what groups cost; the width follows the groups until it is moved itself; forms are compared on the picture that is chosen', async () => {
  const forms = ['paths', 'concatenated', 'grouped'] as const;
  const program = await opened('?calculator', {
    forms: ({ cardinality, width }) => ({ kind: 'forms', block: 'stage1.1', cardinality, width, forms: forms.map((form) => ({ form, convolutions: 3, parameters: 1, multiplyAdds: 2 })), maxAbsDiff: width === 4 ? 0.0000002 : 0.1, rootMeanSquare: 0.5 }),
  });
  // The page is a file of its own, and its pictures come after it.
  await vi.waitFor(() => screen().getByRole('radio', { name: 'dock, picture 2' }), 20_000);
  const shown = () => screen().getByRole('region', { name: 'The block' }).textContent;
  expect(shown()).toMatch(/32 groups.*4 channels.*70,144.*101%.*220M.*128/s);
  await slide(/^Groups/, 0);
  expect(shown()).toMatch(/1 group.*64 channels.*69,632/s);
  expect(screen().getByText(/^A single group is one path already/)).toBeTruthy();
  await slide(/^Channels of each group/, 63);
  expect(screen().getByRole('switch', { name: 'Keep the cost the same' })).toHaveProperty('checked', false);
  await slide(/^Groups/, 3);
  expect(shown()).toMatch(/8 groups.*63 channels/s);
  screen().getByRole('button', { name: 'Show 32 × 4d' }).click();
  await settled();
  expect(screen().getByRole('img', { name: /^A sum of paths: .* 96 convolutions/ })).toBeTruthy();
  screen().getByRole('radio', { name: 'dock, picture 2' }).click();
  screen().getByRole('button', { name: 'Compare 32 × 4d on this picture' }).click();
  await vi.waitFor(() => screen().getByText(/0\.0000002, where values are 0\.5 in size\. It is the same block/));
  expect(program.inputsOf('studies.forms')).toEqual([{ dataset: 'weeds', image: 7, cardinality: 32, width: 4 }]);
  screen().getByRole('button', { name: 'Show 8 × 14d' }).click();
  await settled();
  screen().getByRole('button', { name: 'Compare 8 × 14d on this picture' }).click();
  await vi.waitFor(() => screen().getByText(/That is more than rounding: it is not the same block/));
});
