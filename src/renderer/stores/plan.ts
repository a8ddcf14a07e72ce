import { useDebounceFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { EstimateView, PlanView } from '../../shared/contract/plan-view.ts';
import { shownError } from '../api/call-error.ts';
import type { StudioCallError } from '../api/call-error.ts';
import { studio } from '../api/client.ts';
import { useDraft } from './draft.ts';
import { useLoading } from './loading.ts';
import { useProject } from './project.ts';

interface Measured {
  /** What was measured: the draft as JSON, of one project. */
  key: string;
  estimate: EstimateView;
  plan: PlanView;
}

/** What the next run of the open project would be: every setting decided, and minutes and memory once they were measured. */
export const usePlan = defineStore('plan', () => {
  const project = useProject();
  const draft = useDraft();
  /** Null until it came and while nothing can be trained. */
  const plan = shallowRef<PlanView | null>(null);
  const measured = shallowRef<Measured | null>(null);
  const isMeasuring = ref(false);
  const measureError = shallowRef<StudioCallError | null>(null);
  const key = computed(() => JSON.stringify([project.id, draft.spec]));

  const { isLoading, error, load } = useLoading(async () => {
    const dataset = project.id;
    if (!dataset) return;
    const asked = key.value;
    try {
      const answer = await studio.runs.plan({ dataset, spec: draft.spec });
      if (asked === key.value) plan.value = answer;
    } catch (failure) {
      if (asked === key.value) plan.value = null;
      throw failure;
    }
  });
  const loadSoon = useDebounceFn(load, 150);
  watch([key, () => project.view?.version, () => project.view?.hasChanges], () => void loadSoon(), { immediate: true });

  /** Of exactly this draft; null where it was not measured. */
  const estimate = computed(() => (measured.value?.key === key.value ? measured.value.estimate : null));

  /** Runs the short probe, some seconds. A second call while one runs does nothing. */
  async function measure(): Promise<void> {
    const dataset = project.id;
    if (!dataset || !plan.value || isMeasuring.value) return;
    const [asked, planned] = [key.value, plan.value];
    isMeasuring.value = true;
    measureError.value = null;
    try {
      measured.value = { key: asked, plan: planned, estimate: await studio.runs.estimate({ dataset, spec: draft.spec }) };
    } catch (failure) {
      const shown = shownError(failure);
      // It made way for a training: nothing went wrong.
      if (shown?.code !== 'cancelled') measureError.value = shown;
    } finally {
      isMeasuring.value = false;
    }
  }

  watch(key, () => (measureError.value = null));

  return { key, plan, estimate, measured, isMeasuring, measureError, isLoading, error, load, measure };
});
