import { fireEvent } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import { useSystem } from '../../stores/system.ts';
import { systemInfo } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import SettingsPage from './SettingsPage.vue';

const facts = () => screen().getAllByRole('definition').map(({ textContent }) => textContent);

test('theme and language change at once', async () => {
  fakeProgram({ system: { info: () => systemInfo() } });
  await show(SettingsPage);
  screen().getByRole('radio', { name: 'Dark' }).click();
  await settled();
  expect(document.documentElement.dataset.theme).toBe('dark');
  const language = screen().getByLabelText<HTMLSelectElement>('Language');
  language.selectedIndex = 1;
  await fireEvent.change(language);
  await vi.waitFor(() => expect(screen().getByRole('heading', { level: 1 }).textContent).toBe('Einstellungen'));
  screen().getByRole('radio', { name: 'Wie das System' }).click();
  await settled();
  expect(document.documentElement.dataset.theme).toBeUndefined();
});

test('what the machine has; before anything was measured it says so', async () => {
  const program = fakeProgram({ system: { info: () => systemInfo({ freeDiskBytes: 50e9 }) } });
  await show(SettingsPage);
  expect(facts()).toEqual(['2.21.0, CPU', expect.stringMatching(/^float32 – ./), '2', '50 GB', '/data', '0.1.0']);
  program.answer({ system: { info: () => systemInfo({ precision: null }) } });
  await useSystem().load();
  await settled();
  expect(facts()[1]).toBe('measured at the first training');
});

test('a missing engine is set up from here too', async () => {
  const info = () => systemInfo({ engine: { state: 'missing', error: { code: 'engine-missing', message: 'No libtensorflow' } } });
  const program = fakeProgram({
    system: {
      info,
      setUpEngine: () => ({ task: 'e', kind: 'engine-setup' as const, state: 'running' as const, done: 1, total: 2, message: 'Compiling', file: null }),
    },
  });
  await show(SettingsPage);
  expect([facts()[0], screen().getByRole('alert').textContent?.includes('No libtensorflow')]).toEqual(['not set up', true]);
  const button = screen().getByRole<HTMLButtonElement>('button', { name: 'Set the engine up' });
  button.click();
  await settled();
  expect([program.inputsOf('system.setUpEngine').length, button.disabled]).toEqual([1, true]);
  expect(screen().getByRole('progressbar', { name: 'Compiling' }).getAttribute('aria-valuenow')).toBe('50');
});

test('a program that does not answer can be asked again', async () => {
  const program = fakeProgram({ system: { info: () => { throw refusal({ code: 'internal', message: 'broken' }); } } });
  await show(SettingsPage);
  expect(screen().getByRole('alert').textContent).toContain('broken');
  program.answer({ system: { info: () => systemInfo() } });
  screen().getByRole('button', { name: 'Try again' }).click();
  await settled();
  expect([screen().queryByRole('alert'), facts().length]).toEqual([null, 6]);
});
