import { useDebounceFn, useTimeoutFn } from '@vueuse/core';
import { computed, ref, shallowRef, watch } from 'vue';
import type { StudyPlanView } from '../../../shared/contract/study-calls.ts';
import type { CellValue, StudySpec } from '../../../shared/study-spec.ts';
import { shownError } from '../../api/call-error.ts';
import type { StudioCallError } from '../../api/call-error.ts';
import { studio } from '../../api/client.ts';
import { useRuns } from '../../stores/runs.ts';

/** How long a form rests before what it would take is measured by itself, and up to how many ways. */
const restMs = 1500;
const mostMeasured = 8;

/** A study before it begins: what was asked, what would be run, how long it takes. */
export function useStudyDraft() {
  const runs = useRuns();
  const spec = shallowRef<StudySpec | null>(null);
  /** Values to choose from, of fields that a person does not type. */
  const offered = shallowRef<ReadonlyMap<string, readonly CellValue[]>>(new Map());
  const error = shallowRef<StudioCallError | null>(null);
  const plan = shallowRef<StudyPlanView | null>(null);
  const seconds = ref<number | null>(null);
  const isMeasuring = ref(false);

  const key = computed(() => JSON.stringify(spec.value));
  const isWhole = computed(() => spec.value !== null && spec.value.vary.every(({ values }) => values.length > 0));

  /** Takes what a preset or a run makes of it. */
  async function begin(asked: () => Promise<StudySpec>): Promise<void> {
    [spec.value, plan.value, error.value, seconds.value] = [null, null, null, null];
    try {
      const given = await asked();
      offer(given.vary);
      spec.value = given;
    } catch (failure) {
      error.value = shownError(failure);
    }
  }

  function offer(vary: StudySpec['vary']): void {
    offered.value = new Map([...offered.value, ...vary.map(({ field, values }) => [field, values] as const)]);
  }

  const change = (more: Partial<StudySpec>): void => {
    if (spec.value) spec.value = { ...spec.value, ...more };
  };

  const planSoon = useDebounceFn(async () => {
    const asked = key.value;
    if (!spec.value || !isWhole.value) return;
    try {
      const answer = await studio.studies.plan({ spec: spec.value });
      if (asked === key.value) [plan.value, error.value] = [answer, null];
    } catch (failure) {
      if (asked === key.value) [plan.value, error.value] = [null, shownError(failure)];
    }
  }, 250);
  watch(key, () => {
    [plan.value, seconds.value] = [null, null];
    void planSoon();
  });

  async function measure(): Promise<void> {
    const asked = key.value;
    if (!spec.value || isMeasuring.value) return;
    isMeasuring.value = true;
    try {
      const answer = await studio.studies.estimate({ spec: spec.value });
      if (asked === key.value) seconds.value = answer.seconds;
    } catch (failure) {
      const shown = shownError(failure);
      // It made way for a training: nothing went wrong.
      if (asked === key.value && shown?.code !== 'cancelled') error.value = shown;
    } finally {
      isMeasuring.value = false;
    }
  }

  const isQuiet = () => runs.rows !== null && runs.rows.every(({ state }) => state !== 'running' && state !== 'queued');
  const isDue = () => plan.value !== null && seconds.value === null && !isMeasuring.value && error.value === null && spec.value?.budget === null && plan.value.cells.length <= mostMeasured && isQuiet();
  const { start, stop } = useTimeoutFn(() => void (isDue() && measure()), restMs, { immediate: false });
  watch([isDue, key], () => (isDue() ? start() : stop()));

  return { spec, offered, error, plan, seconds, isMeasuring, isWhole, begin, offer, change, measure };
}
export type StudyDraft = ReturnType<typeof useStudyDraft>;
