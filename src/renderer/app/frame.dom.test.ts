import { fireEvent } from '@testing-library/dom';
import { expect, test } from 'vitest';
import { h } from 'vue';
import { connection } from '../api/connection.ts';
import { areShortcutsOpen, isPaletteOpen } from '../composables/window-state.ts';
import { useBackbones } from '../stores/backbones.ts';
import { useDraft } from '../stores/draft.ts';
import { useProject } from '../stores/project.ts';
import { useProjects } from '../stores/projects.ts';
import { useRuns } from '../stores/runs.ts';
import { useSystem } from '../stores/system.ts';
import { useToasts } from '../stores/toasts.ts';
import { backboneCard, datasetView, projectCard, runProgress, runRow, systemInfo } from '../testing/answers.ts';
import { fakeProgram, refusal } from '../testing/fake-program.ts';
import { screen, settled, show } from '../testing/show.ts';
import { useCommands, useShortcuts } from '../window/commands.ts';
import { router } from '../window/router.ts';
import { useBaseCommands } from './base-commands.ts';
import CommandPalette from './CommandPalette.vue';
import EngineState from './EngineState.vue';
import FootStrip from './FootStrip.vue';
import ProjectFrame from './ProjectFrame.vue';
import ProjectTabs from './ProjectTabs.vue';
import RunStrip from './RunStrip.vue';
import ScanStrip from './ScanStrip.vue';
import ShortcutSheet from './ShortcutSheet.vue';
import StudioRail from './StudioRail.vue';

const places = () => router.currentRoute.value.fullPath;

/** A page with commands of its own under the window's, its palette and its sheet of shortcuts. */
const window_ = {
  setup() {
    useShortcuts();
    useBaseCommands();
    return () => [h(page), h(CommandPalette), h(ShortcutSheet), h('input', { 'aria-label': 'Typing' })];
  },
};
const ran: string[] = [];
const page = {
  setup() {
    useCommands(() => [
      { id: 'label', label: 'Move to nettle', group: 'Data', keys: ['2'], run: () => ran.push('label') },
      { id: 'gone', label: 'Move to dock', group: 'Data', keys: ['1'], isAvailable: () => false, run: () => ran.push('gone') },
      { id: 'go', label: 'Go on', keys: ['Ctrl+Enter'], run: () => ran.push('go') },
    ]);
    return () => null;
  },
};

test('the palette finds a command by any of its words and runs it; what cannot be done now is not there', async () => {
  ran.length = 0;
  await show(window_, {}, { at: '/' });
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  await settled();
  const field = screen().getByRole('textbox', { name: 'Type what you want to do' });
  await fireEvent.input(field, { target: { value: 'DATA nett' } });
  await settled();
  expect(screen().getAllByRole('option').map(({ textContent }) => textContent)).toEqual(['Move to nettleData2']);
  fireEvent.keyDown(field, { key: 'Enter' });
  await settled();
  expect([isPaletteOpen.value, ran]).toEqual([false, ['label']]);
  isPaletteOpen.value = true;
  await settled();
  await fireEvent.input(screen().getByRole('textbox'), { target: { value: 'move to dock' } });
  await settled();
  expect(screen().getByText('No command has these words.')).toBeTruthy();
});

test('keys: plain ones not while typing, Ctrl ones always, none while a dialog is open', async () => {
  ran.length = 0;
  await show(window_, {}, { at: '/' });
  const field = screen().getByLabelText('Typing');
  fireEvent.keyDown(document.body, { key: '2' });
  fireEvent.keyDown(document.body, { key: '1' });
  fireEvent.keyDown(field, { key: '2' });
  fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true });
  expect(ran).toEqual(['label', 'go']);
  areShortcutsOpen.value = true;
  await settled();
  fireEvent.keyDown(document.body, { key: '2' });
  expect(ran).toHaveLength(2);
});

test('the sheet of shortcuts: the page first, then what works everywhere; greyed with when, what applies later or elsewhere', async () => {
  await show(window_, {}, { at: '/' });
  fireEvent.keyDown(document.body, { key: '?' });
  await settled();
  expect(screen().getAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent)).toEqual(['Data', 'Everywhere', 'Data', 'Evaluate']);
  const terms = screen().getAllByRole('term').map(({ textContent }) => textContent?.trim().replaceAll(/\s+/g, ' '));
  expect(terms).toEqual(expect.arrayContaining(['Move to nettle', 'Move to dock not now', expect.stringMatching(/ on the page “Evaluate”$/)]));
});

test('the rail shows projects, which run and whose folder is gone, and opens a folder', async () => {
  fakeProgram({
    datasets: { list: () => [projectCard('weeds', { name: 'Weeds', activeRuns: 1 }), projectCard('c', { name: 'leaf 10' }), projectCard('a b', { name: 'leaf 2', isPresent: false })] },
    system: { info: () => systemInfo() },
  });
  await useProjects().load();
  await show(StudioRail, {}, { at: '/projects/weeds/data' });
  const links = screen().getAllByRole('link').map((link) => [link.textContent?.trim(), link.getAttribute('href')]);
  // By name, whichever was opened last: nothing moves under the hand.
  expect(links.filter(([, to]) => to?.startsWith('/projects/'))).toEqual([
    ['leaf 2 folder missing', '/projects/a%20b/data'],
    ['leaf 10', '/projects/c/data'],
    ['Weeds running', '/projects/weeds/data'],
  ]);
  expect(screen().queryByText('None yet')).toBeNull();
});

