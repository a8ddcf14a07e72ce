import { refDebounced } from '@vueuse/core';
import { computed, ref, shallowRef, watch } from 'vue';
import type { HeatMap } from '../../../shared/contract/evaluation-calls.ts';
import { shownError } from '../../api/call-error.ts';
import type { StudioCallError } from '../../api/call-error.ts';
import { studio } from '../../api/client.ts';

export interface HeatWish {
  run: number;
  image: number;
  /** Null: what the run said. */
  className: string | null;
}

/** What a run looked at in a picture, asked for once the wish rests; null asks for nothing. */
export function useHeatMap(wish: () => HeatWish | null) {
  const heatMap = shallowRef<HeatMap | null>(null);
  const error = shallowRef<StudioCallError | null>(null);
  const isLoading = ref(false);
  const key = computed(() => JSON.stringify(wish()));

  watch(key, () => (heatMap.value = null));
  watch(
    refDebounced(key, 80),
    async (asked) => {
      const wanted = wish();
      error.value = null;
      isLoading.value = wanted !== null;
      if (!wanted || asked !== key.value) return;
      try {
        const { run, image, className } = wanted;
        const answer = await studio.evaluations.heatMap({ run, image, ...(className === null ? {} : { className }) });
        if (key.value === asked) heatMap.value = answer;
      } catch (failure) {
        if (key.value === asked) error.value = shownError(failure);
      } finally {
        if (key.value === asked) isLoading.value = false;
      }
    },
    { immediate: true },
  );

  return { heatMap, error, isLoading };
}
