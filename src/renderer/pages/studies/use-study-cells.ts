import { computed } from 'vue';
import type { StudyView } from '../../../shared/contract/study-calls.ts';
import type { StudyRow } from '../../../shared/study-result.ts';
import { useWords } from '../../composables/use-words.ts';
import { cellWords, rangeWords } from './study-words.ts';

export interface NamedRow extends StudyRow {
  readonly name: string;
  /** "91.2 to 95.1"; null of one run. */
  readonly range: string | null;
}

/** The rows of a study as people call them. */
export function useStudyCells(view: () => StudyView) {
  const words = useWords();
  const names = computed(() => view().paper?.numbers ?? []);
  const rows = computed(() => view().rows.map((row): NamedRow => ({ ...row, name: cellWords(row.cell, words, names.value), range: row.accuracy && rangeWords(row.accuracy, words) })));
  const nameOf = (cell: StudyRow['cell']): string => cellWords(cell, words, names.value);
  return { words, names, rows, nameOf };
}
