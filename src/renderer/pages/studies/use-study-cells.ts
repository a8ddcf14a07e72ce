import { computed } from 'vue';
import type { StudyView } from '../../../shared/contract/study-calls.ts';
import type { StudyRow } from '../../../shared/study-result.ts';
import { useWords } from '../../composables/use-words.ts';
import { cellWords, rangeWords } from './study-words.ts';

export interface NamedRow extends StudyRow {
  readonly name: string;
  /** "91.2 to 95.1"; null of one run. */
  readonly range: string | null;
  /** "91.2%", or that it is not known yet, or that all its runs failed. */
  readonly figure: string;
}

/** The rows of a study as people call them. */
export function useStudyCells(view: () => StudyView) {
  const words = useWords();
  const names = computed(() => view().paper?.numbers ?? []);
  const hasFailed = (at: number): boolean => view().trials.every(({ row, state }) => row !== at || state === 'failed');
  const figure = ({ accuracy }: StudyRow, at: number): string => (accuracy ? words.format.percent(accuracy.mean) : words.t(hasFailed(at) ? 'studies.grid.failed' : 'studies.answer.not'));
  const rows = computed(() => view().rows.map((row, at): NamedRow => ({ ...row, name: cellWords(row.cell, words, names.value), range: row.accuracy && rangeWords(row.accuracy, words), figure: figure(row, at) })));
  const nameOf = (cell: StudyRow['cell']): string => cellWords(cell, words, names.value);
  return { words, names, rows, nameOf };
}
