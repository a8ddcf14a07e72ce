import { fireEvent } from '@testing-library/dom';
import { expect, test } from 'vitest';
import { folderPicker } from '../../composables/window-state.ts';
import { useProjects } from '../../stores/projects.ts';
import { useSystem } from '../../stores/system.ts';
import { useToasts } from '../../stores/toasts.ts';
import { datasetView, projectCard, systemInfo } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import type { Answers } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import { router } from '../../window/router.ts';
import StartPage from './StartPage.vue';

async function started(cards = [projectCard('weeds', { name: 'Weeds' })], answers: Answers = {}) {
  const program = fakeProgram({ system: { info: () => systemInfo() }, datasets: { list: () => cards } });
  program.answer(answers);
  await useProjects().load();
  await useSystem().load();
  await show(StartPage, {}, { at: '/' });
  return program;
}
const missing = systemInfo({ engine: { state: 'missing', error: { code: 'engine-missing', message: 'No libtensorflow' } } });

test('a project at a glance: pictures, how good, when; what runs and what is gone', async () => {
  const openedAtMs = Date.now() - 3_600_000;
  await started([
    projectCard('weeds', { name: 'Weeds', bestRun: { run: 7, accuracy: 0.934 }, openedAtMs }),
    projectCard('shoes', { activeRuns: 1, classes: 0, openedAtMs }),
    projectCard('gone', { isPresent: false, thumbnails: [] }),
  ]);
  expect(screen().getAllByRole('listitem').map(({ textContent }) => textContent?.replace(/\s+/g, ' ').trim())).toEqual([
    expect.stringMatching(/^Weeds30 pictures · 2 classes93\.4% right ?1 hour ago/),
    expect.stringMatching(/^shoes30 pictures ?training/),
    expect.stringMatching(/^gone30 pictures · 2 classesnot trained yet ?folder missing/),
  ]);
  const [weeds] = screen().getAllByRole('link');
  expect([weeds!.getAttribute('href'), weeds!.querySelectorAll('img').length]).toEqual(['/projects/weeds/data', 2]);
});

test('without the system’s own window the folder page asks; what it chose is read here, and can be stopped', async () => {
  const slow = Promise.withResolvers<void>();
  let isStopped = false;
  const program = await started([], {
    datasets: {
      async open() {
        await slow.promise;
        return datasetView();
      },
    },
  });
  screen().getByRole('button', { name: /^Open a folder of pictures/ }).click();
  await settled();
  void folderPicker.value!.choose('/pictures/weeds');
  await settled();
  expect(screen().getByText('Looking for pictures …')).toBeTruthy();
  useSystem().apply({ type: 'scan', folder: '/pictures/weeds', done: 3, total: 12 });
  await settled();
  expect(screen().getByText('3 of 12 files')).toBeTruthy();
  screen().getByRole('button', { name: 'Stop reading' }).click();
  await settled();
  isStopped = screen().queryByText('3 of 12 files') === null;
  slow.resolve();
  await settled();
  expect([isStopped, screen().queryByRole('alert'), router.currentRoute.value.path]).toEqual([true, null, '/']);
  expect(program.inputsOf('datasets.open')).toEqual([{ folder: '/pictures/weeds' }]);
});

test('a folder that cannot be opened says why and offers another; the sample opens its page', async () => {
  const program = await started([], {
    datasets: {
      open: () => {
        throw refusal({ code: 'not-found', message: 'No picture in it', values: { kind: 'no-picture-there', place: '/empty' } });
      },
      openSample: () => datasetView({ id: 'sample' }),
    },
  });
  screen().getByRole('button', { name: /^Open a folder of pictures/ }).click();
  await settled();
  await folderPicker.value!.choose('/empty');
  await settled();
  expect(screen().getByRole('alert').textContent).toMatch(/Could not open \/empty.*There is no picture in \/empty.*Choose a folder with pictures/s);
  folderPicker.value = null;
  screen().getByRole('button', { name: 'Choose another folder' }).click();
  await settled();
  expect(folderPicker.value).not.toBeNull();
  screen().getByRole('button', { name: /^Try the sample/ }).click();
  await settled();
  expect([screen().queryByRole('alert'), router.currentRoute.value.path]).toEqual([null, '/projects/sample/data']);
  expect(program.inputsOf('datasets.openSample')).toHaveLength(1);
});

test('removing asks first and says what stays; a refusal is told', async () => {
  const program = await started(undefined, { datasets: { remove: () => ({ removed: true as const }) } });
  const ask = async () => {
    fireEvent.keyDown(screen().getByRole('button', { name: 'What to do with Weeds' }), { key: 'Enter' });
    await settled();
    screen().getByRole('menuitem', { name: 'Remove from the studio …' }).click();
    await settled();
  };
  await ask();
  expect(screen().getByRole('dialog', { name: 'Remove Weeds?' }).textContent).toContain('The folder /pictures/weeds and its pictures stay');
  screen().getByRole('button', { name: 'Cancel' }).click();
  await settled();
  expect(program.inputsOf('datasets.remove')).toEqual([]);
  program.answer({ datasets: { remove: () => { throw refusal({ code: 'bad-usage', message: 'A run uses it' }); } } });
  await ask();
  screen().getByRole('button', { name: 'Remove' }).click();
  await settled();
  expect([useToasts().toasts.at(-1)?.message, useProjects().cards?.length]).toEqual(['A run uses it', 1]);
  program.answer({ datasets: { remove: () => ({ removed: true as const }) } });
  await ask();
  screen().getByRole('button', { name: 'Remove' }).click();
  await settled();
  expect(screen().queryByRole('link', { name: /Weeds/ })).toBeNull();
});

test('a list that does not come can be asked for again', async () => {
  const program = await started([], {});
  program.answer({ datasets: { list: () => { throw refusal({ code: 'database-locked', message: 'Another program writes' }); } } });
  await useProjects().load();
  await settled();
  expect(screen().getByRole('alert').textContent).toContain('Another program writes');
  program.answer({ datasets: { list: () => [projectCard('weeds')] } });
  screen().getByRole('button', { name: 'Try again' }).click();
  await settled();
  expect(screen().getByRole('link', { name: /weeds/ })).toBeTruthy();
});

test('a missing engine: what it means, its set-up with progress, and what went wrong', async () => {
  const task = { task: 'engine', kind: 'engine-setup' as const, done: 1, total: 4, message: 'Fetching TensorFlow', file: null };
  const program = await started([], { system: { info: () => missing, setUpEngine: () => ({ ...task, state: 'running' as const }) } });
  const card = () => screen().getByRole('region', { name: 'The engine is not set up yet' });
  expect(card().textContent).toContain('No libtensorflow');
  screen().getByRole('button', { name: 'Set the engine up' }).click();
  await settled();
  expect(screen().getByRole('progressbar', { name: 'Setting the engine up' }).getAttribute('aria-valuenow')).toBe('25');
  useSystem().apply({ type: 'task', task: { ...task, state: 'failed', message: 'pip is not there' } });
  await settled();
  expect(screen().getByRole('alert').textContent).toContain('pip is not there');
  program.answer({ system: { info: () => systemInfo() } });
  await useSystem().load();
  await settled();
  expect(screen().queryByRole('region', { name: /engine/ })).toBeNull();
});
