import { fireEvent } from '@testing-library/dom';
import { expect, test } from 'vitest';
import type { NetworkTable } from '../../../shared/contract/backbone-calls.ts';
import type { ProfileView } from '../../../shared/contract/profile-calls.ts';
import type { EstimateView, PlanView } from '../../../shared/contract/plan-view.ts';
import { applyEvent } from '../../stores/apply-event.ts';
import { useBackbones } from '../../stores/backbones.ts';
import { useDraft } from '../../stores/draft.ts';
import { usePlan } from '../../stores/plan.ts';
import { useProject } from '../../stores/project.ts';
import { backboneCard, datasetView, runRow } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { router } from '../../window/router.ts';
import { laidOut, later, screen, settled, show } from '../../testing/show.ts';
import { nextStep } from '../../window/next-step.ts';
import FreezeLine from './FreezeLine.vue';
import ModelPage from './ModelPage.vue';

const blocks = ['stem', 'stage1', 'stage1.1', 'stage2', 'stage4', 'head'];
const stageOf = (cut: string) => cut.split('.')[0]!;
const network = (backbone: string): NetworkTable => ({
  backbone,
  imageSize: 224,
  totalParameters: 6e6,
  parts: blocks.map((part, at) => ({ part, stage: stageOf(part), channels: 64 << at, size: 112 >> at, parameters: 1e6 })),
  cuts: blocks.map((cut, at) => ({
    cut,
    frozenParameters: at * 1e6,
    trainableParameters: (6 - at) * 1e6,
    cacheBytes: at * 1e7,
    trainGmac: 6 - at,
    memoryBytes: (10 - at) * 1e9,
  })),
});
const planned = (freeze: string) => ({ plan: { start: { from: 'weights', id: 'starter', sha256: null }, freeze, precision: 'float32' } }) as unknown as PlanView;
const estimate = { minutes: 2, epochs: 3, secondsPerEpoch: [12], featureSeconds: [1], peakMemoryBytes: 19e8 } as EstimateView;

const known = ['stem', 'stage1', 'stage1.1', 'stage2', 'stage4'].map((after, i) => ({ after, dimensions: 8, accuracy: 0.5 + i / 10, low: 0.4 + i / 10, high: 0.55 + i / 10, millisecondsPerImage: 1 + i }));
const profile = (state: ProfileView['state']): ProfileView => ({ profile: 'p', state, fraction: 0, blocks: [], saturates: null, judged: null, kept: [], advice: null, error: null });

const line = () => screen().getByRole('slider', { name: /^Freeze line/ });
const press = async (key: string, held = {}) => {
  fireEvent.keyDown(line(), { key, ...held });
  await settled();
};

test('the line is moved by blocks, by stages with Shift or pages, and to its ends; it says what it means', async () => {
  laidOut({ width: 800, height: 200 });
  const cuts: string[] = [];
  const shown = await show(FreezeLine, {
    table: network('starter'),
    headFirst: false,
    cut: 'stage2',
    'onUpdate:cut': (cut: string) => {
      cuts.push(cut);
      void shown.set({ cut });
    },
  });
  expect([line().getAttribute('aria-valuenow'), line().getAttribute('aria-valuemax')]).toEqual(['3', '5']);
  expect(line().getAttribute('aria-valuetext')).toMatch(/^Trained from stage 2 on: 3(\.0)?M of 6(\.0)?M parameters$/);
  for (const [key, held] of [['ArrowLeft', {}], ['ArrowLeft', { shiftKey: true }], ['PageUp', {}], ['End', {}], ['ArrowRight', {}], ['Home', {}]] as const) {
    await press(key, held);
  }
  expect(cuts).toEqual(['stage1.1', 'stage1', 'stage2', 'head', 'stem']);
  expect(screen().getByText(/nothing is frozen/)).toBeTruthy();
});

test('dragged, it goes to the nearest cut; a pointer that only passes by moves nothing', async () => {
  laidOut({ width: 800, height: 200 });
  const cuts: string[] = [];
  await show(FreezeLine, { table: network('starter'), headFirst: true, cut: 'head', 'onUpdate:cut': (cut: string) => cuts.push(cut) });
  const svg = line().closest('svg')!;
  Object.assign(svg, { setPointerCapture: () => undefined, getBoundingClientRect: () => ({ left: 0, width: 100 }) });
  fireEvent.pointerMove(svg, { clientX: 0, buttons: 0 });
  fireEvent.pointerDown(svg, { clientX: 0, buttons: 1 });
  fireEvent.pointerMove(svg, { clientX: 99, buttons: 1 });
  expect(cuts).toEqual(['stem', 'head']);
});

