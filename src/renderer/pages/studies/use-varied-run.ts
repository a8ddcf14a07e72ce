import { computed, ref, watch } from 'vue';
import type { RunRow } from '../../../shared/contract/run-calls.ts';
import { comparedSettings } from '../../../shared/decided-settings.ts';
import type { CellValue, StudySpec } from '../../../shared/study-spec.ts';
import { studio } from '../../api/client.ts';
import { useWords } from '../../composables/use-words.ts';
import { useRunTitles } from '../../runs/use-run-words.ts';
import { useRuns } from '../../stores/runs.ts';
import { fieldWords } from './study-words.ts';

/** What a person may vary of a run of theirs; the seed is what repeats are for, a network has a study of its own. */
const left = new Set(['seed', 'net']);

/** A study of one's own: a run that is done and one of its settings. */
export function useVariedRun(dataset: () => string, asked: () => number | null) {
  const words = useWords();
  const runs = useRuns();
  const titles = useRunTitles();

  const rows = computed(() => runs.ofDataset(dataset()).filter(({ state }) => state === 'done'));
  const run = ref(0);
  watch(
    [rows, asked],
    ([known, wanted]) => {
      const is = (one: number | null | undefined) => known.some((row) => row.run === one);
      if (is(run.value)) return;
      run.value = (is(wanted) ? wanted : (runs.bestOf(dataset())?.run ?? known[0]?.run)) ?? 0;
    },
    { immediate: true },
  );
  const field = ref('learningRate');
  const runOptions = computed(() => titles.options(rows.value));
  const fieldOptions = computed(() => [...comparedSettings().map(({ key }) => key as string).filter((key) => !left.has(key)), 'trainShare'].map((value) => ({ value, label: fieldWords(value, words) })));

  /** The settings of the run, its base model too where it was left to the program. */
  function baseOf({ spec: { name: _, timeBudgetSeconds: __, ...spec }, backbone }: RunRow): StudySpec['base'] {
    return spec.net !== undefined || spec.backbone !== undefined || backbone === null ? spec : { ...spec, backbone };
  }

  /** @param offer is told which values there are to choose from */
  async function askOwn(offer: (vary: StudySpec['vary']) => void): Promise<StudySpec> {
    const row = runs.rowOf(run.value);
    const base = row ? baseOf(row) : {};
    const preset = ({ freeze: 'freeze-depth', backbone: 'backbones' } as Record<string, string>)[field.value];
    if (preset !== undefined) {
      const { vary } = await studio.studies.fromPreset({ preset, dataset: dataset(), base: base.backbone === undefined ? {} : { backbone: base.backbone } });
      queueMicrotask(() => offer(vary));
    }
    const values: CellValue[] = [];
    return {
      title: words.t('studies.own.title'),
      question: words.t('studies.own.question', { field: fieldWords(field.value, words) }),
      dataset: dataset(),
      base,
      vary: [{ field: field.value, values }],
      repeats: { seeds: 3 },
      budget: null,
      executor: 'local',
      preset: null,
      claims: [],
    };
  }

  return { run, field, rows, runOptions, fieldOptions, askOwn };
}
