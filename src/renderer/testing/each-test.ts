// Before and after every test of the window (`setupFiles` in vitest.config.ts): a window that remembers nothing, on an empty page.
import { createPinia, disposePinia, getActivePinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, vi } from 'vitest';
import { setLanguage } from '../locales/i18n.ts';
import { endProgram } from './fake-program.ts';
import { closeWindow } from './show.ts';
import { dropTimers, watchTimers } from './timers.ts';

beforeEach(async () => {
  watchTimers();
  localStorage.clear();
  await setLanguage('en');
  setActivePinia(createPinia());
});

// Each by itself, the last one first: a component that breaks when it goes must not break the tests after it.
afterEach(endProgram);
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});
// Else its stores would hear what the next test keeps in this window's storage.
afterEach(() => disposePinia(getActivePinia()!));
afterEach(dropTimers);
afterEach(closeWindow);
