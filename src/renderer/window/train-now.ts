import { studio } from '../api/client.ts';
import { useDraft } from '../stores/draft.ts';
import { useRuns } from '../stores/runs.ts';
import { router } from './router.ts';

/** Puts the run that the open project's draft describes into the queue and shows it. @throws StudioCallError */
export async function trainNow(dataset: string): Promise<void> {
  const row = await studio.runs.start({ dataset, spec: useDraft().spec });
  useRuns().put(row);
  await router.push({ name: 'train', params: { dataset }, query: { run: row.run } });
}
