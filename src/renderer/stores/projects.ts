import { useDebounceFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ProjectCard } from '../../shared/contract/dataset-calls.ts';
import type { StudioEvent } from '../../shared/contract/events.ts';
import type { RunRow } from '../../shared/contract/run-calls.ts';
import { studio } from '../api/client.ts';
import { keepSame } from './keep-same.ts';
import { useLoading } from './loading.ts';

/** What cards say of a run: an epoch more is none of it. */
const onCard = ({ state, headline, isPinned, isBest }: RunRow): string => JSON.stringify([state, headline?.accuracy, isPinned, isBest]);

/** All projects as cards, newest opened first: the rail and the start screen. */
export const useProjects = defineStore('projects', () => {
  /** Null until they came. */
  const cards = shallowRef<ProjectCard[] | null>(null);
  const { isLoading, error, load } = useLoading(async () => {
    cards.value = keepSame(cards.value, await studio.datasets.list());
  });
  const loadSoon = useDebounceFn(load, 300);
  const told = new Map<number, string>();

  function tellsMore(row: RunRow): boolean {
    const [before, now] = [told.get(row.run), onCard(row)];
    told.set(row.run, now);
    return before !== now;
  }

  function apply(event: StudioEvent): void {
    if (event.type === 'reset') void load();
    else if (event.type === 'run') {
      if (tellsMore(event.run)) void loadSoon();
    } else if (event.type === 'dataset' || event.type === 'run-removed') void loadSoon();
    else if (event.type === 'dataset-removed') {
      cards.value = cards.value?.filter((card) => card.id !== event.dataset) ?? null;
    }
  }

  async function remove(dataset: string): Promise<void> {
    await studio.datasets.remove({ dataset });
    cards.value = cards.value?.filter((card) => card.id !== dataset) ?? null;
  }

  return { cards, isLoading, error, load, apply, remove };
});
