import { StudioError } from '../../errors.ts';
import type { GroupSource } from '../../../shared/group-source.ts';
import type { Split } from '../../../shared/split.ts';
import type { Database } from '../../store/database.ts';
import { looksOf } from '../../store/looks.ts';
import { burstKeys, copyKeys, folderKeys, identifierKeys, joinKeys, stemKeys, type GroupKeys, type GroupRule } from '../groups/detect-groups.ts';
import { nearSets } from '../groups/near-sets.ts';
import type { DatasetImage, DatasetState } from './dataset-state.ts';

/** Pictures that belong together by one source; `key` is what the group is called. */
interface FoundGroup {
  readonly key: string;
  readonly images: readonly DatasetImage[];
}

export interface FoundGroups {
  readonly source: GroupSource;
  /** What in names told it. */
  readonly rules: readonly GroupRule[];
  readonly groups: readonly FoundGroup[];
  /** Of every content that was looked at, the group it is in; null: in none. */
  readonly keys: ReadonlyMap<string, string | null>;
}

/** What a table says: the group of a picture by its path. */
export type GroupTable = ReadonlyMap<string, string>;

/** Pairs of contents that show the same by their features. */
export type AlikePairs = readonly (readonly [sha256: string, other: string])[];

/** What groups go by beside what is stored of the pictures. */
export interface GroupsSaid {
  readonly table?: GroupTable | undefined;
  /** For near duplicates; without it their hashes alone. */
  readonly alike?: AlikePairs | undefined;
}

/** The sources that need no table; of equal worth the first goes before. */
export const searched = ['folder', 'name', 'exif', 'near'] as const satisfies readonly GroupSource[];

/** Pictures that a group may have: those that can be read and that nobody excluded. */
export const usableImages = ({ images }: Pick<DatasetState, 'images'>): DatasetImage[] => images.filter(({ file, isExcluded }) => file.problem === null && !isExcluded);

/**
 * Of pictures that are near duplicates by what has been looked at, the first; and all that are none. Those of one grey, and symmetric ones, are left out: nothing but their
 * bytes says that two of them are the same.
 */
export function onePerPicture(db: Database, state: DatasetState): DatasetImage[] {
  const looks = looksOf(db, state.dataset.id);
  const images = usableImages(state).filter(({ file }) => looks.get(file.id)?.hashes !== null);
  const copies = new Set(findGroups(db, state, 'near').groups.flatMap(({ images: [first, ...others] }) => others.flatMap(({ file }) => (file.sha256 === first!.file.sha256 ? [] : [file.sha256]))));
  return [...new Map(images.filter(({ file }) => !copies.has(file.sha256)).map((image) => [image.file.sha256, image])).values()];
}

/** Pictures of a data set that belong together by one source, excluded ones left out. Near duplicates and bursts by what has been looked at. */
export function findGroups(db: Database, state: DatasetState, source: GroupSource, said: GroupsSaid = {}): FoundGroups {
  const images = usableImages(state);
  const found = keysBy(db, state.dataset.id, images, source, said);
  // Equal contents go together whatever else is said of them.
  const contents = images.map(({ file }) => file.sha256);
  const { groups, rules } = joinKeys(images.length, [...found, { rule: 'copies', keys: contents }]);
  const named = [...found].reverse();
  const taken = new Map<string, number>();
  const keys = new Map<string, string | null>(contents.map((sha256) => [sha256!, null]));
  const several = groups.filter((members) => new Set(members.map((at) => contents[at])).size > 1);
  const told = several.map((members): FoundGroup => {
    const own = named.flatMap(({ keys: of }) => members.flatMap((at) => of[at] ?? []))[0] ?? images[members[0]!]!.file.path;
    const before = taken.get(own) ?? 0;
    taken.set(own, before + 1);
    const key = before === 0 ? own : `${own} (${before + 1})`;
    for (const at of members) keys.set(contents[at]!, key);
    return { key, images: members.map((at) => images[at]!) };
  });
  const own = new Set(found.map(({ rule }) => rule));
  return { source, rules: rules.filter((rule) => own.has(rule)), groups: told, keys };
}

