import { lastSides } from '../../store/dataset-versions.ts';
import { groupingOf, saveGrouping, type Grouping } from '../../store/groups.ts';
import { nextRevision } from '../../store/labels.ts';
import type { Database } from '../../store/database.ts';
import type { Split } from '../../../shared/split.ts';
import { datasetState, sharesOf, type PassingState } from './dataset-state.ts';
import { ensureVersion } from './ensure-version.ts';
import { groupFigures, type FoundGroups, type GroupFigures } from './found-groups.ts';

/** The groups that count now, with the pictures that training sees of them; `source` is null without any. */
export interface AppliedGroups extends GroupFigures {
  readonly source: FoundGroups['source'] | null;
  readonly images: { file: string; group: string; split: Split }[];
  /** Pictures of each side of the split, and classes of which none validates. */
  readonly sides: Record<Split, number>;
  readonly unjudged: readonly string[];
  /** Pictures that training sees and that came after the groups were applied. */
  readonly since: number;
}

/** The groups that a data set has now, counted over the pictures that training sees. */
export function appliedGroups(db: Database, state: PassingState): AppliedGroups {
  const { groupSource, members: all, classes } = state.plan();
  const sides: Record<Split, number> = { train: 0, val: 0, test: 0 };
  const judged = new Set<number>();
  for (const { split, label } of all) {
    sides[split] += 1;
    if (split === 'val') judged.add(label);
  }
  const ofSides = { sides, unjudged: classes.filter((_, label) => !judged.has(label)) };
  if (groupSource === null) return { source: null, count: 0, largest: 0, straddling: 0, images: [], since: 0, ...ofSides };
  const { keys } = groupingOf(db, state.dataset.id)!;
  const members = [...all];
  const grouped = Map.groupBy(members.filter(({ group }) => group !== null), ({ group }) => group!);
  const several = [...grouped].filter(([, own]) => own.length > 1);
  return {
    source: groupSource,
    ...groupFigures(several.map(([, own]) => own.map(({ split }) => split))),
    images: several.flatMap(([group, own]) => own.map(({ path, split }) => ({ file: path, group, split }))),
    since: members.filter(({ sha256 }) => !keys.has(sha256)).length,
    ...ofSides,
  };
}

/** Whether what both know of is kept together alike. */
function isSameGrouping(before: Pick<Grouping, 'keys'>, now: Pick<Grouping, 'keys'>): boolean {
  const [there, back] = [new Map<string, string>(), new Map<string, string>()];
  const unitOf = (sha256: string, key: string | null): string => (key === null ? sha256 : `group ${key}`);
  return [...before.keys].every(([sha256, key]) => {
    if (!now.keys.has(sha256)) return true;
    const [one, other] = [unitOf(sha256, key), unitOf(sha256, now.keys.get(sha256)!)];
    const isSame = (there.get(one) ?? other) === other && (back.get(other) ?? one) === one;
    there.set(one, other);
    back.set(other, one);
    return isSame;
  });
}

/**
 * Keeps groups together from now on, or (null) nothing but equal content: the next version's split. Groups that were on several sides move as a whole. Other groups than before begin from the
 * sides of the last version without any, so that what was tried in between leaves no trace, and taking all back brings those sides back.
 * @returns how many of the pictures that training sees changed sides
 * @throws StudioError `not-found`
 */
export function applyGroups(db: Database, datasetId: string, found: Pick<FoundGroups, 'source' | 'keys'> | null): { moved: number } {
  const { sides, dataset } = datasetState(db, datasetId);
  const [before, known] = [sides(), groupingOf(db, datasetId)];
  const isSame = known && found ? isSameGrouping(known, found) : known === found;
  saveGrouping(db, datasetId, found);
  if (datasetState(db, datasetId).plan().classes.length > 1) {
    ensureVersion(db, datasetId, isSame ? undefined : lastSides(db, datasetId, sharesOf(dataset), true));
    // What is kept of the state has other sides than the version now.
    if (!isSame) nextRevision(db, datasetId);
  }
  const state = datasetState(db, datasetId);
  return { moved: [...state.sides()].filter(([id, side]) => before.has(id) && before.get(id) !== side).length };
}
