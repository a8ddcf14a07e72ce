// Before and after every test of the window (`setupFiles` in vitest.config.ts): a window that remembers nothing, on an empty page.
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, vi } from 'vitest';
import { setLanguage } from '../locales/i18n.ts';
import { endProgram } from './fake-program.ts';
import { closeWindow } from './show.ts';

beforeEach(async () => {
  localStorage.clear();
  setActivePinia(createPinia());
  await setLanguage('en');
});

afterEach(() => {
  closeWindow();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  endProgram();
});
