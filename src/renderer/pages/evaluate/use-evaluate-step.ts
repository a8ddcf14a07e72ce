import { useRoute } from 'vue-router';
import { computed, ref, watch } from 'vue';
import type { ComputedRef } from 'vue';
import type { VerdictHelp } from '../../../shared/verdict.ts';
import { useWords } from '../../composables/use-words.ts';
import { useRuns } from '../../stores/runs.ts';
import { useTrainAgain } from './use-train-again.ts';
import { useNextStep, withDeeds } from '../../window/next-step.ts';
import { router } from '../../window/router.ts';
import { useUntrainedStep } from '../../window/untrained-step.ts';
import { useEvaluation } from './evaluation-store.ts';
import { evaluateStep } from './next-step.ts';
import { wallOf } from './use-help-deeds.ts';
import type { WallFilter } from './wall-filter.ts';

export interface EvaluatePageState {
  /** Null where no run is finished. */
  run: () => number | null;
  filter: () => WallFilter | null;
  doIt: (help: VerdictHelp) => unknown;
}

/** Returns the help that is the next step now, null where that is something else. */
export function useEvaluateStep({ run, filter, doIt }: EvaluatePageState): ComputedRef<VerdictHelp | null> {
  const store = useEvaluation();
  const runs = useRuns();
  const words = useWords();
  const dataset = String(useRoute().params.dataset);
  /** The run whose first help was looked at. */
  const lookedAt = ref<number | null>(null);
  const first = computed(() => store.verdict?.helps[0] ?? null);
  watch([filter, first], ([shown, help]) => {
    if (shown && help && JSON.stringify(shown) === JSON.stringify(wallOf(help))) lookedAt.value = run();
  });

  const again = useTrainAgain();

  useUntrainedStep(() => (runs.rows && run() === null ? dataset : null));
  useNextStep(() => {
    const { verdict } = store;
    if (run() === null || !verdict) return null;
    if (again.value) return again.value;
    return withDeeds(evaluateStep(verdict, lookedAt.value === run(), words), {
      help: () => first.value && doIt(first.value),
      use: () => router.push({ name: 'use', params: { dataset } }),
    });
  });
  return computed(() => (run() !== null && !again.value && lookedAt.value !== run() ? first.value : null));
}
