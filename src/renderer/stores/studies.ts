import { useDebounceFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { StudioEvent } from '../../shared/contract/events.ts';
import type { PresetView, StartInput, StudyCard, StudyView } from '../../shared/contract/study-calls.ts';
import type { StudySpec } from '../../shared/study-spec.ts';
import { studio } from '../api/client.ts';
import { useLoading } from './loading.ts';

/** Studies of the project whose page is open, and the one that is shown; nothing is asked for before a page wants it. */
export const useStudies = defineStore('studies', () => {
  const dataset = ref<string | null>(null);
  /** Newest first; null until they came. */
  const cards = shallowRef<StudyCard[] | null>(null);
  const shownId = ref<number | null>(null);
  /** Null until it came, and where it is not there (see `shownError`). */
  const shown = shallowRef<StudyView | null>(null);
  const presets = shallowRef<PresetView[] | null>(null);

  const list = useLoading(async () => {
    const asked = dataset.value;
    if (asked === null) return;
    presets.value ??= await studio.studies.presets();
    const found = await studio.studies.list({ dataset: asked });
    if (dataset.value === asked) cards.value = found;
  });
  const view = useLoading(async () => {
    const asked = shownId.value;
    if (asked === null) return;
    const found = await studio.studies.show({ study: asked });
    if (shownId.value === asked) shown.value = found;
  });
  const listSoon = useDebounceFn(list.load, 150, { maxWait: 500 });
  const viewSoon = useDebounceFn(view.load, 150, { maxWait: 500 });

  async function open(asked: string): Promise<void> {
    if (dataset.value === asked && cards.value) return;
    [dataset.value, cards.value] = [asked, null];
    await list.load();
  }

  /** Null closes it. */
  async function show(study: number | null): Promise<void> {
    if (shownId.value !== study) [shownId.value, shown.value, view.error.value] = [study, null, null];
    if (study !== null) await view.load();
  }

  function put(found: StudyView): void {
    if (found.study === shownId.value) shown.value = found;
    if (found.dataset !== dataset.value || !cards.value) return;
    const others = cards.value.filter(({ study }) => study !== found.study);
    cards.value = [...others, found].toSorted((a, b) => b.study - a.study);
  }

  const answered = async (call: Promise<StudyView>): Promise<StudyView> => {
    const found = await call;
    put(found);
    return found;
  };

  function apply(event: StudioEvent): void {
    if (dataset.value === null) return;
    if (event.type === 'reset') {
      void list.load();
      void view.load();
    } else if (event.type === 'study') {
      void listSoon();
      if (event.study === shownId.value) void viewSoon();
    } else if (event.type === 'run' || event.type === 'run-removed') {
      const run = event.type === 'run' ? event.run.run : event.run;
      if (!shown.value?.trials.some((trial) => trial.run === run)) return;
      void listSoon();
      void viewSoon();
    }
  }

  return {
    cards,
    presets,
    shown,
    error: list.error,
    shownError: view.error,
    load: list.load,
    open,
    show,
    apply,
    start: (spec: StudySpec, cluster: StartInput['cluster'] | null = null) => answered(studio.studies.start({ spec, ...(cluster && { cluster }) })),
    stop: (study: number) => answered(studio.studies.stop({ study })),
    resume: (study: number) => answered(studio.studies.resume({ study })),
    async remove(study: number, withRuns: boolean): Promise<{ runs: number[]; freedBytes: number }> {
      const removed = await studio.studies.remove({ study, withRuns });
      cards.value = cards.value?.filter((card) => card.study !== study) ?? null;
      if (shownId.value === study) [shownId.value, shown.value] = [null, null];
      return removed;
    },
  };
});
