import { useI18n } from 'vue-i18n';
import type { RunRow } from '../../shared/contract/run-calls.ts';
import { visible } from '../../shared/visible.ts';
import { useFormat } from '../composables/use-format.ts';
import { useWords } from '../composables/use-words.ts';
import type { Words } from '../composables/use-words.ts';
import { useProject } from '../stores/project.ts';
import { useRuns } from '../stores/runs.ts';
import { runNumberWords } from '../words/backbone-words.ts';

/** What a person called a run, and its data set where that is another one than the open one; null where there is nothing to add to its number. */
export function useRunName(): (run: number) => string | null {
  const runs = useRuns();
  const project = useProject();
  return (run) => {
    const row = runs.rowOf(run);
    return row && ([row.name, row.dataset === project.id ? null : row.datasetName].filter(Boolean).join(', ') || null);
  };
}

/** Words in whose sentences runs are called so. */
export function useWordsOfRuns(): Words {
  const runName = useRunName();
  return { ...useWords(), runName };
}

/** What sentences call a run, for who has its number: `3 (“first try”)`, `3` of one without a name. */
export function useRunCalled(): (run: number) => string {
  const words = useWords();
  return (run) => runNumberWords(run, words);
}

/** How pages call runs. */
export function useRunTitles() {
  const { t } = useI18n();
  const format = useFormat();

  const title = ({ run, name }: Pick<RunRow, 'run' | 'name'>): string => (name ? `${visible(name)} (${run})` : t('frame.run.title', { run }));

  /** Options of a field that chooses a run: its title, `more` of it, how good it is, and whether it is the pinned or the best one. */
  const options = (rows: readonly RunRow[], more: (row: RunRow) => string | null = () => null) =>
    rows.map((row) => ({
      value: row.run,
      label: [title(row), more(row), row.headline && format.percent(row.headline.accuracy), row.isPinned && t('runs.pinned'), row.isBest && t('runs.best')]
        .filter(Boolean)
        .join(' · '),
    }));

  return { title, options };
}
