import type { NearDuplicates } from '../../../shared/contract/image-calls.ts';
import { countOf, those } from '../../listed.ts';
import type { Database } from '../../store/database.ts';
import { countLooks, looksOf } from '../../store/looks.ts';
import { nearSets, type NearSet } from '../groups/near-sets.ts';
import { datasetState, type DatasetImage, type PassingState } from '../version/dataset-state.ts';

/** Near duplicates among the files of a scan, by their places in a state, and the rows that were looked at. */
interface Looked {
  readonly looks: number;
  readonly sets: readonly NearSet[];
  readonly rows: ReadonlySet<number>;
}

/** By the scan: labels do not change what pictures show. */
const kept = new WeakMap<object, Looked>();

function lookedAt(db: Database, { images, dataset, scan }: PassingState): Looked {
  const known = kept.get(scan);
  if (known?.looks === countLooks(db, dataset.id)) return known;
  const looks = looksOf(db, dataset.id);
  const hashes = Array.from(images, ({ file }) => (file.problem === null ? (looks.get(file.id)?.hashes ?? null) : null));
  const looked = { looks: looks.size, sets: nearSets(hashes), rows: new Set(looks.keys()) };
  kept.set(scan, looked);
  return looked;
}

/** Groups of usable pictures that show nearly the same, excluded ones left out, by what has been looked at. Files of equal content alone are none. */
export function nearPictures(db: Database, state: PassingState): { groups: { images: DatasetImage[]; isSure: boolean; distance: number }[]; looked: number; unlooked: () => number } {
  const usable = those(state.images, ({ file, isExcluded }) => file.problem === null && !isExcluded);
  if (countLooks(db, state.dataset.id) === 0) return { groups: [], looked: 0, unlooked: () => countOf(usable) };
  const { sets, rows } = lookedAt(db, state);
  const groups = sets.flatMap(({ members, ...how }) => {
    const images = members.map((at) => state.images.at(at)!).filter(({ isExcluded }) => !isExcluded);
    return new Set(images.map(({ file }) => file.sha256)).size > 1 ? [{ images, ...how }] : [];
  });
  return { groups, looked: rows.size, unlooked: () => countOf(those(usable, ({ file }) => !rows.has(file.id))) };
}

/**
 * Near duplicates side by side, excluded pictures left out, in the order of their first pictures by path; the largest of each first.
 * @throws StudioError `not-found`
 */
export function nearDuplicates(db: Database, datasetId: string): NearDuplicates {
  const state = datasetState(db, datasetId);
  const { groups, unlooked } = nearPictures(db, state);
  const sides = groups.length > 0 ? state.sides() : new Map();
  const told = groups.map(({ images, isSure, distance }) => {
    const pictures = images.toSorted(largestFirst).map(({ file, label }) => {
      const { id: image, path, width, height, sizeBytes } = file;
      return { image, file: path, label, split: sides.get(image) ?? null, width, height, sizeBytes };
    });
    const isDiffering = (word: 'label' | 'split') => new Set(pictures.map((picture) => picture[word])).size > 1;
    return { pictures, isSure, distance, differs: (['label', 'split'] as const).filter(isDiffering) };
  });
  return { groups: told, unlooked: unlooked() };
}

/** Pixels, then bytes; equal ones by path. */
const largestFirst = (a: DatasetImage, b: DatasetImage): number =>
  (b.file.width ?? 0) * (b.file.height ?? 0) - (a.file.width ?? 0) * (a.file.height ?? 0) ||
  b.file.sizeBytes - a.file.sizeBytes ||
  (a.file.path < b.file.path ? -1 : 1);

/** All but the largest of every group that is sure and of one class; the others are for somebody to look at. */
export const allButLargest = (groups: NearDuplicates['groups']): number[] =>
  groups.filter(({ isSure, differs }) => isSure && !differs.includes('label')).flatMap(({ pictures }) => pictures.slice(1).map(({ image }) => image));
