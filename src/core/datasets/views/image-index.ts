import type { ImageFilter, ImageIndex } from '../../../shared/contract/image-calls.ts';
import { contentOf } from '../../../shared/image-address.ts';
import { searchKey } from '../../../shared/search-key.ts';
import { nameIndex } from '../../same-name.ts';
import type { Database } from '../../store/database.ts';
import { wronglyPredicted } from '../../store/predictions.ts';
import { getRun } from '../../store/runs.ts';
import { datasetState, type DatasetImage } from '../version/dataset-state.ts';
import { nearPictures } from './near-duplicates.ts';
import { picturesWith } from './picture-problems.ts';
import { isRelabelled } from '../known/placed-image.ts';

/** Bits of `ImageIndex.flags`. */
const imageFlags = { excluded: 1, unreadable: 2, relabelled: 4 } as const;

/**
 * All pictures of a data set that match, by path, in columns. Excluded and unreadable ones are there too, with their flags.
 * @throws StudioError `not-found` (data set, run)
 */
export function imageIndex(db: Database, datasetId: string, filter: ImageFilter): ImageIndex {
  const state = datasetState(db, datasetId);
  const labels = new Map(state.classes.map((name, label) => [name, label]));
  const tests = filterTests(db, datasetId, filter);
  const index: ImageIndex = { classes: [...state.classes], ids: [], labels: [], flags: [], contents: [] };
  for (const image of state.images) {
    if (!tests.every((matches) => matches(image))) continue;
    index.ids.push(image.file.id);
    // A class of which the folder has only unreadable files is none.
    index.labels.push(image.label === null ? -1 : (labels.get(image.label) ?? -1));
    index.flags.push(flagsOf(image));
    index.contents.push(contentOf(image.file.sha256));
  }
  return index;
}

function filterTests(db: Database, datasetId: string, filter: ImageFilter): ((image: DatasetImage) => boolean)[] {
  const { className, split, problem, wrongByRun, search } = filter;
  const tests: ((image: DatasetImage) => boolean)[] = [];
  const state = datasetState(db, datasetId);
  if (className !== undefined) {
    const wanted = className === null ? null : (state.classes[nameIndex(state.classes, className)] ?? className);
    tests.push((image) => image.label === wanted);
  }
  if (search !== undefined && search.trim() !== '') {
    const wanted = searchKey(search.trim());
    tests.push((image) => searchKey(image.file.path).includes(wanted));
  }
  if (split !== undefined) {
    const sides = state.sides();
    tests.push((image) => sides.get(image.file.id) === split);
  }
  if (problem !== undefined) {
    const pictures = new Set(problem === 'near-duplicates' ? nearPictures(db, state).groups.flatMap(({ images }) => images) : picturesWith(state, problem));
    tests.push((image) => pictures.has(image));
  }
  if (wrongByRun !== undefined) {
    const wrong = wronglyPredicted(db, getRun(db, wrongByRun).id);
    tests.push((image) => wrong.has(image.file.id));
  }
  return tests;
}

const flagsOf = (image: DatasetImage): number =>
  (image.isExcluded ? imageFlags.excluded : 0) +
  (image.file.problem === null ? 0 : imageFlags.unreadable) +
  (isRelabelled(image) ? imageFlags.relabelled : 0);