async function opened(freeze = 'until:stage2', query = '') {
  laidOut({ width: 800, height: 800 });
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    backbones: {
      list: () => [backboneCard('starter', { onDisk: true }), backboneCard('resnet50.a1_in1k')],
      network: ({ backbone }) => network(backbone),
    },
    profiles: {
      show: () => profile('none'),
      start: () => profile('running'),
      stop: ({ profile }) => ({ profile }),
      keep: () => runRow(7),
    },
    runs: { plan: ({ spec }) => planned(spec.freeze ?? freeze), estimate: () => estimate },
  });
  await useProject().open('weeds');
  await useBackbones().load();
  await show(ModelPage, { dataset: 'weeds' }, { at: `/projects/weeds/model${query}` });
  await later(250);
  return program;
}
const checked = () => screen().getAllByRole<HTMLInputElement>('radio').find((radio) => radio.checked)?.closest('label')?.textContent?.trim();

test('what the program would choose is shown; a preset and the line go into the next run', async () => {
  await opened();
  expect([screen().getByRole('heading', { level: 1 }).textContent, checked(), line().getAttribute('aria-valuenow')]).toEqual(['starter', 'From here on', '3']);
  screen().getByRole('radio', { name: 'Head only' }).click();
  await settled();
  expect([useDraft().spec.freeze, checked()]).toEqual(['head', 'Head only']);
  screen().getByRole('radio', { name: 'Head first, then from here' }).click();
  await settled();
  expect(useDraft().spec.freeze).toBe('head-then:stage4');
  await press('ArrowLeft');
  expect(useDraft().spec.freeze).toBe('head-then:stage2');
  // On to training there is one door, the next step's.
  expect([nextStep.value?.action?.label, screen().queryByRole('button', { name: /^train/i })]).toEqual(['Train with these 30 pictures', null]);
  await later(200);
});

test('again with one change: one stands at the line, or at the chosen base model', async () => {
  await opened(undefined, '?change=freeze');
  expect(document.activeElement).toBe(line());
  await router.replace('/projects/weeds/model?change=backbone');
  await settled();
  expect(document.activeElement).toBe(screen().getByRole('button', { name: /^starter/ }));
  await later(200);
});

test('another base model keeps the line where both have it; a block becomes its stage', async () => {
  const program = await opened();
  // A run to go on from would bring weights of its own.
  useDraft().change({ freeze: 'until:stage1.1', from: '7' });
  await settled();
  screen().getByRole('button', { name: /resnet50/ }).click();
  await settled();
  expect(useDraft().spec).toEqual({ backbone: 'resnet50.a1_in1k', freeze: 'until:stage1' });
  expect((program.inputsOf('backbones.network').at(-1) as { backbone: string }).backbone).toBe('resnet50.a1_in1k');
  // One door: the next step.
  expect(screen().queryByRole('button', { name: /^Download/ })).toBeNull();
  expect(nextStep.value?.action?.label).toBe('Download it (102 MB)');
  await later(200);
});

test('where a run is gone on from, its network is drawn, though it is no base model yet; one may begin with a base model instead', async () => {
  const program = await opened();
  const start = { from: 'weights', id: 'run-7', sha256: null, run: 7, rows: [0, null] };
  program.answer({ runs: { plan: ({ spec }) => (spec.from === undefined ? planned('head') : ({ ...planned('head'), plan: { ...planned('head').plan, start } } as unknown as PlanView)) } });
  useDraft().change({ from: '7' });
  await later(400);
  expect(program.inputsOf('backbones.network').at(-1)).toMatchObject({ backbone: 'run-7', from: '7' });
  expect([screen().getByRole('heading', { level: 1 }).textContent, line() !== null, nextStep.value?.action?.label]).toEqual(['the model of run 7', true, 'Train with these 30 pictures']);
  expect(screen().getByText(/^The next run goes on from run 7/)).toBeTruthy();
  // Once it was gone on from it is a base model too; what its blocks know is asked of those alone.
  program.answer({ backbones: { list: () => [backboneCard('run-7', { onDisk: true })] } });
  await useBackbones().load();
  await settled();
  expect([line() !== null, screen().queryByRole('button', { name: 'Look into the network' })]).toEqual([true, null]);
  program.answer({ runs: { plan: () => { throw refusal({ code: 'not-found', message: 'There is no run "9"', values: { kind: 'no-such-run', number: '9' }, field: 'from' }); } } });
  useDraft().change({ from: '9' });
  await later(400);
  expect([screen().getByText('There is no run 9').textContent, nextStep.value]).toEqual(['There is no run 9', null]);
  screen().getByRole('button', { name: 'Start from a base model instead' }).click();
  await settled();
  expect(useDraft().spec).toEqual({});
  await later(200);
});

