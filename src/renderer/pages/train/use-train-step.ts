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

export function useTrainStep({ watched, waits, start, settings }: TrainPageState): void {
  const project = useProject();
  const runs = useRuns();
  const plan = usePlan();
  const words = useWords();

  useNextStep(() => {
    const [row, { view }] = [watched(), project];
    if (!view) return null;
    const facts = {
      view,
      watched: row,
      accuracySoFar: (row && runs.answers.get(row.run)?.accuracy) ?? null,
      plan: plan.error ? ('refused' as const) : plan.plan ? ('ready' as const) : ('busy' as const),
      seconds: plan.estimate ? plan.estimate.minutes * 60 : null,
      waits: waits(),
    };
    return withDeeds(trainStep(facts, words), {
      'to-data': () => router.push({ name: 'data', params: { dataset: view.id } }),
      train: start,
      mistakes: () => router.push({ name: 'evaluate', params: { dataset: view.id }, query: { run: row?.run } }),
      resume: () => row && runs.resume(row.run),
      settings,
    });
  });
}
