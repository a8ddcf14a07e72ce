import { useRoute } from 'vue-router';
import { computed, ref, watch } from 'vue';
import { useWords } from '../../composables/use-words.ts';
import { useRuns } from '../../stores/runs.ts';
import { useNextStep, withDeeds } from '../../window/next-step.ts';
import { router } from '../../window/router.ts';
import { useUntrainedStep } from '../../window/untrained-step.ts';
import type { Cell } from './answers.ts';
import { useEvaluation } from './evaluation-store.ts';
import { evaluateStep, weakestCell } from './next-step.ts';

export interface EvaluatePageState {
  /** Null where no run is finished. */
  run: () => number | null;
  cell: () => Cell | null;
  showCell: (cell: Cell) => unknown;
}

export function useEvaluateStep({ run, cell, showCell }: EvaluatePageState): void {
  const store = useEvaluation();
  const runs = useRuns();
  const words = useWords();
  const dataset = String(useRoute().params.dataset);
  /** The run whose weakest class was looked at. */
  const lookedAt = ref<number | null>(null);
  const weakest = computed(() => (store.evaluation ? weakestCell(store.evaluation.metrics) : null));
  watch([cell, weakest], ([shown, found]) => {
    if (shown && shown.label === found?.label) lookedAt.value = run();
  });

  useUntrainedStep(() => (runs.rows && run() === null ? dataset : null));
  useNextStep(() => {
    const { evaluation } = store;
    if (run() === null || !evaluation) return null;
    return withDeeds(evaluateStep(evaluation.metrics, lookedAt.value === run(), words), {
      'show-weakest': () => weakest.value && showCell({ label: weakest.value.label, predicted: weakest.value.predicted }),
      use: () => router.push({ name: 'use', params: { dataset } }),
    });
  });
}
