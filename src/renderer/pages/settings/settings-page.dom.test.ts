import { fireEvent } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import type { CacheView } from '../../../shared/contract/system-calls.ts';
import { useSystem } from '../../stores/system.ts';
import { useToasts } from '../../stores/toasts.ts';
import { systemInfo } from '../../testing/answers.ts';
import { fakeProgram, refusal } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import SettingsPage from './SettingsPage.vue';

const caches = (): CacheView => ({ sizeBytes: 0, features: [], thumbnails: { files: 0, sizeBytes: 0 }, tried: { runs: 0, sizeBytes: 0 } });
const facts = () => screen().getAllByRole('definition').map(({ textContent }) => textContent);

test('theme and language change at once', async () => {
  fakeProgram({ system: { info: () => systemInfo(), caches } });
  await show(SettingsPage);
  screen().getByRole('radio', { name: 'Dark' }).click();
  await settled();
  expect(document.documentElement.dataset.theme).toBe('dark');
  const language = screen().getByLabelText<HTMLSelectElement>('Language');
  language.selectedIndex = 1;
  await fireEvent.change(language);
  await vi.waitFor(() => expect(screen().getByRole('heading', { level: 1 }).textContent).toBe('Einstellungen'), { timeout: 10_000 });
  screen().getByRole('radio', { name: 'Wie das System' }).click();
  await settled();
  expect(document.documentElement.dataset.theme).toBeUndefined();
});

test('what the machine has; before anything was measured it says so', async () => {
  const program = fakeProgram({ system: { info: () => systemInfo({ freeDiskBytes: 50e9 }), caches } });
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
      caches,
      setUpEngine: () => ({ task: 'e', kind: 'engine-setup' as const, state: 'running' as const, done: 1, total: 2, message: 'Compiling', file: null }),
    },
  });
  await show(SettingsPage);
  expect([facts()[0], screen().getByRole('alert').textContent?.includes('No libtensorflow')]).toEqual(['not set up', true]);
  const button = screen().getByRole<HTMLButtonElement>('button', { name: 'Set the engine up' });
  button.click();
  await settled();
  expect([program.inputsOf('system.setUpEngine').length, button.getAttribute('aria-disabled')]).toEqual([1, 'true']);
  expect(screen().getByRole('progressbar', { name: 'Compiling' }).getAttribute('aria-valuenow')).toBe('50');
});

test('a program that does not answer can be asked again', async () => {
  const program = fakeProgram({ system: { caches, info: () => { throw refusal({ code: 'internal', message: 'broken' }); } } });
  await show(SettingsPage);
  expect(screen().getByRole('alert').textContent).toContain('broken');
  program.answer({ system: { info: () => systemInfo() } });
  screen().getByRole('button', { name: 'Try again' }).click();
  await settled();
  expect([screen().queryByRole('alert'), facts().length]).toEqual([null, 6]);
});

test('what is kept to be quick: how large, what it holds, and given back with one button', async () => {
  let kept: CacheView = {
    sizeBytes: 253e6,
    features: [
      { name: 'a', sizeBytes: 120e6, lastUsedMs: Date.now(), inUse: false, backbone: 'resnet50.a1_in1k', cut: 'stage4', imageSize: 224 },
      { name: 'b', sizeBytes: 80e6, lastUsedMs: 0, inUse: true, backbone: null, cut: 'stem', imageSize: 224 },
    ],
    thumbnails: { files: 300, sizeBytes: 10e6 },
    tried: { runs: 1, sizeBytes: 43e6 },
  };
  const program = fakeProgram({
    system: {
      info: () => systemInfo(),
      caches: () => kept,
      clearCaches() {
        kept = { ...kept, sizeBytes: 80e6, features: kept.features.slice(1), thumbnails: { files: 0, sizeBytes: 0 }, tried: { runs: 0, sizeBytes: 0 } };
        return { freedBytes: 173e6, inUse: 1 };
      },
    },
  });
  await show(SettingsPage, {}, { at: '/settings#caches' });
  const block = screen().getByRole('region', { name: 'Kept to be quick' });
  expect(block.textContent).toMatch(/feature cache\s*200 MB.*ResNet-50 by timm, recipe A1, all before stage 4, 224 px.*120 MB.*Pixels, for any base model.*a training uses it.*Small pictures\s*10 MB\s*Tried adaptations\s*43 MB/s);
  const button = () => screen().getByRole('button', { name: /^Clear \(/ });
  expect([button().textContent?.trim(), document.activeElement === button()]).toEqual(['Clear (253 MB)', true]);
  button().click();
  await settled();
  await settled();
  expect([program.inputsOf('system.clearCaches').length, button().textContent?.trim()]).toEqual([1, 'Clear (80 MB)']);
  expect(useToasts().toasts.map(({ message }) => message)).toEqual(['173 MB given back to the disk; a training uses 1 of them, which was left alone.']);
});
