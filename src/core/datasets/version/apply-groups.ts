import { groupingOf, saveGrouping } from '../../store/groups.ts';
import type { Database } from '../../store/database.ts';
import type { Split } from '../../../shared/split.ts';
import { datasetState, type DatasetState } from './dataset-state.ts';
import { ensureVersion } from './ensure-version.ts';
import { groupFigures, type FoundGroups, type GroupFigures } from './found-groups.ts';

/** The groups that count now, with the pictures that training sees of them; `source` is null without any. */
export interface AppliedGroups extends GroupFigures {
  readonly source: FoundGroups['source'] | null;
  readonly images: { file: string; group: string; split: Split }[];
  /** Pictures that training sees and that came after the groups were applied. */
  readonly since: number;
}

export function appliedGroups(db: Database, state: DatasetState): AppliedGroups {
  const { groupSource, members } = state.plan();
  if (groupSource === null) return { source: null, count: 0, largest: 0, straddling: 0, images: [], since: 0 };
  const { keys } = groupingOf(db, state.dataset.id)!;
  const grouped = Map.groupBy(members.filter(({ group }) => group !== null), ({ group }) => group!);
  const several = [...grouped].filter(([, own]) => own.length > 1);
  return {
    source: groupSource,
    ...groupFigures(several.map(([, own]) => own.map(({ split }) => split))),
    images: several.flatMap(([group, own]) => own.map(({ path, split }) => ({ file: path, group, split }))),
    since: members.filter(({ sha256 }) => !keys.has(sha256)).length,
  };
}

/**
 * Keeps groups together from now on, or (null) nothing but equal content: the next version's split. Groups that were on several sides move as a whole.
 * @returns how many of the pictures that training sees changed sides
 * @throws StudioError `not-found`
 */
export function applyGroups(db: Database, datasetId: string, found: Pick<FoundGroups, 'source' | 'keys'> | null): { moved: number } {
  const before = datasetState(db, datasetId).sides();
  saveGrouping(db, datasetId, found);
  const state = datasetState(db, datasetId);
  if (state.plan().classes.length > 1) ensureVersion(db, datasetId);
  return { moved: [...state.sides()].filter(([id, side]) => before.has(id) && before.get(id) !== side).length };
}