/** The surest name of a group last. */
function keysBy(db: Database, datasetId: string, images: readonly DatasetImage[], source: GroupSource, { table, alike = [] }: GroupsSaid): { rule: GroupRule; keys: GroupKeys }[] {
  const pictures = images.map(({ file, folderLabel, label }) => ({ path: file.path, className: folderLabel ?? label ?? '' }));
  switch (source) {
    case 'folder': {
      const keys = folderKeys(pictures);
      return keys ? [{ rule: 'folder', keys }] : [];
    }
    case 'name': {
      const { keys, bases } = copyKeys(pictures);
      const carriers = identifierKeys(pictures, bases);
      const stems = carriers ? null : stemKeys(pictures, bases);
      return [{ rule: 'copies', keys }, ...(carriers ? [{ rule: 'identifier' as const, keys: carriers }] : []), ...(stems ? [{ rule: 'stem' as const, keys: stems }] : [])];
    }
    case 'exif':
      return [{ rule: 'burst', keys: burstKeys(realTimes(clocksOf(db, datasetId, images))) }];
    case 'near': {
      const looks = looksOf(db, datasetId);
      const keys: (string | null)[] = images.map(() => null);
      for (const { members } of nearSets(images.map(({ file }) => looks.get(file.id)?.hashes ?? null))) for (const at of members) keys[at] = images[members[0]!]!.file.path;
      const pairs = new Map(alike.flatMap((pair) => pair.map((sha256) => [sha256, pair.join(' ')] as const)));
      return [{ rule: 'copies', keys: byFirst(images, images.map(({ file }) => pairs.get(file.sha256!) ?? null)) }, { rule: 'copies', keys }];
    }
    case 'csv': {
      if (!table) throw new StudioError('internal', 'Groups of a table need the table');
      return [{ rule: 'identifier', keys: images.map(({ file }) => table.get(file.path) ?? null) }];
    }
  }
}

const dayMs = 86_400_000;

/** More pictures of one time than a camera takes in a second. */
const mostAtOnce = 30;

function clocksOf(db: Database, datasetId: string, images: readonly DatasetImage[]): (number | null)[] {
  const looks = looksOf(db, datasetId);
  return images.map(({ file }) => looks.get(file.id)?.takenAtMs ?? null);
}

/** Without midnight to the second, which programs write that know the day alone, and without a time of very many: such clocks nobody set, or they stood still. */
export function realTimes(times: readonly (number | null)[]): (number | null)[] {
  const sharing = new Map<number | null, number>();
  for (const time of times) sharing.set(time, (sharing.get(time) ?? 0) + 1);
  return times.map((time) => (time === null || time % dayMs === 0 || sharing.get(time)! > mostAtOnce ? null : time));
}

/** Pictures whose time in the camera's clock says nothing of bursts: no real one, or one of a chain over more than half of all. Of those that have been looked at. */
export function timelessPictures(db: Database, state: DatasetState): number {
  const times = clocksOf(db, state.dataset.id, usableImages(state));
  const keys = burstKeys(realTimes(times));
  return times.filter((time, at) => time !== null && keys[at] === null).length;
}

/** Keys called by the first picture of each. */
function byFirst(images: readonly DatasetImage[], keys: GroupKeys): GroupKeys {
  const first = new Map<string, string>();
  return keys.map((key, at) => {
    if (key !== null && !first.has(key)) first.set(key, images[at]!.file.path);
    return key === null ? null : first.get(key)!;
  });
}

export interface GroupFigures {
  /** Groups of two and more pictures that training sees. */
  readonly count: number;
  readonly largest: number;
  /** Groups with pictures on more than one side of the split. */
  readonly straddling: number;
}

/** @param groups of each the sides of its pictures */
export function groupFigures(groups: Iterable<readonly Split[]>): GroupFigures {
  let [count, largest, straddling] = [0, 0, 0];
  for (const sides of groups) {
    if (sides.length < 2) continue;
    count += 1;
    largest = Math.max(largest, sides.length);
    if (sides.some((side) => side !== sides[0])) straddling += 1;
  }
  return { count, largest, straddling };
}
