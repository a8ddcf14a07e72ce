import type { ImageDetails } from '../../../shared/contract/image-calls.ts';
import type { Database } from '../../store/database.ts';
import { getImage, type PresentImage } from '../../store/images.ts';
import { datasetState, type DatasetImage, type DatasetState } from '../version/dataset-state.ts';
import { locateImage } from '../files/image-location.ts';
import { noSuchImage } from '../labels/labels.ts';
import { placeImages } from '../known/placed-image.ts';

/**
 * All there is to say of some pictures, in the order asked for. Those of an older version whose files have changed or gone since
 * are told too, as no longer there.
 * @throws StudioError `not-found` where one is no picture of this data set
 */
export function imageDetails(db: Database, datasetId: string, images: readonly number[]): ImageDetails[] {
  const state = datasetState(db, datasetId);
  const wanted = images.map((id) => state.image(id) ?? formerImage(db, state, id));
  const copies = sameContents(state, new Set(wanted.map((image) => image.file.sha256)));
  return wanted.map(({ file, folderLabel, label, isExcluded }) => ({
    id: file.id,
    file: file.path,
    path: locateImage(db, state.dataset, file.path),
    width: file.width,
    height: file.height,
    sizeBytes: file.sizeBytes,
    folderLabel,
    label,
    split: state.sides().get(file.id) ?? null,
    isExcluded,
    problem: file.problem,
    problemValues: file.problemValues,
    duplicates: (copies.get(file.sha256) ?? []).filter((copy) => copy.id !== file.id),
  }));
}

function formerImage(db: Database, state: DatasetState, id: number): DatasetImage {
  const row = getImage(db, id);
  if (row.datasetId !== state.dataset.id) throw noSuchImage(state.dataset.id, id);
  const isFormer = row.problem === null;
  const file: PresentImage = isFormer ? { ...row, problem: 'the file has changed or gone since', problemValues: { kind: 'changed' } } : row;
  // Placed among the others, so that their layout counts.
  return placeImages([...state.images.map((image) => image.file), file], [...state.said.values()], state.dataset.layout).images.at(state.images.length)!;
}

function sameContents(
  state: DatasetState,
  contents: ReadonlySet<string | null>,
): Map<string | null, { id: number; file: string }[]> {
  const copies = new Map<string | null, { id: number; file: string }[]>();
  for (const { file, isExcluded } of state.images) {
    // Counted as `copies` counts them.
    if (file.sha256 === null || file.problem !== null || isExcluded || !contents.has(file.sha256)) continue;
    const list = copies.get(file.sha256) ?? [];
    list.push({ id: file.id, file: file.path });
    copies.set(file.sha256, list);
  }
  return copies;
}
