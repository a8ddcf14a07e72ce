import { isDeepStrictEqual } from 'node:util';
import type { StudyRow } from '../../shared/study-result.ts';
import type { StudySpec } from '../../shared/study-spec.ts';
import { studyPresets } from './presets/study-presets.ts';
import type { PaperTable, PublishedNumber } from './presets/study-preset.ts';

/** What a paper printed, with ours of the same cell: 100 % minus the mean accuracy on the validation pictures; null where there is no such cell or result. */
export interface BesidePaper extends Omit<PaperTable, 'numbers'> {
  readonly numbers: readonly (PublishedNumber & { readonly ourErrorPercent: number | null })[];
}

/** How its paper calls the cells of a study. Pure. */
export const namesInPaper = ({ preset }: Pick<StudySpec, 'preset'>): readonly Pick<PublishedNumber, 'name' | 'cell'>[] => studyPresets.find(({ id }) => id === preset)?.paper?.numbers ?? [];

/** Null where a study re-enacts nothing. Pure. */
export function besidePaper({ preset }: Pick<StudySpec, 'preset'>, rows: readonly StudyRow[]): BesidePaper | null {
  const paper = studyPresets.find(({ id }) => id === preset)?.paper;
  if (!paper) return null;
  const ours = (cell: PublishedNumber['cell']): number | null => {
    const accuracy = cell && rows.find((row) => isDeepStrictEqual(row.cell, cell))?.accuracy;
    return accuracy ? 100 * (1 - accuracy.mean) : null;
  };
  return { ...paper, numbers: paper.numbers.map((number) => ({ ...number, ourErrorPercent: ours(number.cell) })) };
}
