import { useLocalStorage, useMediaQuery } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { electronDoor } from '../api/door.ts';
import { setLanguage, systemLanguage } from '../locales/i18n.ts';
import type { Language } from '../locales/i18n.ts';

export type Theme = 'system' | 'light' | 'dark';

/** What this window remembers by itself; nothing of it matters to a result. */
export const useSettings = defineStore('settings', () => {
  const theme = useLocalStorage<Theme>('graft.theme', 'system');
  const language = useLocalStorage<Language>('graft.language', systemLanguage());
  /** Beside the pictures where there is room (as app/App.vue lays out), else over them, and only when it is asked for. */
  const isNarrow = useMediaQuery('(max-width: 1199px)');
  const isColumnOpen = useLocalStorage('graft.inspector', true);
  const isOverlayOpen = ref(false);
  const isInspectorOpen = computed({
    get: () => (isNarrow.value ? isOverlayOpen.value : isColumnOpen.value),
    set: (open) => ((isNarrow.value ? isOverlayOpen : isColumnOpen).value = open),
  });
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
  watch(
    language,
    (value) => {
      void setLanguage(value);
      void electronDoor?.speak(value);
    },
    { immediate: true },
  );

  return { theme, language, isInspectorOpen, thumbnailSize, trainDetail };
});
