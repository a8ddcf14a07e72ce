import { refDebounced } from '@vueuse/core';
import { computed, shallowRef, watch } from 'vue';
import { shownError } from '../../api/call-error.ts';
import type { StudioCallError } from '../../api/call-error.ts';
import { studio } from '../../api/client.ts';

/** How sure a run is of each class for a picture, asked for once the focus rests; null asks for nothing. */
export function useProbabilities(wish: () => { run: number; image: number } | null) {
  const bars = shallowRef<{ className: string; probability: number }[]>([]);
  const error = shallowRef<StudioCallError | null>(null);
  const key = computed(() => JSON.stringify(wish()));

  watch(key, () => (bars.value = []));
  watch(
    refDebounced(key, 60),
    async (asked) => {
      const wanted = wish();
      error.value = null;
      if (!wanted || asked !== key.value) return;
      try {
        const answer = await studio.evaluations.probabilities(wanted);
        if (key.value === asked) bars.value = answer;
      } catch (failure) {
        if (key.value === asked) error.value = shownError(failure);
      }
    },
    { immediate: true },
  );

  return { bars, error };
}
