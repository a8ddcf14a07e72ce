import { computed } from 'vue';
import type { StudyView } from '../../../shared/contract/study-calls.ts';
import { useDraft } from '../../stores/draft.ts';
import { useProject } from '../../stores/project.ts';
import { useRuns } from '../../stores/runs.ts';
import { useToasts } from '../../stores/toasts.ts';
import { router } from '../../window/router.ts';
import { runNumberWords } from '../../words/backbone-words.ts';
import { useStudyCells } from './use-study-cells.ts';

/** What may be taken of a study that is done, and how: its settings for the next run, or its model for everything. */
export function useTake(view: () => StudyView | null) {
  const { words, rows, nameOf } = useStudyCells(() => view()!);
  const { t } = words;
  const toasts = useToasts();
  const runs = useRuns();
  const draft = useDraft();
  const project = useProject();

  const taken = computed(() => {
    const shown = view();
    const cell = JSON.stringify(shown?.recommended ?? null);
    return shown?.recommended ? (rows.value.find((row) => JSON.stringify(row.cell) === cell) ?? null) : null;
  });
  const best = computed(() => {
    const [cell] = view()?.asGood ?? [];
    return (cell && rows.value.find((row) => JSON.stringify(row.cell) === JSON.stringify(cell))) ?? null;
  });
  /** Names of those it is not proven better than. */
  const others = computed(() => (view()?.asGood ?? []).filter((cell) => JSON.stringify(cell) !== JSON.stringify(view()?.recommended)).map(nameOf));

  /** Of its runs the one in the middle: the best of several would be luck. Null where none saw the whole data set. */
  const model = computed(() => {
    const shown = view();
    if (!shown || !taken.value) return null;
    const row = rows.value.indexOf(taken.value);
    const whole = shown.trials.filter((trial) => trial.row === row && trial.run !== null && trial.accuracy !== null && trial.isWhole).toSorted((a, b) => a.accuracy! - b.accuracy!);
    return whole[Math.floor((whole.length - 1) / 2)]?.run ?? null;
  });

  const warned = (key: 'pinned' | 'settings', values: object = {}) =>
    others.value.length > 0 ? t(`studies.take.${key}Warning`, { ...values, others: others.value.join(', ') }) : t(`studies.take.${key === 'settings' ? 'settingsTaken' : 'pinned'}`, { ...values });

  async function pin(): Promise<void> {
    if (model.value === null) return;
    await runs.pin(model.value, true);
    toasts.show(warned('pinned', { run: runNumberWords(model.value, words) }), { kind: 'done' });
  }

  /** Of any of its runs: they differ in the seed alone, which is no setting to take over. */
  async function takeSettings(): Promise<void> {
    const shown = view();
    const run = taken.value?.runs[0];
    const row = run === undefined ? null : runs.rowOf(run);
    if (!shown || !row) return;
    await project.open(shown.dataset);
    const { name: _, seed: __, ...spec } = row.spec;
    draft.replace(spec);
    toasts.show(warned('settings'), { kind: 'done' });
    await router.push({ name: 'train', params: { dataset: shown.dataset }, query: { run: 'new' } });
  }

  return { taken, best, others, model, pin, takeSettings };
}