test('the rail says on every page of a project that it is the one that is open', async () => {
  fakeProgram({ datasets: { list: () => [projectCard('weeds'), projectCard('shoes')] }, system: { info: () => systemInfo() } });
  await useProjects().load();
  await show(StudioRail, {}, { at: '/projects/weeds/train' });
  expect(['weeds', 'shoes'].map((name) => screen().getByRole('link', { name }).getAttribute('aria-current'))).toEqual(['true', null]);
});

test('tabs say how far each step is', async () => {
  fakeProgram({ datasets: { show: () => datasetView({ findings: [{ kind: 'dim', count: 1 }] }) }, backbones: { list: () => [backboneCard('a')] } });
  await useProject().open('weeds');
  await show(ProjectTabs, {}, { at: '/projects/weeds/train' });
  const partOf = (part: string) => screen().getAllByRole('link').map((tab) => (tab.querySelector(part)?.textContent ?? '').replace(/\s+/g, ' ').trim());
  const tabs = () => partOf('.name');
  // In view what is missing, not what is there.
  const short = () => partOf('.short');
  expect(tabs()).toEqual([
    'Data (1 thing to look at)',
    'Base model (none chosen: the studio picks one)',
    'Train (no model yet)',
    'Evaluate (no model yet)',
    'Use (no model yet)',
    'Studies',
  ]);
  expect(short()).toEqual(['1 to look at', '', '', 'no model yet', 'no model yet', '']);
  useRuns().apply({ type: 'run', run: runRow(1) });
  useRuns().apply({ type: 'run', run: runRow(2, { state: 'running' }) });
  expect(useBackbones().cards).toBeNull();
  useDraft().change({ backbone: 'a' });
  await settled();
  expect(tabs()).toEqual([
    'Data (1 thing to look at)',
    'Base model (it has to be downloaded)',
    'Train (running)',
    'Evaluate (1 model)',
    'Use (1 model)',
    'Studies',
  ]);
  expect(short()).toEqual(['1 to look at', 'to download', 'running', '', '', '']);
  expect(screen().getByRole('link', { current: 'page' }).textContent).toContain('Train');
});

test('a project of the address is opened; one that is not there says so', async () => {
  const program = fakeProgram({
    datasets: {
      show: ({ dataset }) => {
        if (dataset === 'weeds') return datasetView();
        throw refusal({ code: dataset === 'gone' ? 'not-found' : 'internal', message: `no ${dataset}`, ...(dataset === 'gone' && { values: { kind: 'dataset-unknown', name: dataset } }) });
      },
    },
  });
  const frame = await show(ProjectFrame, { dataset: 'weeds' }, { at: '/projects/weeds/data' });
  expect([useProject().view?.name, screen().queryByRole('alert')]).toEqual(['Weeds', null]);
  await frame.set({ dataset: 'gone' });
  expect(screen().getByText('Open its folder to have it here.')).toBeTruthy();
  screen().getByRole('button', { name: 'Show the projects' }).click();
  await settled();
  expect(places()).toBe('/');
  await frame.set({ dataset: 'broken' });
  expect(screen().getByRole('alert').textContent).toContain('no broken');
  program.answer({ datasets: { show: () => datasetView({ id: 'broken' }) } });
  screen().getByRole('button', { name: 'Try again' }).click();
  await settled();
  expect(screen().queryByRole('alert')).toBeNull();
});

test('the strip of a run: what it does, how far it is; pause is asked once, stop only after a question', async () => {
  const slow = Promise.withResolvers<void>();
  const program = fakeProgram({
    runs: {
      async pause({ run }) {
        await slow.promise;
        return runRow(run, { state: 'paused' });
      },
      stop: ({ run }) => runRow(run, { state: 'cancelled' }),
    },
  });
  const runs = useRuns();
  const row = runRow(7, { state: 'running' });
  runs.apply({ type: 'run', run: row });
  runs.apply({ type: 'run', run: runRow(8, { state: 'queued' }) });
  for (const loss of [0.9, 0.8, 0.7]) runs.apply({ type: 'run-progress', progress: runProgress(7, { loss }) });
  const strip = await show(RunStrip, { row }, { at: '/projects/weeds/data' });
  expect(screen().getByText(/Training the head · epoch 2 of 4 · about 4 min left · 82 pictures\/s\s+· 1 more waits/)).toBeTruthy();
  expect(screen().getByRole('progressbar', { name: 'Run 7' }).getAttribute('aria-valuenow')).toBe('37.5');
  expect(screen().getByRole('img', { name: 'Loss so far, from 0.900 to 0.700' })).toBeTruthy();
  expect(screen().getByRole('link', { name: 'Run 7' }).getAttribute('href')).toBe('/projects/weeds/train?run=7');
  const button = (name: string) => screen().getByRole<HTMLButtonElement>('button', { name });
  button('Pause').click();
  await settled();
  expect([button('Pause').getAttribute('aria-disabled') === 'true', button('Stop').disabled, screen().queryByText(/Saving a checkpoint/) !== null]).toEqual([true, true, true]);
  slow.resolve();
  await settled();
  expect([program.inputsOf('runs.pause'), runs.rowOf(7)?.state]).toEqual([[{ run: 7 }], 'paused']);
  await strip.set({ row: runRow(7, { state: 'paused' }) });
  expect(screen().getByText(/^Paused/)).toBeTruthy();
  expect(screen().queryByRole('progressbar')).toBeNull();
  await strip.set({ row });
  button('Stop').click();
  await settled();
  expect(program.inputsOf('runs.stop')).toEqual([]);
  button('Stop and keep').click();
  await settled();
  expect([program.inputsOf('runs.stop'), runs.rowOf(7)?.state]).toEqual([[{ run: 7 }], 'cancelled']);
});

