import { useTimeoutFn } from '@vueuse/core';
import { watch } from 'vue';
import { usePlan } from './plan.ts';
import { useRuns } from './runs.ts';

const restMs = 1500;

/**
 * While what a run would cost is on the screen, the short probe runs by itself once the draft has rested for a moment; never
 * beside a training, where it would be wrong and in the way.
 */
export function useSelfMeasuring(): void {
  const plan = usePlan();
  const runs = useRuns();
  const isQuiet = () => runs.rows !== null && runs.rows.every(({ state }) => state !== 'running' && state !== 'queued');
  const isDue = () => plan.plan !== null && !plan.estimate && !plan.isMeasuring && !plan.measureError && isQuiet();
  const { start, stop } = useTimeoutFn(() => void (isDue() && plan.measure()), restMs, { immediate: false });
  watch([isDue, () => plan.key], () => (isDue() ? start() : stop()), { immediate: true });
}
