import { stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../errors.ts';
import type { SaidValues } from '../../../shared/said.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { datasetByRoot, getDataset, updateDataset, type DatasetRow } from '../../store/datasets.ts';
import { listPresentImages, touchImages } from '../../store/images.ts';
import { fileState, type FileState } from '../../files/file-state.ts';
import { realFolder } from './add-dataset.ts';
import { forEachLimited } from '../files/for-each-limited.ts';
import { findDataset } from '../known/find-dataset.ts';
import { isCameraPath } from '../files/image-location.ts';
import { fileFault } from '../files/walk-folder.ts';

interface Differing {
  readonly path: string;
  readonly reason: string;
  readonly values: SaidValues;
}

/**
 * Tells a data set that its folder lies at `folder` now. Every picture of the last scan must be there with the same
 * content; further files come in with the next scan.
 * @returns how many pictures are the same
 * @throws StudioError `not-found`, `already-exists` (the folder is another data set), `bad-data-set` (contents differ)
 */
export async function relinkDataset(db: Database, idOrFolder: string, folder: string): Promise<{ dataset: DatasetRow; same: number }> {
  const dataset = findDataset(db, idOrFolder);
  const root = await realFolder(folder);
  const other = datasetByRoot(db, root);
  if (other && other.id !== dataset.id) {
    throw new StudioError('already-exists', `The folder ${root} is the data set "${other.id}" already`, {
      field: 'folder',
      values: { kind: 'relink-taken', folder: root, dataset: other.id },
      hint: `Remove that one first: graft datasets remove ${other.id}`,
    });
  }
  const wanted = listPresentImages(db, dataset.id).filter((image) => image.problem === null && !isCameraPath(image.path));
  const times: (Pick<FileState, 'modifiedMs' | 'stamp'> & { id: number })[] = [];
  const differing: Differing[] = [];
  await forEachLimited(wanted, 8, async (image) => {
    const file = path.join(root, image.path);
    try {
      // Before the content: what is written meanwhile must look new to the next scan.
      const { modifiedMs, stamp } = fileState(await stat(file));
      if ((await sha256OfFile(file)) !== image.sha256) differing.push({ path: image.path, reason: 'its content is another', values: { kind: 'changed' } });
      else times.push({ id: image.id, modifiedMs, stamp });
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const fault = isMissing ? { reason: 'it is not there', values: { kind: 'gone' } } : fileFault(error, image.path);
      differing.push({ path: image.path, ...fault });
    }
  });
  if (differing.length > 0) {
    const sorted = differing.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    const examples = sorted.slice(0, 3).map(({ path: file, reason }) => `${file}: ${reason}`).join('; ');
    const [first] = sorted as [Differing];
    throw new StudioError(
      'bad-data-set',
      `${differing.length} of ${wanted.length} pictures are not the same in ${root} (${examples})`,
      {
        field: 'folder',
        values: { n: differing.length, all: wanted.length, same: wanted.length - differing.length, folder: root, ...first.values, example: first.path, because: first.values.kind, kind: 'relink-differs' },
        hint: `Where the content has changed, add it as a data set of its own: graft datasets add ${folder}`,
      },
    );
  }
  inTransaction(db, () => {
    updateDataset(db, getDataset(db, dataset.id).id, { root });
    touchImages(db, times);
  });
  return { dataset: getDataset(db, dataset.id), same: wanted.length };
}
