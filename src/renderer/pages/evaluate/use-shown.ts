import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useRuns } from '../../stores/runs.ts';
import { queryFromShown, shownFromQuery } from './evaluate-query.ts';
import type { ShownResults } from './evaluate-query.ts';

/** What the page shows lives in the address: Back returns to what was shown before, and a link shows the same. */
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
  /** A choice is a step of its own for Back, unless it changes nothing. */
  async function show(change: Partial<ShownResults>): Promise<void> {
    const query = queryFromShown({ ...shown.value, ...change });
    const isSame = JSON.stringify(query) === JSON.stringify(queryFromShown(shown.value));
    await (isSame ? router.replace({ query }) : router.push({ query }));
  }

  return { finished, shown, show };
}