test('a run of another project than the one that is open carries its name; what waits is listed in turn', async () => {
  const runs = useRuns();
  const row = runRow(7, { state: 'running' });
  const waits = (run: number, queuePosition: number) => runRow(run, { state: 'queued', queuePosition, dataset: 'shoes', datasetName: 'Shoes' });
  for (const run of [row, waits(9, 3), waits(8, 4)]) runs.apply({ type: 'run', run });
  await show(RunStrip, { row }, { at: '/projects/shoes/data' });
  expect(screen().getByRole('link', { name: 'Run 7 · Weeds' })).toBeTruthy();
  expect([screen().queryByText(/· 2 more wait$/) !== null, screen().getByRole('link', { name: 'Run 7 · Weeds' }).getAttribute('aria-description')]).toEqual([true, '1. Run 9 · Shoes\n2. Run 8 · Shoes']);
});

test('what a run refuses is told in a toast and can be asked again', async () => {
  fakeProgram({
    runs: {
      resume: () => {
        throw refusal({ code: 'disk-failed', message: 'The disk is full', hint: 'Make room.' });
      },
    },
  });
  await show(RunStrip, { row: runRow(7, { state: 'paused' }) }, { at: '/' });
  screen().getByRole('button', { name: 'Resume' }).click();
  await settled();
  expect(useToasts().toasts.map(({ message, kind }) => [message, kind])).toEqual([['The disk is full', 'error']]);
  expect(screen().getByRole<HTMLButtonElement>('button', { name: 'Resume' }).disabled).toBe(false);
});

test('the strip of a folder that is read: counted once it is known how many there are', async () => {
  const system = useSystem();
  await show(ScanStrip);
  expect(screen().queryByRole('status')).toBeNull();
  system.apply({ type: 'scan', folder: 'C:\\pictures\\weeds', done: 1200, total: null });
  await settled();
  expect(screen().getByRole('status').textContent).toBe('Reading weeds1,200 pictures so far');
  expect(screen().getByRole('progressbar').getAttribute('aria-valuenow')).toBeNull();
  system.apply({ type: 'scan', folder: 'C:\\pictures\\weeds', done: 1500, total: 3000 });
  await settled();
  expect(screen().getByRole('status').textContent).toContain('1,500 of 3,000 pictures');
  expect(screen().getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50');
  // What a person adds goes before.
  system.adding = { label: 'dock', done: 3, total: 12 };
  await settled();
  expect([screen().getByRole('status').textContent, screen().getByRole('progressbar').getAttribute('aria-valuenow')]).toEqual(['Adding to dock3 of 12 pictures', '25']);
  system.adding = null;
  await settled();
  expect(screen().getByRole('status').textContent).toContain('Reading weeds');
});

test.each([
  [null, 'Engine …'],
  [systemInfo(), 'CPU · float32'],
  [systemInfo({ precision: null }), 'CPU'],
  [systemInfo({ engine: { state: 'missing', error: { code: 'engine-missing', message: '' } } }), 'Engine not set up'],
])('the engine in the foot: %#', async (info, words) => {
  useSystem().info = info;
  await show(EngineState, {}, { at: '/' });
  expect(screen().getByRole('link').textContent).toContain(words);
});

test('a connection that is lost or refused says what to do; the run that runs stands beside', async () => {
  const before = connection.value;
  useRuns().apply({ type: 'run', run: runRow(7, { state: 'running', name: 'tonight' }) });
  await show(FootStrip, {}, { at: '/' });
  try {
    connection.value = 'lost';
    await settled();
    expect(screen().getByText('Connection lost; trying again')).toBeTruthy();
    connection.value = 'refused';
    await settled();
    expect(screen().getByText(/Open the link that it printed in the terminal/)).toBeTruthy();
    connection.value = 'live';
    await settled();
    expect(screen().queryByText(/Connection|link/)).toBeNull();
    expect(screen().getByRole('link', { name: 'tonight (7) · Weeds' })).toBeTruthy();
  } finally {
    connection.value = before;
  }
});
