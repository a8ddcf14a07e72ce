import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useRuns } from '../../stores/runs.ts';
import { queryFromShown, shownFromQuery } from './evaluate-query.ts';
import type { ShownResults } from './evaluate-query.ts';

/** What the page shows lives in the address: Back goes back, and a link shows the same. */
export function useShown() {
  const route = useRoute();
  const router = useRouter();
  const runs = useRuns();

  const dataset = () => String(route.params.dataset);
  /** Finished runs of the project, newest first; where the address says none, the pinned one or the best is shown. */
  const finished = computed(() => runs.ofDataset(dataset()).filter((row) => row.headline !== null));
  const shown = computed((): ShownResults => {
    const asked = shownFromQuery(route.query);
    const known = finished.value.find((row) => row.run === asked.run)?.run;
    return { ...asked, run: known ?? runs.bestOf(dataset())?.run ?? finished.value[0]?.run ?? null };
  });
  const show = (change: Partial<ShownResults>) => router.replace({ query: queryFromShown({ ...shown.value, ...change }) });

  return { finished, shown, show };
}
