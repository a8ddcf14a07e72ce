import { watchDebounced } from '@vueuse/core';
import { computed, shallowRef } from 'vue';
import type { ComputedRef } from 'vue';
import type { RunChanges } from '../../../shared/contract/evaluation-calls.ts';
import { studio } from '../../api/client.ts';
import { useWords } from '../../composables/use-words.ts';
import { useLoading } from '../../stores/loading.ts';
import { useProject } from '../../stores/project.ts';
import { useRuns } from '../../stores/runs.ts';
import type { NextStep } from '../../window/next-step.ts';
import { router } from '../../window/router.ts';
import { saidMessage } from '../../words/said-words.ts';
import { useEvaluation } from './evaluation-store.ts';

/** The data set is not what the run that is shown was told any more: the same settings once more, with what changed. Null where nothing did. */
export function useTrainAgain(): ComputedRef<NextStep | null> {
  const words = useWords();
  const { t, format } = words;
  const store = useEvaluation();
  const project = useProject();
  const runs = useRuns();
  const changes = shallowRef<(RunChanges & { run: number }) | null>(null);

  const { error, load } = useLoading(async () => {
    const { run } = store;
    const answer = run === null ? null : { ...(await studio.evaluations.changes({ run })), run };
    if (store.run === run) changes.value = answer;
  });
  watchDebounced(() => [store.run, store.answers, project.revision, project.view], load, { debounce: 60, immediate: true });

  async function start(): Promise<void> {
    const dataset = project.id;
    if (!dataset || !store.details) return;
    const { name: _, ...spec } = store.details.spec;
    const row = await studio.runs.start({ dataset, spec });
    runs.put(row);
    await router.push({ name: 'train', params: { dataset }, query: { run: row.run } });
  }

  return computed(() => {
    if (error.value) return { state: saidMessage(error.value, words), action: { label: t('common.retry'), run: load } };
    if (!changes.value || changes.value.run !== store.run || !store.details) return null;
    const { labels, pictures, metBefore } = changes.value;
    if (labels + pictures + metBefore === 0) return null;
    const label = labels > 0 ? t('evaluate.again.action', { n: format.count(labels) }, labels) : t('evaluate.again.plain');
    return {
      state: metBefore > 0 ? t('evaluate.again.groups', { n: format.count(metBefore) }, metBefore) : pictures > 0 ? t('evaluate.again.pictures', { n: format.count(pictures) }, pictures) : t('evaluate.again.text'),
      action: { label, run: start },
    };
  });
}
