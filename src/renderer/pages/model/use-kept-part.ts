import { computed, ref } from 'vue';
import { studio } from '../../api/client.ts';
import { useWords } from '../../composables/use-words.ts';
import { useProfiles } from '../../stores/profiles.ts';
import { useRuns } from '../../stores/runs.ts';
import { telling } from '../../window/open-project.ts';
import { router } from '../../window/router.ts';
import type { PlacedBlock } from './profile-places.ts';

/** The network up to the block where the line lies: what it would save and cost, and the run of it. */
export function useKeptPart(here: () => PlacedBlock | null, name: (block: PlacedBlock) => string) {
  const { t, format } = useWords();
  const profiles = useProfiles();
  const isAsking = ref(false);
  const part = computed(() => profiles.view?.kept.find(({ after }) => after === here()?.after) ?? null);
  const block = computed(() => (here() ? name(here()!) : ''));
  const term = computed(() => t('model.profile.keepTerm', { block: block.value }));
  const said = computed(() => {
    if (!part.value) return '';
    const { parameters, timesAsFast, accuracy } = part.value;
    const tenths = Math.round(Math.abs(accuracy) * 1000);
    const how = tenths === 0 ? 'keptSame' : accuracy < 0 ? 'keptFewer' : 'keptMore';
    const points = t(`model.profile.${how}`, { n: format.decimal(tenths / 10, 1) }, tenths === 10 ? 1 : 2);
    const times = Math.round(timesAsFast * 10) / 10;
    return t(times === 1 ? 'model.profile.keptAsLong' : 'model.profile.kept', { block: block.value, size: format.percent(parameters, parameters < 0.01 ? 1 : 0), times: format.decimal(times, 1), points });
  });

  async function keep(): Promise<void> {
    const [asked, kept] = [profiles.asked, part.value];
    if (!asked || !kept) return;
    isAsking.value = true;
    await telling(async () => {
      const row = await studio.profiles.keep({ ...asked, block: kept.after });
      useRuns().put(row);
      await router.push({ name: 'train', params: { dataset: asked.dataset }, query: { run: row.run } });
    });
    isAsking.value = false;
  }
  return { said, term, isAsking, keep };
}
