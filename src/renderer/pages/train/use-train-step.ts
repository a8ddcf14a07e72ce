import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import type { RunRow } from '../../../shared/contract/run-calls.ts';
import { useWords } from '../../composables/use-words.ts';
import { usePlan } from '../../stores/plan.ts';
import { useProject } from '../../stores/project.ts';
import { useRuns } from '../../stores/runs.ts';
import { useNextStep, withDeeds } from '../../window/next-step.ts';
import { router } from '../../window/router.ts';
import { trainStep } from './next-step.ts';

export interface TrainPageState {
  watched: () => RunRow | null;
  /** Another run is under way. */
  waits: () => boolean;
  start: () => unknown;
  settings: () => unknown;
}

/** Returns whether the next step is to set up a run. */
export function useTrainStep({ watched, waits, start, settings }: TrainPageState): ComputedRef<boolean> {
  const project = useProject();
  const runs = useRuns();
  const plan = usePlan();
  const words = useWords();

  const step = computed(() => {
    const [row, { view }] = [watched(), project];
    if (!view) return null;
    return trainStep({
      view,
      watched: row,
      accuracySoFar: (row && runs.answers.get(row.run)?.accuracy) ?? null,
      plan: plan.error ? ('refused' as const) : plan.plan ? ('ready' as const) : ('busy' as const),
      seconds: plan.estimate ? plan.estimate.minutes * 60 : null,
      waits: waits(),
    }, words);
  });
  const go = (name: string, query = {}) => router.push({ name, params: { dataset: project.id ?? '' }, query });
  useNextStep(
    () =>
      step.value &&
      withDeeds(step.value, {
        'to-data': () => go('data'),
        train: start,
        mistakes: () => go('evaluate', { run: watched()?.run }),
        resume: () => runs.resume(watched()!.run),
        settings,
      }),
  );
  return computed(() => step.value?.action?.deed === 'settings');
}