test('figures follow the line at once; time is measured here and then scaled to other places', async () => {
  const program = await opened();
  const figures = () => screen().getAllByRole('definition').map(({ textContent }) => textContent?.replace(/\s+/g, ' ').trim());
  if (program.inputsOf('runs.estimate').length === 0) screen().getByRole('button', { name: 'Measure time and memory' }).click();
  await later(100);
  expect(usePlan().estimate?.minutes).toBe(2);
  expect(figures()).toEqual([
    expect.stringMatching(/^3(\.0)?M .*50%/),
    expect.stringMatching(/^30 MB/),
    expect.stringMatching(/^12 sec measured here; the whole run: 2 min/),
    expect.stringMatching(/^1\.9 GB measured here/),
  ]);
  program.answer({ runs: { estimate: () => new Promise(() => undefined) } });
  await press('Home');
  // Six times the work of a step where three were measured.
  expect(figures()).toEqual([expect.stringMatching(/^6(\.0)?M/), expect.stringMatching(/^0/), expect.stringMatching(/^≈ 24 sec scaled/), expect.stringMatching(/^≈ 4\.9 GB scaled/)]);
  await later(200);
});

test('a network that cannot be shown says why and is asked for again', async () => {
  const program = await opened();
  program.answer({ backbones: { network: () => { throw refusal({ code: 'bad-weights', message: 'The file is cut off' }); } } });
  useDraft().change({ imageSize: 160 });
  await later(50);
  expect(screen().getByRole('alert').textContent).toContain('The file is cut off');
  program.answer({ backbones: { network: ({ backbone }) => network(backbone) } });
  screen().getByRole('button', { name: 'Try again' }).click();
  await settled();
  expect(screen().queryByRole('alert')).toBeNull();
  await later(200);
});

test('a table says what each place of the line means, a row a stage and the block where it lies; a row moves the line', async () => {
  await opened('until:stage1.1');
  const table = screen().getByRole('table', { name: 'What each place of the line means' });
  const rows = () => [...table.querySelectorAll('tbody tr')].map((row) => row.textContent?.replace(/\s+/g, ' ').trim());
  expect(rows()).toHaveLength(6);
  expect(table.querySelector('tr.here')?.textContent).toMatch(/stage 1, block 2.*4(\.0)?M.*GB/s);
  screen().getByRole('button', { name: 'Put the line before stage 4' }).click();
  await settled();
  expect(useDraft().spec.freeze).toBe('until:stage4');
  expect(table.querySelector('tr.here')?.textContent).toMatch(/stage 4.*2(\.0)?M/s);
  expect(rows()).toHaveLength(5);
  await later(200);
});

test('where a network from nothing was chosen there is no line; a base model takes its place again', async () => {
  await opened();
  useDraft().replace({ net: 'cifar_resnet20' });
  await settled();
  expect(screen().getByRole('heading', { level: 1 }).textContent).toBe('CIFAR ResNet-20, from nothing');
  expect(screen().queryByRole('slider')).toBeNull();
  screen().getByRole('button', { name: 'Start from a base model instead' }).click();
  await settled();
  expect([useDraft().spec, screen().queryByRole('slider') !== null]).toEqual([{}, true]);
  await later(200);
});

