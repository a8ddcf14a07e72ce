import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { RunRow } from '../../../shared/contract/run-calls.ts';
import { comparedSettings } from '../../../shared/decided-settings.ts';
import { useDraft } from '../../stores/draft.ts';
import { useSettings } from '../../stores/settings.ts';

/** Where a setting is changed that is no field of the Train page. */
const onModelPage = new Set(['backbone', 'freeze']);

/** Train again as a run was, with one setting changed: its wish becomes that of the next run, and the field of the setting is where one stands. */
export function useAgain() {
  const { t } = useI18n();
  const router = useRouter();
  const draft = useDraft();
  const settings = useSettings();

  /** What of a run can be another; that it goes on from an earlier one only where it does. */
  const changes = (row: RunRow) =>
    comparedSettings().flatMap(({ key }) => (key === 'from' && row.spec.from === undefined ? [] : [{ key, label: t(`runSettings.names.${key}`) }]));

  async function again(row: RunRow, change: string): Promise<void> {
    const { name: _, ...spec } = row.spec;
    draft.replace(spec);
    const params = { dataset: row.dataset };
    if (onModelPage.has(change)) {
      await router.push({ name: 'model', params, query: { change } });
      return;
    }
    settings.trainDetail = 'everything';
    await router.push({ name: 'train', params, query: { run: 'new', change } });
  }

  return { changes, again };
}
