import type { DuplicateGroup } from '../../../shared/contract/image-calls.ts';
import type { Database } from '../../store/database.ts';
import { datasetState } from '../version/dataset-state.ts';
import { copies } from './picture-problems.ts';

/**
 * Pictures of equal content side by side, excluded ones left out: the groups that the health panel counts, in the order of their first
 * pictures by path. @throws StudioError `not-found`
 */
export function duplicateGroups(db: Database, datasetId: string): DuplicateGroup[] {
  const state = datasetState(db, datasetId);
  const groups = copies(state);
  if (groups.length === 0) return [];
  const sides = state.sides();
  return groups.map((group) => {
    const pictures = group.map(({ file, label }) => ({ image: file.id, file: file.path, label, split: sides.get(file.id) ?? null }));
    const { width, height, sizeBytes } = group[0]!.file;
    const isDiffering = (word: 'label' | 'split') => new Set(pictures.map((picture) => picture[word])).size > 1;
    return { width, height, sizeBytes, pictures, differs: (['label', 'split'] as const).filter(isDiffering) };
  });
}

/** All but the first picture of every group whose pictures are of one class; the others are for somebody to look at. */
export const allButFirst = (groups: readonly DuplicateGroup[]): number[] =>
  groups.filter(({ differs }) => !differs.includes('label')).flatMap(({ pictures }) => pictures.slice(1).map(({ image }) => image));
