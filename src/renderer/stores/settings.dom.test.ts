import { createPinia, setActivePinia } from 'pinia';
import { nextTick } from 'vue';
import { expect, test, vi } from 'vitest';
import { i18n } from '../locales/i18n.ts';
import { useSettings } from './settings.ts';

test('the theme is the page’s, or the system’s again', async () => {
  const settings = useSettings();
  expect(document.documentElement.dataset.theme).toBeUndefined();
  settings.theme = 'dark';
  await nextTick();
  expect(document.documentElement.dataset.theme).toBe('dark');
  settings.theme = 'system';
  await nextTick();
  expect(document.documentElement.dataset.theme).toBeUndefined();
});

test('another language is fetched, spoken and written on the page; it is remembered', async () => {
  useSettings().language = 'de';
  await vi.waitFor(() => expect(i18n.global.locale.value).toBe('de'));
  expect([i18n.global.t('common.cancel'), document.documentElement.lang]).toEqual(['Abbrechen', 'de']);
  setActivePinia(createPinia());
  expect(useSettings().language).toBe('de');
});
