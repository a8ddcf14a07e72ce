import { useDebounceFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { DatasetView } from '../../shared/contract/dataset-calls.ts';
import type { StudioEvent } from '../../shared/contract/events.ts';
import type { LabelChange } from '../../shared/contract/image-calls.ts';
import { studio } from '../api/client.ts';
import { keepSame } from './keep-same.ts';
import { useLoading } from './loading.ts';

/** The project that is open: its data set, the newest state known. */
export const useProject = defineStore('project', () => {
  const id = ref<string | null>(null);
  /** Null while it is asked for, and where the call failed (see `error`). */
  const view = shallowRef<DatasetView | null>(null);
  /** Grows whenever pictures or labels may be others: pages that list pictures watch it. */
  const revision = ref(0);
  const { isLoading, error, load } = useLoading(async () => {
    const asked = id.value;
    if (!asked) return;
    const shown = await studio.datasets.show({ dataset: asked });
    if (id.value === asked) view.value = keepSame(view.value, shown);
  });
  const loadSoon = useDebounceFn(load, 100);

  async function open(dataset: string): Promise<void> {
    if (id.value === dataset && view.value) return;
    id.value = dataset;
    view.value = null;
    await load();
  }

  function close(): void {
    id.value = null;
    view.value = null;
  }

  /** After a call that answered with the whole view (rename, split, rescan …). */
  function replace(next: DatasetView): void {
    if (next.id !== id.value) return;
    view.value = next;
    revision.value += 1;
  }

  /** After a labelling call: counts at once, the rest when the `dataset` event comes. */
  function applyLabels(change: LabelChange): void {
    if (!view.value) return;
    const { classes, unlabelled, excluded, canUndo, canRedo } = change;
    view.value = { ...view.value, classes, unlabelled, excluded, canUndo, canRedo, hasChanges: true };
  }

  function apply(event: StudioEvent): void {
    // What is opened later is asked for then.
    if (id.value !== null && (event.type === 'reset' || (event.type === 'dataset' && event.dataset === id.value))) {
      revision.value += 1;
      void loadSoon();
    } else if (event.type === 'dataset-removed' && event.dataset === id.value) close();
  }

  return { id, view, revision, isLoading, error, load, open, close, replace, applyLabels, apply };
});
