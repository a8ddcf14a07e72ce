import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { RunSpec } from '../../shared/run-spec.ts';
import { useProject } from './project.ts';

/**
 * What the next run of the open project is to be: the Base model page sets `backbone` and `freeze`, the Train page the rest.
 * A key that is left out is chosen by the program. Kept by project in this window's storage.
 */
export const useDraft = defineStore('draft', () => {
  const all = useLocalStorage<Record<string, RunSpec>>('graft.drafts', {});
  const project = useProject();

  const spec = computed<RunSpec>(() => (project.id ? all.value[project.id] : null) ?? {});

  /** Sets the keys given; `undefined` gives a key back to the program. */
  function change(keys: Partial<RunSpec>): void {
    if (!project.id) return;
    const entries = Object.entries({ ...spec.value, ...keys }).filter(([, value]) => value !== undefined);
    all.value = { ...all.value, [project.id]: Object.fromEntries(entries) as RunSpec };
  }

  /** The whole wish, as pasted JSON. */
  function replace(next: RunSpec): void {
    if (project.id) all.value = { ...all.value, [project.id]: next };
  }

  return { spec, change, replace };
});
