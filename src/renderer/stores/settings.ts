import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import { watch } from 'vue';
import { setLanguage, systemLanguage } from '../locales/i18n.ts';
import type { Language } from '../locales/i18n.ts';

export type Theme = 'system' | 'light' | 'dark';

/** What this window remembers by itself; nothing of it matters to a result. */
export const useSettings = defineStore('settings', () => {
  const theme = useLocalStorage<Theme>('graft.theme', 'system');
  const language = useLocalStorage<Language>('graft.language', systemLanguage());
  const isInspectorOpen = useLocalStorage('graft.inspector', true);
  /** Edge of a picture on the wall, in px. */
  const thumbnailSize = useLocalStorage('graft.thumbnailSize', 120);
  /** How much the Train page shows. */
  const trainDetail = useLocalStorage<'simple' | 'usual' | 'everything'>('graft.trainDetail', 'simple');

  watch(
    theme,
    (value) => {
      if (value === 'system') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = value;
    },
    { immediate: true },
  );
  watch(language, (value) => void setLanguage(value), { immediate: true });

  return { theme, language, isInspectorOpen, thumbnailSize, trainDetail };
});
