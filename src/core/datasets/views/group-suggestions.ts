import type { GroupSource } from '../../../shared/group-source.ts';
import type { Split } from '../../../shared/split.ts';
import type { Database } from '../../store/database.ts';
import { datasetState, type DatasetState } from '../version/dataset-state.ts';
import { findGroups, groupFigures, searched, type FoundGroups, type GroupFigures, type GroupsSaid } from '../version/found-groups.ts';

/** Groups that a source would make of the pictures that training sees, on the sides that they are on now. */
export interface SuggestedGroups extends GroupFigures {
  readonly source: GroupSource;
  readonly rules: FoundGroups['rules'];
  /** Three of them, the largest first, each with its first files. */
  readonly examples: { group: string; images: number; files: string[]; pictures: number[] }[];
  readonly images: { file: string; group: string; split: Split }[];
  readonly found: FoundGroups;
}

const shownGroups = 3;
const shownFiles = 3;

export function suggestGroups(db: Database, state: DatasetState, source: GroupSource, said: GroupsSaid = {}): SuggestedGroups {
  const found = findGroups(db, state, source, said);
  const sides = state.sides();
  const seen = found.groups
    .map(({ key, images }) => ({ key, images: images.flatMap(({ file }) => (sides.has(file.id) ? [{ id: file.id, file: file.path, group: key, split: sides.get(file.id)! }] : [])) }))
    .filter(({ images }) => images.length > 1);
  const largest = seen.toSorted((a, b) => b.images.length - a.images.length).slice(0, shownGroups);
  return {
    source,
    rules: found.rules,
    ...groupFigures(seen.map(({ images }) => images.map(({ split }) => split))),
    examples: largest.map(({ key, images }) => ({ group: key, images: images.length, files: images.slice(0, shownFiles).map(({ file }) => file), pictures: images.slice(0, shownFiles).map(({ id }) => id) })),
    images: seen.flatMap(({ images }) => images.map(({ id: _, ...image }) => image)),
    found,
  };
}

/** What every source but a table would make, those that find nothing left out; the one that brings most pictures together first. */
export function allSuggestions(db: Database, datasetId: string, said: Pick<GroupsSaid, 'alike'> = {}): SuggestedGroups[] {
  const state = datasetState(db, datasetId);
  const all = searched.map((source) => suggestGroups(db, state, source, said)).filter(({ count }) => count > 0);
  return all.toSorted((a, b) => b.images.length - a.images.length);
}