test('under the line it fills block by block, says where more is not proven better, and takes the line there; it can be stopped', async () => {
  const program = await opened();
  fireEvent.click(screen().getByRole('button', { name: 'Look into the network' }));
  await settled();
  const told = (more: Partial<ProfileView>) => applyEvent({ type: 'profile', profile: { ...profile('running'), ...more } });
  told({ blocks: known.slice(0, 2), fraction: 0.9 });
  await settled();
  expect(screen().getByText('This place is not known yet.')).toBeTruthy();
  told({ blocks: known.slice(0, 3), fraction: 0.95 });
  await settled();
  expect(screen().getByText(/^Frozen up to stage 1, block 2: 70(\.0)?\s?% right/)).toBeTruthy();
  fireEvent.click(screen().getByRole('button', { name: 'Stop looking' }));
  await settled();
  expect(program.inputsOf('profiles.stop')).toEqual([{ profile: 'p' }]);
  told({ state: 'done', fraction: 1, blocks: known, saturates: 'stage1', judged: 40 });
  await settled();
  // This window is a small one: the verdict of all blocks lies with the chart, folded.
  expect(screen().queryByRole('img', { name: /Up to stage 1 is enough/ })).toBeNull();
  fireEvent.click(screen().getByRole('button', { name: 'What the frozen part knows of your pictures' }));
  await settled();
  expect(screen().getByRole('img', { name: /Up to stage 1 is enough/ })).toBeTruthy();
  expect(screen().getByText(/^Up to stage 1 is enough: no later block is proven better on 40 validation pictures/)).toBeTruthy();
  fireEvent.click(screen().getByRole('button', { name: 'Put the line where it is enough' }));
  await settled();
  expect(useDraft().spec.freeze).toBe('until:stage1.1');
  expect(screen().queryByRole('button', { name: 'Put the line where it is enough' })).toBeNull();

  told({ state: 'done', fraction: 1, blocks: known, saturates: 'stage1', judged: 40, kept: [{ after: 'stage1', parameters: 0.41, timesAsFast: 1.9, accuracy: -0.0063 }] });
  await settled();
  expect(screen().getByText(/^A network that ends after stage 1 has 41\s?% of the size, is 1\.9 times as fast, and tells 0\.6 points fewer validation pictures right\.$/)).toBeTruthy();
  fireEvent.click(screen().getByRole('button', { name: 'Keep the network up to here' }));
  await settled();
  expect(program.inputsOf('profiles.keep')).toEqual([{ dataset: 'weeds', spec: { backbone: 'starter' }, block: 'stage1' }]);
});

test('what suits the pictures: the field of the rule where they stand, why, and a button that chooses it', async () => {
  await opened();
  fireEvent.click(screen().getByRole('button', { name: 'Look into the network' }));
  await settled();
  const advice = () => screen().getByRole('region', { name: 'What suits these pictures' });
  expect(advice().textContent).toContain('once the network has been looked into');
  const seen = { strategy: 'head-then:stage4', size: 'much', similarity: 'similar', smallest: 38, enough: 20, better: null, distance: 0.45, far: 0.7, half: 0.75, whole: 0.817, stillRises: false } as const;
  applyEvent({ type: 'profile', profile: { ...profile('done'), fraction: 1, blocks: known, saturates: 'stage1', judged: 40, advice: seen } });
  await settled();
  expect(advice().querySelector('.here')?.textContent).toMatch(/^\s*The head first, then the last stage\s+these pictures$/);
  expect([...advice().querySelectorAll('li')].map(({ textContent }) => textContent)).toEqual([
    'The smallest class has 38 training pictures; many begins with 20.',
    'No earlier block knows these pictures better than the last one.',
    'They lie 0.45 standard deviations from the pictures that it learned from; far is more than 0.7.',
    expect.stringMatching(/^A head tells 81\.7\s?% right .* that is not proven more\.$/),
  ]);
  screen().getByRole('button', { name: 'Choose this' }).click();
  await settled();
  expect([useDraft().spec.freeze, screen().queryByRole('button', { name: 'Choose this' })]).toEqual(['head-then:stage4', null]);
  applyEvent({ type: 'profile', profile: { ...profile('done'), blocks: known, advice: { ...seen, strategy: 'head', size: 'little', similarity: 'different', better: 'stage1.1', distance: null, half: null } } });
  await settled();
  expect(advice().textContent).toContain('A new head on an earlier block: keep the network up to stage 1, block 2.');
  expect(advice().querySelectorAll('li')).toHaveLength(3);
});
